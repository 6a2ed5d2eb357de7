import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid4, uuid7 } from "./facts.ts";
import { chaptersOf, inWords } from "./my-data.ts";
import type { KeptFact } from "./store.ts";

const [first, second] = [uuid4(), uuid4()];
const [learner, device] = [uuid4(), uuid4()];
const place = { page: first, title: "Parole bune", url: "/parole/", steps: ["a", "b"], questions: { q: "Cât de lungă?" } };
const words = {
  opened: "opened",
  step: "step {number}",
  someStep: "some step",
  answer: "“{question}”",
  someAnswer: "some answer",
  practice: "practised",
  practicepassed: "passed",
  completed: "completed",
  other: "a {kind}",
};

function fact(seq: number, page: string, kind = "opened", block?: string, data = {}): KeptFact {
  const object = block === undefined ? { page } : { page, block };
  return { id: uuid7(), learner, device, seq, at: "2026-11-28T10:00:00Z", kind, object, version: "v", data, unsent: 0 };
}

test("pages stand in the order in which they were used, the last one first, their facts as they were done", () => {
  const facts = [fact(4, first, "completed"), fact(1, first), fact(3, second), fact(2, first, "step", "a")];
  const chapters = chaptersOf(facts, [place]);
  assert.deepEqual(chapters.map(({ page }) => page), [first, second]);
  assert.deepEqual(chapters[0]!.facts.map(({ seq }) => seq), [1, 2, 4]);
  assert.equal(chapters[0]!.state?.completed, true);
  assert.equal(chapters[0]!.place?.title, "Parole bune");
  assert.equal(chapters[1]!.place, undefined);
});

test("every fact has plain words, also one whose page has changed since or whose kind is not known here", () => {
  const say = (kind: string, block?: string, data = {}, at: typeof place | undefined = place) => inWords(words, fact(1, first, kind, block, data), at);
  assert.equal(say("opened"), "opened");
  assert.equal(say("step", "b"), "step 2");
  assert.equal(say("step", "gone"), "some step");
  assert.equal(say("answer", "q"), "“Cât de lungă?”");
  assert.equal(inWords(words, fact(1, first, "answer", "q")), "some answer");
  assert.equal(say("practice", "p", { event: "passed" }), "passed");
  assert.equal(say("practice", "p", { event: "toString" }), "practised");
  assert.equal(say("completed"), "completed");
  assert.equal(say("confidence"), "a confidence");
});
