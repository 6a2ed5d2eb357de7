import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Fact } from "./facts.ts";
import { fold, type Grade, type PageState } from "./fold.ts";

interface Vector {
  name: string;
  facts: Fact[];
  answers?: { page: string; block: string; given: unknown; verdict: boolean | null }[];
  states: Record<string, PageState>;
}

const file = new URL("../../../tests/vectors/fold.json", import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, "utf8")) as { vectors: Vector[] };

const grading =
  (answers: NonNullable<Vector["answers"]>): Grade =>
  (page, block, given) =>
    answers.find(
      (known) => known.page === page && known.block === block && JSON.stringify(known.given) === JSON.stringify(given),
    )?.verdict ?? null;

for (const { name, facts, answers = [], states } of vectors) {
  test(`fold: ${name}`, () => {
    // As JSON: the states themselves have no prototype that a block's name could meet.
    const given = (order: Fact[]) => JSON.parse(JSON.stringify(Object.fromEntries(fold(order, grading(answers)))));
    assert.deepEqual(given(facts), states);
    assert.deepEqual(given([...facts].reverse()), states);
    assert.deepEqual(given([...facts, ...facts]), states);
  });
}

test("there are vectors", () => {
  assert.ok(vectors.length > 20);
});
