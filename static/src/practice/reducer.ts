/**
 * What happens when a learner acts: `step(service, task, state, event) → [state, feedback]`. Pure: the
 * same play always comes to the same end, whatever is on the page (docs/decisions/012).
 */
import { answer, DEFAULT_MAX, expectation, met, PICKS, runs, sizeOf } from "./answers.ts";
import { distances, doors, readOn, screenOf, type Way } from "./graph.ts";
import { realData } from "./guard.ts";
import type { Element, Event, Feedback, Now, Screen, Service, State, Task, Value } from "./shape.ts";

export { answer, expectation, screenOf };

const DEGREES = 3; // of a hint: in words, where, and what to enter

/** The play before its first act. `number` is what the practice number will say. */
export function begin(_service: Service, task: Task, number: string): State {
  return { now: { screen: task.start, values: {} }, past: [], slips: 0, hints: 0, degree: 0, number };
}

export function isDone(task: Task, state: State): boolean {
  return task.goal?.includes(state.now.screen) ?? false;
}

/** What comes of `event`. An event that makes no sense where one is changes nothing. */
export function step(service: Service, task: Task, state: State, event: Event): [State, Feedback] {
  switch (event?.type) {
    case "undo":
      return undo(state);
    case "restart":
      return [
        { ...begin(service, task, state.number), slips: state.slips, hints: state.hints },
        { kind: "restarted" },
      ];
    case "hint":
      return hint(service, task, state);
    case "set":
    case "mark":
    case "press": {
      const screen = screenOf(service, state.now.screen);
      return screen && typeof event.at === "string" ? new Act(service, task, state, screen).of(event) : nothing(state);
    }
    default:
      return nothing(state);
  }
}

function nothing(state: State): [State, Feedback] {
  return [state, { kind: "nothing" }];
}

function undo(state: State): [State, Feedback] {
  const now = state.past.at(-1);
  return now ? [{ ...state, now, past: state.past.slice(0, -1), degree: 0 }, { kind: "undone" }] : nothing(state);
}

/** An act on the screen that one is on. */
class Act {
  private readonly service: Service;
  private readonly task: Task;
  private readonly state: State;
  private readonly screen: Screen;

  constructor(service: Service, task: Task, state: State, screen: Screen) {
    [this.service, this.task, this.state, this.screen] = [service, task, state, screen];
  }

  of(event: Event & { at: string }): [State, Feedback] {
    const [key = "", part = ""] = event.at.split(".");
    const element = readOn(this.screen).find((one) => one.key === key);
    if (!element) return nothing(this.state);
    if (event.type === "set") return this.set(element, event.value);
    return event.type === "mark" ? this.mark(element, part) : this.press(event.at, element, part);
  }

  private set(element: Element, value: unknown): [State, Feedback] {
    const at = this.at(element);
    const isTick = element.type === "check" && typeof value === "boolean";
    if (isTick || this.isOffered(element, value)) return [this.become(this.with(at, value as Value)), { kind: "ok", at }];
    return element.type === "field" && typeof value === "string" ? this.type(element, at, value) : nothing(this.state);
  }

  private isOffered(element: Element, value: unknown): boolean {
    return PICKS.includes(element.type) && (element.items ?? []).some(({ key, off }) => key === value && !off);
  }

  private type(element: Element, at: string, value: string): [State, Feedback] {
    const card = this.service.card.map((row) => row.value);
    const isOwnSecret = element.input === "secret" && value !== "" && !card.includes(value.trim());
    const why = realData(value, card) || (isOwnSecret ? "secret" : "");
    if (why) return this.slip({ kind: "refused", why, at });
    if (sizeOf(element, value) > (element.max ?? DEFAULT_MAX)) return [this.state, { kind: "wrong", act: "long", at }];
    return [this.become(this.with(at, value)), { kind: "ok", at }];
  }

  private mark(element: Element, key: string): [State, Feedback] {
    const at = this.at(element);
    const run = runs(element.text).find((one) => one.key === key);
    const found = marked(this.state.now, at);
    if (!run || found.includes(key)) return nothing(this.state);
    const told = { say: run.why, at: `${at}.${key}` };
    if (!run.trap) return this.slip({ kind: "innocent", ...told });
    return [this.become(this.with(at, [...found, key])), { kind: "found", ...told }];
  }

  private press(where: string, element: Element, item: string): [State, Feedback] {
    const way = doors(this.screen).find(({ at }) => at === where);
    if (!way) return nothing(this.state);
    const to = way.door.to === undefined ? undefined : screenOf(this.service, way.door.to);
    const lacking = way.checks && to ? unmet(this.service, this.task, this.state.now) : undefined;
    if (lacking) return this.slip(lacking);
    const chosen = item ? this.with(this.at(element), item) : this.state.now;
    const { say } = way.door;
    if (!to) {
      const after = item ? this.become(chosen) : this.state;
      return this.slip({ kind: "answer", say, at: `${this.screen.key}.${where}` }, after);
    }
    const after = this.become({ ...chosen, screen: to.key });
    if (isDone(this.task, after)) return [after, { kind: "done", say: this.task.done }];
    return say !== undefined && !this.isNearer(to) ? this.slip({ kind: "astray", say }, after) : [after, { kind: "moved", say }];
  }

  private isNearer(to: Screen): boolean {
    const far = distances(this.service, this.task);
    return (far.get(to.key) ?? Infinity) < (far.get(this.screen.key) ?? Infinity);
  }

  private at(element: Element): string {
    return `${this.screen.key}.${element.key}`;
  }

  private with(at: string, value: Value): Now {
    const { now } = this.state;
    return { ...now, values: { ...now.values, [at]: value } };
  }

  private become(now: Now): State {
    const { state } = this;
    return { ...state, now, past: [...state.past, state.now], degree: 0 };
  }

  /** A wrong turn; where nothing is asked there are none. */
  private slip(feedback: Feedback, state = this.state): [State, Feedback] {
    return [this.task.goal ? { ...state, slips: state.slips + 1 } : state, feedback];
  }
}

function marked(now: Now, at: string): string[] {
  const value = now.values[at];
  return Array.isArray(value) ? value : [];
}

/** The first thing on the screen that is still missing or wrong, in reading order. */
export function unmet(service: Service, task: Task, now: Now): Feedback | undefined {
  const screen = screenOf(service, now.screen);
  if (!screen) return undefined;
  for (const element of readOn(screen)) {
    const at = `${screen.key}.${element.key}`;
    const [expected, value] = [expectation(task, screen.key, element), now.values[at]];
    if (expected && !met(service, expected, element, value)) {
      return { kind: "wrong", act: value === undefined || value === "" ? "empty" : "differs", at };
    }
    const missing = task.goal && runs(element.text).find(({ key, trap }) => trap && !marked(now, at).includes(key));
    if (missing) return { kind: "wrong", act: "unmarked", at: `${at}.${missing.key}` };
  }
  return undefined;
}

/** Hints by degrees, written by nobody: the next thing missing, else the door nearest to the goal. */
function hint(service: Service, task: Task, state: State): [State, Feedback] {
  const screen = screenOf(service, state.now.screen);
  if (!screen || !task.goal || isDone(task, state)) return nothing(state);
  const way = nearestWay(service, task, screen);
  const lacking = way?.checks ? unmet(service, task, state.now) : undefined;
  const degree = Math.min(state.degree + 1, DEGREES);
  const act = lacking ? (lacking.act === "unmarked" ? "mark" : "fill") : "press";
  const at = lacking?.at ?? (way && `${screen.key}.${way.at}`);
  const say = degree === 1 ? screen.hint : undefined;
  return [{ ...state, degree, hints: state.hints + 1 }, { kind: "hint", degree, act, at, say }];
}

function nearestWay(service: Service, task: Task, screen: Screen): Way | undefined {
  const far = distances(service, task);
  const from = ({ door }: Way) => (door.to === undefined ? Infinity : (far.get(door.to) ?? Infinity));
  const ways = doors(screen).filter((way) => from(way) < Infinity);
  return ways.sort((one, other) => from(one) - from(other))[0];
}

/** Points by scale, read off the replies given: a better second answer replaces the first. */
export function score(service: Service, now: Now): Record<string, number> {
  const sum = Object.fromEntries((service.scales ?? []).map(({ key }) => [key, 0]));
  for (const screen of service.screens) {
    for (const element of screen.elements) {
      const given = element.items?.find(({ key }) => key !== undefined && now.values[`${screen.key}.${element.key}`] === key);
      for (const [scale, points] of Object.entries(given?.points ?? {})) sum[scale] = (sum[scale] ?? 0) + points;
    }
  }
  return sum;
}

/** What stands for `{name}`: what was entered there, the practice number, or an ellipsis. */
export function said(service: Service, state: State, name: string): string {
  if (name === "numar") return state.number;
  for (const screen of service.screens) {
    for (const element of screen.elements) {
      if (element.key !== name || !(element.type === "field" || PICKS.includes(element.type))) continue;
      const value = state.now.values[`${screen.key}.${element.key}`];
      if (typeof value === "string") return element.items?.find(({ key }) => key === value)?.text ?? value;
    }
  }
  return "…";
}
