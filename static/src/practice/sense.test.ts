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

const LONG: [piece: string, times: number, end: string][] = [
  ["a", 100_000, ""],
  ["1 ", 50_000, ""],
  [" ", 100_000, "1"],
  [`111111111${"-".repeat(50_000)}`, 2, ""],
  ["RO49 ", 20_000, ""],
  [`RO49${"-".repeat(100_000)}`, 1, "A"],
  ["a.", 50_000, "@"],
  ["@", 100_000, ""],
  [`a@${"a.".repeat(50_000)}`, 1, "-".repeat(50_000)],
  [`a@${".".repeat(100_000)}`, 1, ""],
];
for (const [piece, times, end] of LONG) {
  test(`guard: a long text of “${piece.slice(0, 9)}” takes time that grows with it`, () => {
    const began = process.cpuUsage().user;
    assert.ok(["", "email"].includes(realData(piece.repeat(times) + end, [])));
    assert.ok(process.cpuUsage().user - began < 10_000_000);
  });
}
