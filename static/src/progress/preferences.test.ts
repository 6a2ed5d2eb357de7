import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid4, uuid7, type Fact } from "./facts.ts";
import { fold, NO_PAGE } from "./fold.ts";
import { preferencesOf } from "./preferences.ts";

const learner = uuid4();
const [one, other] = ["11111111-0000-4000-8000-00000000000a", "11111111-0000-4000-8000-00000000000b"];
const choice = (seq: number, data: Fact["data"], device = one, kind = "preference"): Fact => (
  { id: uuid7(seq), learner, device, seq, at: "", kind, object: { page: NO_PAGE }, version: "", data }
);

/** In any order, and with any of them twice. */
function same(facts: Fact[], prefs: object): void {
  for (const order of [facts, [...facts].reverse(), [...facts, ...facts]]) assert.deepEqual(preferencesOf(order), prefs);
}

test("of each name the last choice holds, whatever arrived last", () => {
  same([choice(3, { name: "text", value: "large" }), choice(2, { name: "text", value: "xlarge" }), choice(1, { name: "theme", value: "dark" })], {
    text: "large",
    theme: "dark",
  });
});

test("two devices at once: the higher one's choice holds", () => {
  same([choice(4, { name: "theme", value: "dark" }, other), choice(4, { name: "theme", value: "light" }, one)], { theme: "dark" });
});

test("“as on this device” is a choice as well", () => {
  same([choice(1, { name: "text", value: "large" }), choice(2, { name: "text", value: "" })], { text: "" });
});

test("what we do not know says nothing", () => {
  const odd = [{ name: "voice", value: "x" }, { name: "toString", value: "x" }, { name: "text", value: 7 }, { name: 7, value: "large" }, {}];
  same([choice(1, { name: "text", value: "large" }), ...odd.map((data, index) => choice(index + 2, data))], { text: "large" });
  same([choice(1, { name: "text", value: "large" }, one, "opened")], {});
});

test("no page has a state for it", () => {
  assert.equal(fold([choice(1, { name: "text", value: "large" })]).size, 0);
});
