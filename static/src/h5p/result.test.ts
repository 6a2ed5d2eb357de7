import assert from "node:assert/strict";
import { test } from "node:test";
import { readResult } from "./result.ts";

const verb = (name: string) => ({ id: `http://adlnet.gov/expapi/verbs/${name}`, display: { "en-US": name } });
const answered = (result: unknown, more: object = {}) => readResult({ verb: verb("answered"), object: { id: "http://a/" }, result, ...more });

test("answered and completed with a result say that it is done, and how well", () => {
  assert.deepEqual(answered({ score: { raw: 1, max: 4, scaled: 0.25 }, completion: true }), { done: true, score: 0.25 });
  assert.deepEqual(readResult({ verb: verb("completed"), result: { score: { raw: 3, max: 4 } } }), { done: true, score: 0.75 });
  assert.deepEqual(answered({ response: "a" }), { done: true });
  assert.deepEqual(answered({ completion: false, score: { scaled: 0.5 } }), { done: false, score: 0.5 });
});

test("other verbs, and no result, say nothing", () => {
  for (const name of ["attempted", "interacted", "progressed", "experienced"]) {
    assert.equal(readResult({ verb: verb(name), result: { score: { scaled: 1 } } }), undefined);
  }
  assert.equal(readResult({ verb: verb("answered") }), undefined);
  assert.equal(readResult({ verb: { id: "https://altul.exemplu/answered" }, result: {} }), undefined);
});

test("a part of the activity does not speak for the whole", () => {
  assert.equal(answered({ score: { scaled: 1 } }, { context: { contextActivities: { parent: [{ id: "http://a/" }] } } }), undefined);
  assert.equal(answered({ score: { scaled: 1 } }, { object: { id: "http://a/?subContentId=7" } }), undefined);
  assert.deepEqual(answered({}, { context: { contextActivities: { category: [{ id: "x" }] } } }), { done: true });
});

test("scores are held between 0 and 1; what is no score is none", () => {
  assert.deepEqual(answered({ score: { scaled: 7 } }), { done: true, score: 1 });
  assert.deepEqual(answered({ score: { raw: -1, max: 4 } }), { done: true, score: 0 });
  for (const score of [null, [], "1", {}, { raw: 1, max: 0 }, { raw: 1 }, { scaled: NaN }, { scaled: "1" }]) {
    assert.deepEqual(answered({ score }), { done: true });
  }
});

test("anything at all may come by message", () => {
  for (const odd of [undefined, null, 1, "x", [], {}, { verb: null }, { verb: 1, result: 1 }, { verb: verb("answered"), result: [] }]) {
    assert.equal(readResult(odd), undefined);
  }
});
