/**
 * Plays a service in every possible way, by the reducer itself; for tests alone. Each line of standard
 * input is a service as JSON; each line of output says `{"problems", "plays", "broken"}`, where each task's
 * play is `{"reachable", "stuck", "states", "whole"}`. Of `{"data"}` it says only the problems, and of
 * `{"texts", "allowed"}` what the guard sees in each text.
 */
import { createInterface } from "node:readline";
import { answer, asCompared, PICKS, runs } from "./answers.ts";
import { doors, readOn, screenOf } from "./graph.ts";
import { realData } from "./guard.ts";
import { begin, isDone, step } from "./reducer.ts";
import { problems } from "./sense.ts";
import type { Event, Now, Service, State, Task } from "./shape.ts";

const MOST_STATES = 1_500;
const LONGEST_WALK = 40;
/** Events of which none may change anything. */
const GARBAGE = [
  ...[undefined, null, 7, "press", [], {}, { type: "mark" }, { type: "fly" }, { type: "__proto__" }, { type: "constructor", at: "constructor" }],
  ...[undefined, null, 7, {}, ["e0"], "", ".", "x.y.z", "__proto__", "toString", "hasOwnProperty.call"].flatMap((at) =>
    ["press", "mark", "set"].map((type) => ({ type, at, value: "x" })),
  ),
  { type: "set", at: "address", value: 1 },
];
/** Values that no control gives. */
const ODD = [undefined, null, 0, NaN, {}, [], ["i0"], "__proto__", "constructor"];

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
    const right = expected ? [answer(service, expected), ...[expected.is, ...(expected.in ?? [])], ...made(expected.mask)] : [];
    const known = [...right, ...service.card.map(({ value }) => value)].filter((text) => typeof text === "string");
    const compared = known.map((text) => asCompared(element.input, text));
    const bare = compared.map((text) => text.replace(/(?<!\d)0+(?=\d)/g, ""));
    const texts = [...right, ...compared, ...bare, ...service.card.map(({ value }) => value), "1", "zzz"];
    // Of what is the same once compared, the shortest fits best; a pattern looks at what is written.
    const told = (text: string) => (expected?.mask === undefined ? asCompared(element.input, text) : text);
    const written = texts.filter((text) => typeof text === "string").sort((a, b) => b.length - a.length);
    const different = new Map(written.map((text) => [told(text), text]));
    return [...different.values()].map((value) => ({ type: "set", at, value }));
  });
  return [...tried, ...doors(screen).map(({ at }): Event => ({ type: "press", at }))];
}

function made(mask?: string): string[] {
  return mask === undefined ? [] : [..."0123456789"].map((digit) => mask.replaceAll("9", digit).replaceAll("A", "a"));
}

function playOf(service: Service, task: Task, broken: Set<string>) {
  const first = begin(task, "EX-0000");
  const name = ({ screen, values }: Now) => JSON.stringify([screen, Object.entries(values).map(([at, value]) => [at, Array.isArray(value) ? [...value].sort() : value]).sort()]);
  const found = new Map<string, State>([[name(first.now), first]]);
  const back = new Map<string, string[]>();
  const ends: string[] = []; // where one may stay: a goal, or, where nothing is asked, a way to another screen
  for (const [key, state] of found) {
    if (found.size > MOST_STATES) break;
    const { screen } = state.now;
    for (const event of GARBAGE) {
      if (step(service, task, state, event as unknown as Event)[0] !== state) broken.add(`changed something: ${JSON.stringify(event)}`);
    }
    for (const { key } of screenOf(service, screen)!.elements) {
      for (const at of [`${key}.`, `${key}.none`, `${key}.m.none`, `${key}.i0.none`]) {
        for (const type of ["press", "mark", "set"] as const) {
          if (step(service, task, state, { type, at, value: "i0" } as Event)[0] !== state) broken.add(`changed something: ${type} ${at}`);
        }
      }
    }
    if (step(service, task, state, { type: "hint" })[0].now !== state.now) broken.add("a hint moved");
    const isOver = isDone(task, state);
    if (isOver) ends.push(key);
    for (const event of acts(service, task, state.now)) {
      const [next] = step(service, task, state, event);
      const { now } = next;
      if (!screenOf(service, now.screen)) broken.add("unknown screen");
      if (isOver && (now.screen !== screen || next.slips !== state.slips)) broken.add("the play went on after its end");
      if (isOver || now === state.now) continue;
      const [undone] = step(service, task, next, { type: "undo" });
      const same = undone.now === state.now && JSON.stringify(undone.past) === JSON.stringify(state.past);
      if (!same) broken.add("undo restored another state");
      if (!task.goal && now.screen !== screen) ends.push(key);
      if (!task.goal && next.slips) broken.add("a slip where nothing is asked");
      const to = name(now);
      if (!found.has(to)) found.set(to, { ...next, past: [] });
      back.set(to, [...(back.get(to) ?? []), key]);
    }
  }
  const saved = new Set(ends);
  for (const key of saved) for (const before of back.get(key) ?? []) saved.add(before);
  return {
    reachable: !task.goal || ends.length > 0,
    stuck: [...found].filter(([key]) => !saved.has(key)).map(([, state]) => state.now.screen),
    states: found.size,
    whole: found.size <= MOST_STATES,
  };
}

/** Here and there through the service, then all the way back by undo: each state is found as it was. */
function walk(service: Service, task: Task, broken: Set<string>): void {
  let chance = 7;
  let state = begin(task, "EX-0000");
  const frozen: string[] = [];
  for (let steps = 0; steps < LONGEST_WALK; steps++) {
    const odd = readOn(screenOf(service, state.now.screen)!).flatMap(({ key: at }) => ODD.map((value) => ({ type: "set", at, value }) as Event));
    const tries = [...acts(service, task, state.now), ...odd];
    chance = (chance * 48_271) % 2_147_483_647;
    const before = state;
    const [after] = step(service, task, before, tries[chance % tries.length] ?? { type: "hint" });
    state = after;
    if (after.past.length > before.past.length) frozen.push(JSON.stringify([before.now, before.past]));
    const isSane = (value: unknown) => typeof value === "string" || typeof value === "boolean" || Array.isArray(value);
    if (!Object.values(after.now.values).every(isSane)) broken.add("an odd value was kept");
    if (!screenOf(service, after.now.screen)) broken.add("unknown screen");
  }
  const { slips, hints } = state;
  while (frozen.length) {
    [state] = step(service, task, state, { type: "undo" });
    if (JSON.stringify([state.now, state.past]) !== frozen.pop()) broken.add("undo restored another state");
  }
  if (state.slips !== slips || state.hints !== hints) broken.add("undo forgot what happened");
  const again = { ...begin(task, "EX-0000"), slips, hints };
  if (JSON.stringify(step(service, task, state, { type: "restart" })[0]) !== JSON.stringify(again)) broken.add("restart is no beginning");
}

function play(service: Service & { tasks: Task[] }) {
  const broken = new Set<string>();
  const known = service.tasks.filter(({ start }) => screenOf(service, start));
  for (const task of known) walk(service, task, broken);
  const plays = known.map((task) => playOf(service, task, broken));
  return { problems: problems(service), plays, broken: [...broken] };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    const given = JSON.parse(line);
    const isService = given.format !== undefined;
    const other = () => given.texts?.map((text: string) => realData(text, given.allowed)) ?? problems(given.data);
    console.log(JSON.stringify(isService ? play(given) : other()));
  } catch (error) {
    console.log(JSON.stringify({ broken: [String((error as Error).stack)] }));
  }
}
