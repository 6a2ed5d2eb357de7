import assert from "node:assert/strict";
import test from "node:test";
import { fill, lackOf } from "./certificate.ts";
import { nothingYet } from "./fold.ts";

test("a tutorial lacks every question that has no answer and every exercise that was not passed", () => {
  const state = nothingYet();
  state.answers.a = { tries: 1, right: false };
  state.practice.p = { begun: 1, passed: false, slips: null, hints: null };
  assert.deepEqual(lackOf(state, ["a", "b"], ["p"]), { answered: 1, questions: 2, passed: 0, practices: 1 });
  assert.deepEqual(lackOf(undefined, ["a"], []), { answered: 0, questions: 1, passed: 0, practices: 0 });
});

test("it lacks nothing once all is answered, right or not, and passed", () => {
  const state = nothingYet();
  state.answers.a = { tries: 2, right: false };
  state.practice.p = { begun: 1, passed: true, slips: 0, hints: 0 };
  assert.equal(lackOf(state, ["a"], ["p"]), null);
});

test("words name what they count; what nobody knows stays as it is written", () => {
  assert.equal(fill("{answered} din {questions}, {right}", { answered: 1, questions: 3 }), "1 din 3, {right}");
});
