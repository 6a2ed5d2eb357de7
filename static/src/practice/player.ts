/**
 * Plays a service in every possible way, by the reducer itself; for tests alone. Each line of standard
 * input is a service as JSON; each line of output says what the play of its first task came to:
 * `{"reachable", "stuck", "states", "whole", "problems", "broken"}`.
 */
import { createInterface } from "node:readline";
import { answer, asCompared, PICKS, runs } from "./answers.ts";
import { doors, readOn, screenOf } from "./graph.ts";
import { begin, isDone, step } from "./reducer.ts";
import { problems } from "./sense.ts";
import type { Event, Now, Service, State, Task } from "./shape.ts";

const MOST_STATES = 1_500;
const GARBAGE = [null, {}, { type: "press", at: "x.y.z" }, { type: "set", at: "address", value: 1 }, { type: "mark" }];

/** Everything that one could try on the screen: values that may be right, and some that are not. */
function acts(service: Service, task: Task, now: Now): Event[] {
  const screen = screenOf(service, now.screen);
  if (!screen) return [];
  const tried = readOn(screen).flatMap((element): Event[] => {
    const at = element.key;
    const marks = runs(element.text).map((run): Event => ({ type: "mark", at: `${at}.${run.key}` }));
    if (element.type === "check") return [true, false].map((value) => ({ type: "set", at, value }));
    if (PICKS.includes(element.type)) return (element.items ?? []).map(({ key: value }) => ({ type: "set", at, value }));
    if (element.type !== "field") return marks;
    const expected = task.expect?.[`${screen.key}.${at}`] ?? element.expect;
    const right = expected ? [answer(service, expected), ...(expected.in ?? []), ...made(expected.mask)] : [];
    const texts = [...right, ...service.card.map(({ value }) => value), "1", "zzz"];
    const different = new Map(texts.filter((text) => typeof text === "string").map((text) => [asCompared(element.input, text), text]));
    return [...different.values()].map((value) => ({ type: "set", at, value }));
  });
  return [...tried, ...doors(screen).map(({ at }): Event => ({ type: "press", at }))];
}

function made(mask?: string): string[] {
  return mask === undefined ? [] : [..."0123456789"].map((digit) => mask.replaceAll("9", digit).replaceAll("A", "a"));
}

function play(service: Service & { tasks: Task[] }) {
  const task = service.tasks[0]!;
  const first = begin(task, "EX-0000");
  const name = ({ screen, values }: Now) => JSON.stringify([screen, Object.entries(values).map(([at, value]) => [at, Array.isArray(value) ? [...value].sort() : value]).sort()]);
  const found = new Map<string, State>([[name(first.now), first]]);
  const back = new Map<string, string[]>();
  const goals: string[] = [];
  const broken = new Set<string>();
  for (const [key, state] of found) {
    if (found.size > MOST_STATES) break;
    if (!screenOf(service, state.now.screen)) broken.add("unknown screen");
    for (const event of GARBAGE) {
      if (step(service, task, state, event as unknown as Event)[0] !== state) broken.add("garbage changed something");
    }
    if (isDone(task, state)) {
      goals.push(key);
      continue;
    }
    for (const event of acts(service, task, state.now)) {
      const [next] = step(service, task, state, event);
      if (next.now === state.now) continue;
      const [undone] = step(service, task, next, { type: "undo" });
      const same = undone.now === state.now && JSON.stringify(undone.past) === JSON.stringify(state.past);
      if (!same) broken.add("undo restored another state");
      for (const none of GARBAGE) {
        if (step(service, task, next, none as unknown as Event)[0] !== next) broken.add("garbage changed something");
      }
      const hinted = step(service, task, next, { type: "hint" })[0];
      if (hinted.now !== next.now) broken.add("a hint moved");
      const to = name(next.now);
      if (!found.has(to)) found.set(to, { ...next, past: [] });
      back.set(to, [...(back.get(to) ?? []), key]);
    }
  }
  const saved = new Set(goals);
  for (const key of saved) for (const before of back.get(key) ?? []) saved.add(before);
  return {
    reachable: goals.length > 0,
    stuck: [...found].filter(([key]) => !saved.has(key)).map(([, state]) => state.now.screen),
    states: found.size,
    whole: found.size <= MOST_STATES,
    problems: problems(service),
    broken: [...broken],
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(play(JSON.parse(line))));
  } catch (error) {
    console.log(JSON.stringify({ broken: [String((error as Error).stack)] }));
  }
}
