import assert from "node:assert/strict";
import { test } from "node:test";
import { fromCode, toCode } from "./code.ts";
import { hex, random, uuid4 } from "./facts.ts";

const moved = () => ({ learner: uuid4(), secret: hex(random(16)) });

test("what is written down comes back", () => {
  for (let times = 0; times < 200; times++) {
    const one = moved();
    assert.deepEqual(fromCode(toCode(one)), one);
  }
});

test("however it is typed", () => {
  const one = moved();
  const code = toCode(one);
  for (const typed of [code.toLowerCase(), code.replaceAll(" ", ""), code.replaceAll(" ", " - "), ` ${code}\n`]) {
    assert.deepEqual(fromCode(typed), one);
  }
  const lookalike = code.replaceAll("0", "o").replaceAll("1", "l");
  assert.deepEqual(fromCode(lookalike), one);
});

test("a slip is noticed", () => {
  const code = toCode(moved()).replaceAll(" ", "");
  assert.equal(fromCode(""), null);
  assert.equal(fromCode(code.slice(1)), null);
  assert.equal(fromCode(`${code}A`), null);
  for (let place = 0; place < code.length - 1; place++) {
    const other = code[place] === "7" ? "8" : "7";
    assert.equal(fromCode(code.slice(0, place) + other + code.slice(place + 1)), null, `letter ${place}`);
  }
});
