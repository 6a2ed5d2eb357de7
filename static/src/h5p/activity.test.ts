import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import type { Performed } from "../events.ts";
import { open } from "./activity.ts";

// As much of a page as an attempt touches. Nothing comes in a frame but what the test tells.
class Part {
  hidden = true;
  children: Frame[] = [];
  onclick: (() => void) | null = null;
  replaceChildren(...frames: Frame[]): void {
    for (const child of [...this.children]) child.remove();
    this.children = frames;
    for (const frame of frames) frame.parent = this;
  }
  querySelector(): Part {
    return this; // the button in it
  }
}

class Frame {
  title = "";
  src = "";
  height = "";
  window = {};
  parent: Part | undefined;
  get contentWindow(): object | null {
    return this.parent ? this.window : null;
  }
  remove(): void {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = undefined;
  }
}

const ORIGIN = "https://pascupas.exemplu";
const page = globalThis as unknown as Record<string, unknown>;
let heard: ((event: object) => void)[] = [];
page.document = { createElement: () => new Frame() };
page.location = { href: `${ORIGIN}/cursuri/`, origin: ORIGIN };
page.addEventListener = (_: string, hear: (event: object) => void) => heard.push(hear);
page.removeEventListener = (_: string, hear: (event: object) => void) => (heard = heard.filter((each) => each !== hear));

const NAMES = ["before", "start", "without", "missing", "slow", "stage", "finish"] as const;
type Parts = Record<(typeof NAMES)[number], Part>;

function activity(reports = true): { root: HTMLElement; parts: Parts } {
  const parts = Object.fromEntries(NAMES.map((name) => [name, new Part()])) as Parts;
  parts.start.hidden = false;
  const dataset = { activity: "b", frame: "/h5p/7/", package: "7", ...(reports ? { reports: "" } : {}) };
  const querySelector = (asked: string) => (asked === "h3" ? { textContent: "Fructe", focus: () => {} } : parts[asked.slice("[data-".length, -1) as keyof Parts]);
  return { root: { dataset, querySelector } as unknown as HTMLElement, parts };
}

/** What `frame` tells, whether or not it still stands in the page. */
function tell(frame: Frame, message: object): void {
  for (const hear of [...heard]) hear({ source: frame.window, origin: ORIGIN, data: { h5p: "7", ...message } });
}

const shown = (parts: Parts) => NAMES.filter((name) => !parts[name].hidden);
const frameIn = (parts: Parts) => parts.stage.children[0]!;
const PATIENCE = 20_000;
const none = () => {};

beforeEach(() => {
  heard = [];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("what is ready in time is shown, and nothing is said of it later", () => {
  const { root, parts } = activity();
  open(root, none);
  assert.deepEqual(shown(parts), ["stage"]);
  tell(frameIn(parts), { ready: true, height: 120.4 });
  mock.timers.tick(10 * PATIENCE);
  assert.deepEqual(shown(parts), ["stage"]);
  assert.equal(frameIn(parts).height, "121");
});

test("what is slow stays where it is, and says so; it is played whenever it comes", () => {
  const { root, parts } = activity(false);
  open(root, none);
  const frame = frameIn(parts);
  mock.timers.tick(PATIENCE - 1);
  assert.deepEqual(shown(parts), ["stage"]);
  mock.timers.tick(1);
  assert.deepEqual(shown(parts), ["start", "slow", "stage"]);
  mock.timers.tick(10 * PATIENCE);
  assert.equal(frameIn(parts), frame);
  tell(frame, { ready: true });
  assert.deepEqual(shown(parts), ["stage", "finish"]);
});

test("what is slow and fails then says that, and can be tried again", () => {
  const { root, parts } = activity();
  open(root, none);
  const frame = frameIn(parts);
  mock.timers.tick(PATIENCE);
  tell(frame, { failed: true });
  assert.deepEqual(shown(parts), ["start", "missing"]);
  assert.equal(parts.stage.children.length, 0);
  assert.equal(heard.length, 0);
});

test("an attempt that failed takes nothing from the next one", () => {
  const { root, parts } = activity();
  open(root, none);
  const first = frameIn(parts);
  mock.timers.tick(2_000);
  tell(first, { failed: true });
  mock.timers.tick(3_000);
  open(root, none);
  const second = frameIn(parts);
  assert.deepEqual(shown(parts), ["stage"]);
  mock.timers.tick(15_000); // the first one's time would be over
  assert.deepEqual(shown(parts), ["stage"]);
  assert.equal(frameIn(parts), second);
  tell(second, { ready: true });
  tell(first, { failed: true });
  assert.equal(frameIn(parts), second);
  mock.timers.tick(10 * PATIENCE);
  assert.deepEqual(shown(parts), ["stage"]);
});

test("who tries again while it still comes has one frame, one clock and one listener", () => {
  const { root, parts } = activity();
  open(root, none);
  const first = frameIn(parts);
  mock.timers.tick(PATIENCE);
  open(root, none);
  assert.deepEqual(shown(parts), ["stage"]);
  assert.deepEqual([parts.stage.children.length, heard.length], [1, 1]);
  assert.notEqual(frameIn(parts), first);
  tell(first, { failed: true });
  tell(first, { ready: true });
  assert.deepEqual(shown(parts), ["stage"]);
  mock.timers.tick(PATIENCE);
  assert.deepEqual(shown(parts), ["start", "slow", "stage"]);
});

test("a page that was saved before it could say so offers to try again all the same", () => {
  const { root, parts } = activity();
  const find = root.querySelector.bind(root);
  root.querySelector = ((asked: string) => (asked === "[data-slow]" ? null : find(asked))) as typeof root.querySelector;
  open(root, none);
  mock.timers.tick(PATIENCE);
  assert.deepEqual(shown(parts), ["start", "stage"]);
  tell(frameIn(parts), { ready: true });
  assert.deepEqual(shown(parts), ["stage"]);
});

test("what has begun cannot fail any more, and one activity is nothing to another", () => {
  const [one, other] = [activity(), activity()];
  const told: Performed[] = [];
  open(one.root, (each) => told.push(each));
  open(other.root, none);
  tell(frameIn(one.parts), { ready: true });
  tell(frameIn(one.parts), { failed: true });
  tell(frameIn(other.parts), { failed: true });
  assert.deepEqual(shown(one.parts), ["stage"]);
  assert.deepEqual(shown(other.parts), ["start", "missing"]);
  tell(frameIn(one.parts), { statement: { verb: { id: "http://adlnet.gov/expapi/verbs/completed" }, result: { score: { scaled: 1 } } } });
  assert.deepEqual(told, [{ block: "b", done: true, score: 1 }]);
  assert.deepEqual(shown(one.parts), ["before", "stage"]);
});
