import assert from "node:assert/strict";
import test from "node:test";
import { numberOf } from "./learner-number.ts";

test("a learner's number is ten digits, whatever its id begins with", () => {
  assert.equal(numberOf("ffffffff-0000-4000-8000-000000000001"), "4294 967 295");
  assert.equal(numberOf("00000001-0000-4000-8000-000000000001"), "0000 000 001");
});
