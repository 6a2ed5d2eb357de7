import assert from "node:assert/strict";
import { test } from "node:test";
import { realData } from "./guard.ts";
import { problems, type Problem } from "./sense.ts";
import { serviceOf, vectors, type Vector } from "./practice-vectors.ts";

for (const vector of vectors<Vector & { problems: Problem[] }>("problems")) {
  test(`sense: ${vector.name}`, () => assert.deepEqual(problems(serviceOf(vector)), vector.problems));
}

for (const { name, text, allowed = [], kind } of vectors<{ name: string; text: string; allowed?: string[]; kind: string }>("guard")) {
  test(`guard: ${name}`, () => assert.equal(realData(text, allowed), kind));
}
