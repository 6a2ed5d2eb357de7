import assert from "node:assert/strict";
import { test } from "node:test";
import { pause } from "./keeper.ts";

test("each failure doubles the wait, up to five minutes", () => {
  const longest = [1, 2, 3, 6, 7, 8, 1000].map((failures) => pause(failures, 1));
  assert.deepEqual(longest, [5_000, 10_000, 20_000, 160_000, 300_000, 300_000, 300_000]);
});

test("chance takes up to half of it away, so that a room does not come back at once", () => {
  assert.equal(pause(3, 0), 10_000);
  const waits = Array.from({ length: 200 }, () => pause(3));
  assert.ok(waits.every((wait) => wait >= 10_000 && wait <= 20_000));
  assert.ok(new Set(waits).size > 100);
});
