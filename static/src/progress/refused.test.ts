import assert from "node:assert/strict";
import { test } from "node:test";
import { fileOf } from "./refused.ts";
import type { KeptFact } from "./store.ts";

const fact = (id: string, more: object): KeptFact => (
  { id, learner: "l", device: "d", seq: 1, at: "", kind: "step", object: { page: "p" }, version: "v", data: {}, unsent: 0, ...more }
);

test("the file for support has what was refused, why, and nothing else", () => {
  const file = fileOf([fact("a", {}), fact("b", { refused: "seq" }), fact("c", { unsent: 1 })], "Chrome", new Date(0)) as { facts: object[] };
  const { unsent: _unsent, ...told } = fact("b", { refused: "seq" });
  assert.deepEqual(file, {
    format: "pascupas-refused",
    version: 1,
    made_at: "1970-01-01T00:00:00.000Z",
    made_by: "Chrome",
    facts: [told],
  });
});
