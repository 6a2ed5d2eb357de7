/**
 * (task, state, event) → (state, feedback). Pure: no clock, no chance, no DOM, no language.
 * An unknown or impossible event changes nothing.
 */
import { realData } from "./guard.ts";
import type { Element, Event, Expect, Feedback, Item, Now, Part, Screen, Service, State, Task, Text, Value } from "./shape.ts";

const PICKS = ["choice", "slot", "upload", "place"];
const LISTS = ["results", "replies"];

const plain = (s: string) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\s+/g, " ").trim();

const READ: Record<string, (s: string) => string> = {
  digits: (s) => s.replace(/\D/g, ""),
  phone: (s) => s.replace(/\D/g, ""),
  money: (s) => s.replace(/[^\d,.]/g, "").replace(",", ".").replace(/\.0*$/, ""),
  date: (s) => (s.match(/\d+/g) ?? []).map((n) => n.padStart(2, "0")).join("."),
  secret: (s) => s.trim(),
};
export const read = (input: string | undefined, s: string) => (READ[input ?? "text"] ?? plain)(s);

export const screenOf = (service: Service, key: string) => service.screens.find((s) => s.key === key);
const elementOf = (screen: Screen | undefined, key: string | undefined): Element | undefined =>
  key === "address" && screen?.address ? { key, type: "text", text: screen.address } : screen?.elements.find((e) => e.key === key);
export const parts = (text: Text | undefined): Part[] =>
  Array.isArray(text) ? text.filter((p): p is Part => typeof p !== "string") : [];

export const expectation = (task: Task, screen: string, e: Element): Expect | undefined =>
  task.expect?.[`${screen}.${e.key}`] ?? e.expect;

/** The text a learner should enter, when there is exactly one or a first one. */
export function answer(service: Service, x: Expect): string | boolean | undefined {
  return x.card ? service.card.find((r) => r.key === x.card)?.value : x.is ?? x.in?.[0];
}

export function met(service: Service, x: Expect, e: Element, value: Value | undefined): boolean {
  if (value === undefined || value === "") return false;
  if (typeof value !== "string") return value === x.is || !!x.any;
  const got = read(e.input, value);
  if (!got) return false;
  if (x.any) return true;
  if (x.mask) return fits(x.mask, value.trim());
  const right = x.in ?? [answer(service, x)];
  return right.some((r) => typeof r === "string" && (PICKS.includes(e.type) ? r === value : read(e.input, r) === got));
}

const fits = (mask: string, s: string) =>
  mask.length === s.length && [...mask].every((m, i) => (m === "9" ? /\d/ : m === "A" ? /\p{L}/u : { test: (c: string) => c === m }).test(s[i]!));

/** Steps from each screen to the goal; screens absent from the map cannot reach it. */
export function distances(service: Service, task: Task): Map<string, number> {
  const far = new Map((task.goal ?? []).map((k) => [k, 0]));
  for (let d = 0, grew = true; grew; d++) {
    grew = false;
    for (const s of service.screens)
      if (!far.has(s.key) && doors(s).some(([, door]) => door.to && far.get(door.to) === d)) far.set(s.key, d + 1), (grew = true);
  }
  return far;
}

export function doors(screen: Screen): [at: string, door: { to?: string; say?: string }, checks: boolean][] {
  return screen.elements.flatMap((e): [string, { to?: string; say?: string }, boolean][] =>
    e.type === "button" ? [[e.key, e, !e.quiet]]
    : e.type === "link" ? [[e.key, e, false]]
    : LISTS.includes(e.type) ? (e.items ?? []).map((i) => [`${e.key}.${i.key}`, i, false])
    : []);
}

/** The first thing on this screen that is still missing or wrong. */
export function unmet(service: Service, task: Task, now: Now): Feedback | undefined {
  const screen = screenOf(service, now.screen);
  if (!screen) return;
  const address: Element[] = screen.address ? [{ key: "address", type: "text", text: screen.address }] : [];
  for (const e of [...address, ...screen.elements]) {
    const at = `${screen.key}.${e.key}`, value = now.values[at], x = expectation(task, screen.key, e);
    if (x && !met(service, x, e, value)) return { kind: "wrong", act: value === undefined || value === "" ? "empty" : "differs", at };
    const missing = parts(e.text).find((p) => p.trap && !(Array.isArray(value) && value.includes(p.key)));
    if (missing && task.goal) return { kind: "wrong", act: "unmarked", at: `${at}.${missing.key}` };
  }
}

export const begin = (_service: Service, task: Task, number: string): State =>
  ({ now: { screen: task.start, values: {} }, past: [], slips: 0, hints: 0, degree: 0, number });

export const isDone = (task: Task, state: State) => !!task.goal?.includes(state.now.screen);

export function step(service: Service, task: Task, state: State, event: Event): [State, Feedback] {
  const { now } = state;
  const same = (f: Feedback): [State, Feedback] => [state, f];
  const slip = (f: Feedback, next: State = state): [State, Feedback] => [task.goal ? { ...next, slips: next.slips + 1 } : next, f];
  const become = (next: Now): State => ({ ...state, now: next, past: [...state.past, now], degree: 0 });

  switch (event.type) {
    case "undo":
      return state.past.length
        ? [{ ...state, now: state.past.at(-1)!, past: state.past.slice(0, -1), degree: 0 }, { kind: "undone" }]
        : same({ kind: "nothing" });
    case "restart":
      return [{ ...begin(service, task, state.number), slips: state.slips, hints: state.hints }, { kind: "restarted" }];
    case "hint":
      return hint(service, task, state);
  }

  const screen = screenOf(service, now.screen);
  const [key, inner] = event.at.split(".");
  const e = elementOf(screen, key);
  if (!screen || !e) return same({ kind: "nothing" });
  const at = `${screen.key}.${e.key}`;
  const put = (value: Value): Now => ({ ...now, values: { ...now.values, [at]: value } });

  if (event.type === "set") {
    const { value } = event;
    if (e.type === "check" && typeof value === "boolean") return [become(put(value)), { kind: "ok", at }];
    if (typeof value !== "string") return same({ kind: "nothing" });
    if (PICKS.includes(e.type)) {
      const item = e.items?.find((i) => i.key === value);
      return item && !item.off ? [become(put(value)), { kind: "ok", at }] : same({ kind: "nothing" });
    }
    if (e.type !== "field") return same({ kind: "nothing" });
    const card = service.card.map((r) => r.value);
    const why = realData(value, card) || (e.input === "secret" && value && !card.includes(value.trim()) ? "secret" : "");
    if (why) return slip({ kind: "refused", why, at });
    const tooLong = e.input === "digits" ? read("digits", value).length > (e.max ?? 2000) : value.length > (e.max ?? 2000);
    return tooLong ? same({ kind: "wrong", act: "long", at }) : [become(put(value)), { kind: "ok", at }];
  }

  if (event.type === "mark") {
    const part = parts(e.text).find((p) => p.key === inner);
    const found = (now.values[at] as string[] | undefined) ?? [];
    if (!part || found.includes(part.key)) return same({ kind: "nothing" });
    if (!part.trap) return slip({ kind: "innocent", say: part.why, at: `${at}.${part.key}` });
    return [become(put([...found, part.key])), { kind: "found", say: part.why, at: `${at}.${part.key}` }];
  }

  const [, door, checks] = doors(screen).find(([k]) => k === event.at) ?? [];
  if (!door) return same({ kind: "nothing" });
  if (checks && door.to) {
    const wrong = unmet(service, task, now);
    if (wrong) return slip(wrong);
  }
  const chosen = inner ? put(inner) : now;
  if (!door.to || !screenOf(service, door.to))
    return slip({ kind: "answer", say: door.say, at: `${screen.key}.${event.at}` }, inner ? become(chosen) : state);
  const next = become({ ...chosen, screen: door.to });
  const far = distances(service, task), nearer = (far.get(door.to) ?? Infinity) < (far.get(screen.key) ?? Infinity);
  if (isDone(task, next)) return [next, { kind: "done", say: task.done }];
  return door.say && !nearer ? slip({ kind: "astray", say: door.say }, next) : [next, { kind: "moved", say: door.say }];
}

/** Hints by degrees: in words, then where, then what to enter. Written by nobody: read off the graph. */
function hint(service: Service, task: Task, state: State): [State, Feedback] {
  const screen = screenOf(service, state.now.screen);
  if (!screen || !task.goal || isDone(task, state)) return [state, { kind: "nothing" }];
  const far = distances(service, task);
  const best = doors(screen).filter(([, d]) => d.to && far.has(d.to)).sort((a, b) => far.get(a[1].to!)! - far.get(b[1].to!)!)[0];
  const wrong = best?.[2] ? unmet(service, task, state.now) : undefined;
  const degree = Math.min(state.degree + 1, 3);
  const at = wrong?.at ?? (best && `${screen.key}.${best[0]}`);
  const act = wrong ? (wrong.act === "unmarked" ? "mark" : "fill") : "press";
  return [{ ...state, degree, hints: state.hints + 1 }, { kind: "hint", degree, act, at, say: degree === 1 ? screen.hint : undefined }];
}

/** Role-play: points are read off the replies given, so a better second answer replaces the first. */
export function score(service: Service, now: Now): Record<string, number> {
  const sum: Record<string, number> = Object.fromEntries((service.scales ?? []).map((s) => [s.key, 0]));
  for (const s of service.screens) for (const e of s.elements) for (const i of e.items ?? [])
    if ((i as Item).points && now.values[`${s.key}.${e.key}`] === i.key) for (const [k, p] of Object.entries(i.points!)) sum[k] = (sum[k] ?? 0) + p;
  return sum;
}

/** {element} → what was entered there; {numar} → the practice number. */
export function said(service: Service, state: State, name: string): string {
  if (name === "numar") return state.number;
  for (const s of service.screens) for (const e of s.elements) {
    const v = e.key === name && (e.type === "field" || PICKS.includes(e.type)) ? state.now.values[`${s.key}.${e.key}`] : undefined;
    if (typeof v === "string") return e.items?.find((i) => i.key === v)?.text ?? v;
  }
  return "…";
}
