import assert from "node:assert/strict";
import { test } from "node:test";
import { stepFromHash } from "./steps.ts";

test("the address names a step that the tutorial has", () => {
  assert.equal(stepFromHash("#pas-1", 3), 1);
  assert.equal(stepFromHash("#pas-3", 3), 3);
});

for (const hash of ["", "#", "#pasii", "#pas-0", "#pas-4", "#pas-", "#pas--1", "#pas-1.5", "#pas-1e0", "#xpas-1", "#pas-1 ", `#pas-${"9".repeat(400)}`]) {
  test(`“${hash.slice(0, 20)}” names no step`, () => assert.equal(stepFromHash(hash, 3), undefined));
}
