/**
 * What happens when a learner acts: `step(service, task, state, event) → [state, feedback]`. Pure: the
 * same play always comes to the same end, whatever is on the page (docs/decisions/012).
 */
import { answer, DEFAULT_MAX, expectation, met, PICKS, runs, sizeOf } from "./answers.ts";
import { distances, doors, readOn, screenOf } from "./graph.ts";
import { realData } from "./guard.ts";
import type { Element, Event, Feedback, Item, Now, Screen, Service, State, Task, Value } from "./shape.ts";

export { answer, expectation, screenOf };

const DEGREES = 3; // of a hint: in words, where, and what to enter

/** The play before its first act. `number` is what the practice number will say. */
export function begin(task: Task, number: string): State {
  return { now: { screen: task.start, values: {} }, past: [], slips: 0, hints: 0, degree: 0, number };
}

export function isDone(task: Task, state: State): boolean {
  return task.goal?.includes(state.now.screen) ?? false;
}

/** What comes of `event`. An event that makes no sense where one is changes nothing. */
export function step(service: Service, task: Task, state: State, event: Event): [State, Feedback] {
  const { now, past, slips, hints } = state;
  const screen = screenOf(service, now.screen);
  switch (event?.type) {
    case "undo":
      if (past.length) return [{ ...state, now: past.at(-1)!, past: past.slice(0, -1), degree: 0 }, { kind: "undone" }];
      break;
    case "restart":
      return [{ ...begin(task, state.number), slips, hints }, { kind: "restarted" }];
    case "hint":
      if (screen && task.goal && !isDone(task, state)) return hint(service, task, state, screen);
      break;
    case "set":
    case "mark":
    case "press":
      if (screen && typeof event.at === "string") return act(service, task, state, screen, event);
  }
  return nothing(state);
}

function nothing(state: State): [State, Feedback] {
  return [state, { kind: "nothing" }];
}

/** An act on the screen that one is on. */
function act(service: Service, task: Task, state: State, screen: Screen, event: Event & { at: string }): [State, Feedback] {
  const [key, part = ""] = event.at.split(".");
  const element = readOn(screen).find((one) => one.key === (event.type === "set" ? event.at : key));
  if (!element) return nothing(state);
  const at = `${screen.key}.${key}`;
  const put = (value: Value): Now => ({ ...state.now, values: { ...state.now.values, [at]: value } });
  const become = (now: Now): State => ({ ...state, now, past: [...state.past, state.now], degree: 0 });
  const isOver = isDone(task, state);
  /** A wrong turn; where nothing is asked, or all is done, there are none. */
  const slip = (feedback: Feedback, after = state): [State, Feedback] => [
    task.goal && !isOver ? { ...after, slips: after.slips + 1 } : after,
    feedback,
  ];

  function set(value: unknown): [State, Feedback] {
    if (element!.input && typeof value === "string") {
      const card = service.card.map((row) => row.value);
      const isOwnSecret = element!.input === "secret" && value !== "" && !card.includes(value.trim());
      const why = realData(value, card) || (isOwnSecret ? "secret" : "");
      if (why) return slip({ kind: "refused", why, at });
      if (sizeOf(element!, value) > (element!.max ?? DEFAULT_MAX)) return [state, { kind: "wrong", act: "long", at }];
    } else if (!isOffered(element!, value)) return nothing(state);
    return [become(put(value as Value)), { kind: "ok", at }];
  }

  function mark(): [State, Feedback] {
    const run = runs(element!.text).find((one) => `${key}.${one.key}` === event.at);
    const found = marked(state.now, at);
    if (!run || found.includes(part)) return nothing(state);
    const told = { say: run.why, at: `${at}.${part}` };
    return run.trap ? [become(put([...found, part])), { kind: "found", ...told }] : slip({ kind: "innocent", ...told });
  }

  function press(): [State, Feedback] {
    const way = doors(screen).find((one) => one.at === event.at);
    if (!way) return nothing(state);
    const { to, say } = way.door;
    const next = screenOf(service, to);
    if (next && isOver) return [state, { kind: "done", say: task.done }];
    const lacking = way.checks && next ? unmet(service, task, state.now, screen) : undefined;
    if (lacking) return slip(lacking);
    const chosen = part ? put(part) : state.now;
    if (!next) {
      const told = { kind: "answer", say, at: `${screen.key}.${event.at}` };
      // A link that only answers is a question that was asked: no slip.
      return element!.type === "link" ? [state, told] : slip(told, part ? become(chosen) : state);
    }
    const after = become({ ...chosen, screen: next.key });
    if (isDone(task, after)) return [after, { kind: "done", say: task.done }];
    if (say === undefined) return [after, { kind: "moved" }];
    const from = distances(service, task);
    return from(to) < from(screen.key) ? [after, { kind: "moved", say }] : slip({ kind: "astray", say }, after);
  }

  return event.type === "set" ? set(event.value) : event.type === "mark" ? mark() : press();
}

function isOffered({ type, items }: Element, value: unknown): boolean | undefined {
  if (type === "check") return typeof value === "boolean";
  return PICKS.includes(type) && items?.some(({ key, off }) => key === value && !off);
}

export function marked(now: Now, at: string): string[] {
  const value = now.values[at];
  return Array.isArray(value) ? value : [];
}

/** The first thing on the screen that is still missing or wrong, in reading order. */
function unmet(service: Service, task: Task, now: Now, screen: Screen): Feedback | undefined {
  for (const element of readOn(screen)) {
    const at = `${screen.key}.${element.key}`;
    const expected = expectation(task, screen.key, element);
    const value = now.values[at];
    if (expected && !met(service, expected, element, value)) {
      return { kind: "wrong", act: value ? "differs" : "empty", at };
    }
    const missing = task.goal && runs(element.text).find(({ key, trap }) => trap && !marked(now, at).includes(key));
    if (missing) return { kind: "wrong", act: "unmarked", at: `${at}.${missing.key}` };
  }
  return undefined;
}

/** Hints by degrees, written by nobody: the next thing missing, else the door nearest to the goal. */
function hint(service: Service, task: Task, state: State, screen: Screen): [State, Feedback] {
  const from = distances(service, task);
  const ways = doors(screen).filter(({ door }) => from(door.to) < Infinity);
  const way = ways.sort((one, other) => from(one.door.to) - from(other.door.to))[0];
  const lacking = way?.checks ? unmet(service, task, state.now, screen) : undefined;
  const degree = Math.min(state.degree + 1, DEGREES);
  const say = degree === 1 ? screen.hint : undefined;
  const act = lacking ? (lacking.act === "unmarked" ? "mark" : "fill") : "press";
  const at = lacking?.at ?? (way && `${screen.key}.${way.at}`);
  return [{ ...state, degree, hints: state.hints + 1 }, { kind: "hint", degree, act, at, say }];
}

/**
 * By scale the points of the replies given, and the most that those had to give where one was chosen. A
 * better second answer replaces the first.
 */
export function score({ scales = [], screens }: Service, now: Now): [scale: string, points: number, most: number][] {
  const replies = screens.flatMap((screen) =>
    screen.elements.map(({ key, items = [] }) => [items, now.values[`${screen.key}.${key}`]] as const),
  );
  return scales.map(({ key: scale }) => {
    let [points, most] = [0, 0];
    const worth = (item: Item) => item.points?.[scale] ?? 0;
    for (const [items, value] of replies) {
      const given = items.find(({ key }) => key === value);
      if (!given?.points) continue;
      points += worth(given);
      most += Math.max(0, ...items.map(worth));
    }
    return [scale, points, most];
  });
}

/** What stands for `{name}`: what was entered there, the practice number, or an ellipsis. */
export function said(service: Service, state: State, name: string): string {
  if (name === "numar") return state.number;
  for (const screen of service.screens) {
    for (const element of screen.elements) {
      if (element.key !== name || !(element.input || PICKS.includes(element.type))) continue;
      const value = state.now.values[`${screen.key}.${element.key}`];
      if (typeof value === "string") return element.items?.find(({ key }) => key === value)?.text ?? value;
    }
  }
  return "…";
}
