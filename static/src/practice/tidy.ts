/**
 * What of any data has the shape that `sense.ts` reads. Twin of tutorials/practice/tidy.py, which says how;
 * never sent to learners.
 */
import type { Service, Task } from "./shape.ts";

/** What can be taken of the data; undefined where nothing can. */
type Take = (data: unknown) => unknown;
type Bag = Record<string, unknown>;

/** A service of what can be taken of `data`: all that `sense.ts` reads, if it has the shape. */
export function tidy(data: unknown): Service & { tasks: Task[] } {
  return ofService(isBag(data) ? data : {}) as Service & { tasks: Task[] };
}

const isBag = (data: unknown): data is Bag => typeof data === "object" && data !== null && !Array.isArray(data);
const isThere = (value: unknown) => value !== undefined;
const ofType = (type: string): Take => (data) => (typeof data === type ? data : undefined);
const text = ofType("string");
const flag = ofType("boolean");
const number = ofType("number");
const yes: Take = (data) => data === true || undefined;
const either = (...takes: Take[]): Take => (data) => takes.map((take) => take(data)).find(isThere);
const list = (take: Take): Take => (data) => (Array.isArray(data) ? data.map(take).filter(isThere) : undefined);
const named = (take: Take): Take => (data) => (isBag(data) ? present(Object.entries(data).map(([name, one]) => [name, take(one)])) : undefined);

function present(entries: [string, unknown][]): Bag {
  return Object.fromEntries(entries.filter(([, value]) => isThere(value)));
}

function record(must: Record<string, Take>, may: Record<string, Take> = {}): Take {
  return (data) => {
    if (!isBag(data)) return undefined;
    const made = Object.entries(must).map(([name, take]) => [name, take(data[name]) ?? (take === text ? "" : [])]);
    return { ...Object.fromEntries(made), ...present(Object.entries(may).map(([name, take]) => [name, take(data[name])])) };
  };
}

const someExpect = record({}, { card: text, is: either(text, flag), in: list(text), mask: text, any: yes });
const expect: Take = (data) => {
  const some = someExpect(data);
  return some && Object.keys(some).length > 0 ? some : undefined;
};
const door = { to: text, say: text };
const row = record({}, { label: text, value: text });
const item = record({ key: text }, { text, label: text, value: text, off: flag, points: named(number), ...door });
const words = either(text, list(either(text, record({ key: text, text }))));
const anyElement = record({ key: text, type: text }, { text: words, label: text, input: text, max: number, quiet: flag, expect, ...door });
const element: Take = (data) => {
  const made = anyElement(data) as Bag | undefined;
  if (!made) return undefined;
  const items = list(["rows", "receipt"].includes(made.type as string) ? row : item)((data as Bag).items);
  return items ? { ...made, items } : made;
};
const screen = record({ key: text, title: text, elements: list(element) }, { address: words });
const task = record({ key: text, start: text }, { goal: list(text), expect: named(expect) });
const ofService = record(
  { card: list(record({ key: text, value: text })), screens: list(screen), tasks: list(task) },
  { scales: list(record({ key: text })) },
);
