import assert from "node:assert/strict";
import { test } from "node:test";
import { asCompared, fits, met } from "./answers.ts";
import { begin, said, score, step } from "./reducer.ts";
import type { Event, Feedback } from "./shape.ts";
import { serviceOf, vectors, type Vector } from "./practice-vectors.ts";

interface Play extends Vector {
  task: string;
  number?: string;
  from?: string;
  steps: [Event, Feedback][];
  end: { screen: string; slips: number; hints: number; past: number; values?: unknown; score?: [string, number, number][]; said?: Record<string, string> };
}

for (const play of vectors<Play>("play")) {
  test(`play: ${play.name}`, () => {
    const service = serviceOf(play);
    const task = service.tasks.find(({ key }) => key === play.task)!;
    let state = begin(task, play.number ?? "EX-0000");
    if (play.from) state = { ...state, now: { ...state.now, screen: play.from } };
    for (const [event, expected] of play.steps) {
      const [next, feedback] = step(service, task, state, event);
      assert.deepEqual({ ...feedback, ...expected }, defined(feedback), JSON.stringify(event));
      state = next;
    }
    const { screen, slips, hints, past } = play.end;
    assert.deepEqual([state.now.screen, state.slips, state.hints, state.past.length], [screen, slips, hints, past]);
    if (play.end.values) assert.deepEqual(state.now.values, play.end.values);
    if (play.end.score) assert.deepEqual(score(service, state.now), play.end.score);
    for (const [name, words] of Object.entries(play.end.said ?? {})) assert.equal(said(service, state, name), words);
  });
}

/** What is there, without what is undefined. */
function defined(feedback: Feedback): Feedback {
  return Object.fromEntries(Object.entries(feedback)) as unknown as Feedback;
}

test("an event that is none changes nothing", () => {
  const service = serviceOf({ service: "taxa-locala" });
  const [task] = service.tasks as [(typeof service.tasks)[0]];
  const state = begin(task, "EX-0000");
  const garbage = [undefined, null, {}, { type: "press" }, { type: "set", at: 7 }, { type: "set", at: "cnp", value: {} }, { type: "fly" }];
  for (const event of [...garbage, { type: "press", at: "__proto__" }, { type: "mark", at: "titlu.constructor" }]) {
    assert.deepEqual(step(service, task, state, event as unknown as Event), [state, { kind: "nothing" }]);
  }
});

const MASKS: [mask: string, text: string, fit: boolean][] = [
  ["99/99", "12/30", true],
  ["99/99", "1a/30", false],
  ["A99", "Ș12", true],
  ["A99", "112", false],
  ["9", "٣", false],
  ["99", "1", false],
  ["a+", "a+", true],
  ["a+", "aa", false],
];
for (const [mask, text, fit] of MASKS) test(`mask ${mask}: “${text}” ${fit ? "fits" : "does not"}`, () => assert.equal(fits(mask, text), fit));

test("a mask looks at each sign once, whatever is typed", () => {
  assert.equal(fits("9".repeat(80), "1".repeat(1_000_000)), false);
});

const AMOUNTS: [written: string, amount: string][] = [
  ["1.000,50 lei", "1000.5"],
  ["1000,50", "1000.5"],
  ["1.000", "1000"],
  ["214,00", "214"],
  ["0,5", "0.5"],
  ["0", "0"],
  ["lei", ""],
];
for (const [written, amount] of AMOUNTS) {
  test(`money: “${written}” is ${amount || "nothing"}`, () => assert.equal(asCompared("money", written), amount));
}

test("a box that is to stay empty is right before anybody touches it", () => {
  const box = { key: "reclame", type: "check" };
  const is = (expected: boolean, value?: boolean) => met({ card: [] }, { is: expected }, box, value);
  assert.deepEqual([is(false), is(false, false), is(false, true), is(true), is(true, true)], [true, true, false, false, true]);
});

test("nothing is right of words that are marked, or of a reply", () => {
  assert.equal(met({ card: [] }, { any: true }, { key: "sms", type: "text" }, ["graba"]), false);
  assert.equal(met({ card: [] }, { is: "calm" }, { key: "raspuns", type: "replies" }, "calm"), false);
  assert.equal(met({ card: [] }, { any: true }, { key: "raspuns", type: "replies" }, "calm"), false);
});
