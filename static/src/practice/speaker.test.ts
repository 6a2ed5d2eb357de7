import assert from "node:assert/strict";
import { test } from "node:test";
import type { Played } from "./page.ts";
import { begin, step } from "./reducer.ts";
import { Speaker, type Words } from "./speaker.ts";
import type { Event as Act, Service, State, Task } from "./shape.ts";

const service: Service = {
  card: [{ key: "nume", label: "Numele", value: "Maria Exemplu" }],
  screens: [
    {
      key: "acasa",
      title: "Acasă",
      elements: [
        { key: "nume", type: "field", label: "Numele dvs.", input: "text", expect: { card: "nume" } },
        {
          key: "cui",
          type: "choice",
          label: "Cui",
          expect: { is: "model" },
          items: [
            { key: "exemplu", text: "Primăria Exemplu" },
            { key: "model", text: "Primăria Model" },
          ],
        },
        { key: "da", type: "check", label: "Am citit", expect: { is: true } },
        { key: "ajutor", type: "link", text: "Ajutor", say: "Aici este ajutorul, {nume}." },
        { key: "tacut", type: "button", quiet: true, text: "Alt drum", to: "lateral" },
        { key: "trimit", type: "button", text: "Trimit", to: "gata" },
      ],
    },
    { key: "lateral", title: "Lateral", elements: [{ key: "inapoi", type: "link", text: "Înapoi", to: "acasa" }] },
    { key: "gata", title: "Gata", elements: [] },
  ],
};
const message: Service["screens"][number] = {
  key: "sms",
  title: "Mesaj",
  elements: [{ key: "text", type: "message", text: ["Plătiți ", { key: "grabit", text: "chiar acum", trap: true, why: "Grabă." }] }],
};
const task: Task = { key: "trimiteti", start: "acasa", goal: ["gata"], done: "Ați trimis, {nume}. Numărul: {numar}." };
const words: Record<string, string> = {
  moved: "Now on {screen}.",
  undone: "Back on {screen}.",
  nothing: "The beginning.",
  free: "Look around.",
  empty: "Missing: {label}.",
  differs: "Check {label}.",
  email: "No e-mail.",
  fill1: "Look for {label}.",
  fill2: "Here: {label}.",
  fill3: "Here: {label}. Enter {value}.",
  tick3: "Tick {label}.",
  mark3: "Touch {label}.",
  press1: "Look for {label}.",
  press2: "Press {label}.",
  press3: "Press {label}.",
};
const played: Played = { service, task, lang: "ro", words };

/** What is said after each of `acts`. */
function said(acts: Act[], of: Task = task): string[] {
  const speaker = new Speaker({ ...played, task: of });
  let state: State = begin(of, "EX-2345");
  return acts.map((act) => {
    const [after, feedback] = step(service, of, state, act);
    state = after;
    return plain(speaker.words(feedback, act, state));
  });
}

function plain(said: Words): string {
  return said.map(({ text }) => text).join("");
}

const name: Act = { type: "set", at: "nume", value: "Maria Exemplu" };
const model: Act = { type: "set", at: "cui", value: "model" };
const tick: Act = { type: "set", at: "da", value: true };
const send: Act = { type: "press", at: "trimit" };
const hint: Act = { type: "hint" };

test("what is missing or differs is named by its label", () => {
  const wrong: Act = { type: "set", at: "nume", value: "Ion" };
  assert.deepEqual(said([send, wrong, send]), ["Missing: Numele dvs..", "", "Check Numele dvs.."]);
});

test("hints go by degrees and end with the value, in words", () => {
  assert.deepEqual(said([hint, hint, hint]), [
    "Look for Numele dvs..",
    "Here: Numele dvs..",
    "Here: Numele dvs.. Enter Maria Exemplu.",
  ]);
  assert.equal(said([name, hint, hint, hint]).at(-1), "Here: Cui. Enter Primăria Model.");
  assert.equal(said([name, model, hint, hint, hint]).at(-1), "Tick Am citit.");
  assert.deepEqual(said([name, model, tick, hint, hint]).slice(3), ["Look for Trimit.", "Press Trimit."]);
});

test("where anything is right the last hint does not tell a value, and words to mark are told as they stand", () => {
  const free: Task = { ...task, expect: { "acasa.nume": { any: true } } };
  assert.deepEqual(said([hint, hint, hint], free).slice(1), ["Here: Numele dvs..", "Here: Numele dvs.."]);
  const speaker = new Speaker({ ...played, service: { card: [], screens: [message] } });
  const feedback = { kind: "hint", degree: 3, act: "mark", at: "sms.text.grabit" };
  const state = begin({ key: "m", start: "sms" }, "EX-2345");
  assert.equal(plain(speaker.words(feedback, hint, state)), "Touch chiar acum.");
});

test("a door's own words come first, with what was entered in their places", () => {
  assert.equal(said([name, { type: "press", at: "ajutor" }]).at(-1), "Aici este ajutorul, Maria Exemplu.");
});

test("a refusal has the words of what was refused", () => {
  assert.deepEqual(said([{ type: "set", at: "nume", value: "ion@posta.ro" }]), ["No e-mail."]);
});

test("at the beginning there is nothing to undo, and without a goal nothing to hint", () => {
  assert.deepEqual(said([{ type: "undo" }]), ["The beginning."]);
  assert.deepEqual(said([hint], { key: "liber", start: "acasa" }), ["Look around."]);
});

test("where one is now is said after each way", () => {
  assert.deepEqual(said([{ type: "press", at: "tacut" }, { type: "undo" }]), ["Now on Lateral.", "Back on Acasă."]);
});

test("what the service says is marked as quoted, ours is not", () => {
  const speaker = new Speaker(played);
  const state = begin(task, "EX-2345");
  const [after, feedback] = step(service, task, state, send);
  assert.deepEqual(speaker.words(feedback, send, after), [
    { text: "Missing: ", quoted: false },
    { text: "Numele dvs.", quoted: true },
    { text: ".", quoted: false },
  ]);
  assert.deepEqual(speaker.quote("Numărul: {numar}.", state), [{ text: "Numărul: EX-2345.", quoted: true }]);
});
