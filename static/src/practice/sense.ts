/**
 * What would strand a learner in a practice service: the editor's live check. Twin of
 * tutorials/practice/sense.py; both hold to tests/vectors/practice/problems.json. Never sent to learners.
 */
import { asCompared, BY_DIGITS, DEFAULT_MAX, expectation, PICKS, sizeOf, suits } from "./answers.ts";
import { doors, LISTS, readOn } from "./graph.ts";
import { digits, realData } from "./guard.ts";
import { tidy } from "./tidy.ts";
import type { CardRow, Element, Expect, Screen, Service, Task } from "./shape.ts";

/** A code, and where: `screen`, `screen.element`, `screen.element.item`, `card.row` or `task:key`. */
export type Problem = [code: string, where: string];

const PLACEHOLDER = /\{([a-z0-9-]+)\}/g;
const NUMERIC = ["digits", "phone", "date", "money"];

/** Everything that makes no sense in `data`, each once, in reading order; whatever it is. */
export function problems(data: unknown): Problem[] {
  const service = tidy(data);
  const found = [...ofKeys(service), ...ofScreens(service), ...ofTasks(service)];
  return [...new Map(found.map((problem) => [problem.join(" "), problem])).values()];
}

function ofKeys(service: Service & { tasks: Task[] }): Problem[] {
  return [
    ...service.card.flatMap(({ key, value }): Problem[] => {
      const kind = realData(value, invented(value));
      return kind ? [[`card-real-${kind}`, `card.${key}`]] : [];
    }),
    ...twice(service.card, "card."),
    ...twice(service.screens, ""),
    ...twice(service.tasks, "task:"),
  ];
}

function twice(named: { key: string }[], before: string): Problem[] {
  const keys = named.map(({ key }) => key);
  const repeated = new Set(keys.filter((key, place) => keys.indexOf(key) < place));
  return [...new Set(keys)].filter((key) => repeated.has(key)).map((key) => ["key-twice", before + key]);
}

/** Values that may look real: below .exemplu, or ending in six noughts and too short for a CNP. */
function invented(value: string): string[] {
  const number = digits(value);
  return value.endsWith(".exemplu") || (number.endsWith("000000") && number.length < 13) ? [value] : [];
}

function ofScreens(service: Service): Problem[] {
  const keys = new Set(service.screens.map(({ key }) => key));
  const scales = new Set(service.scales?.map(({ key }) => key));
  const entered = service.screens.flatMap(({ elements }) =>
    elements.filter(({ type }) => type === "field" || PICKS.includes(type)).map(({ key }) => key),
  );
  return service.screens.flatMap((screen) => [
    ...twice(readOn(screen), `${screen.key}.`),
    ...(screen.title.trim() ? [] : [["empty-label", screen.key] as Problem]),
    ...screen.elements.flatMap((element) => ofElement(element, `${screen.key}.${element.key}`, entered)),
    ...ofDoors(screen, keys),
    ...ofPoints(screen, scales),
  ]);
}

function ofElement(element: Element, here: string, entered: string[]): Problem[] {
  const texts = words(element);
  const names = new Set(texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, name]) => name!)));
  const unknown = [...names].filter((name) => name !== "numar" && entered.filter((key) => key === name).length !== 1);
  return [
    ...twice(keyed(element), `${here}.`),
    ...(texts.every((text) => text.trim()) ? [] : [["empty-label", here] as Problem]),
    ...unknown.map((name): Problem => ["placeholder-unknown", `${here}:${name}`]),
  ];
}

/** The parts of an element that have keys: its items, and what can be marked in its text. */
function keyed({ items = [], text }: Element): { key: string }[] {
  const parts = [...items, ...(Array.isArray(text) ? text : [])];
  return parts.filter((part) => typeof part !== "string" && part.key !== undefined) as { key: string }[];
}

/** Every text of an element that a learner reads. */
function words({ label, text, items = [] }: Element): string[] {
  const whole = Array.isArray(text) ? text.map((run) => (typeof run === "string" ? run : run.text)).join("") : text;
  const inside = items.flatMap((item) => [item.text, item.label, item.value]);
  return [label, whole, ...inside].filter((one) => one !== undefined);
}

function ofDoors(screen: Screen, keys: Set<string>): Problem[] {
  return doors(screen).flatMap(({ at, door }): Problem[] => {
    if (door.to !== undefined) return keys.has(door.to) ? [] : [["target-missing", `${screen.key}.${at}`]];
    return door.say?.trim() ? [] : [["door-silent", `${screen.key}.${at}`]];
  });
}

function ofPoints(screen: Screen, scales: Set<string>): Problem[] {
  return screen.elements.flatMap(({ type, key, items = [] }) =>
    !LISTS.includes(type)
      ? []
      : items.flatMap((item) =>
          Object.keys(item.points ?? {})
            .filter((scale) => !scales.has(scale))
            .map((scale): Problem => ["scale-unknown", `${screen.key}.${key}.${item.key}:${scale}`]),
        ),
  );
}

function ofTasks(service: Service & { tasks: Task[] }): Problem[] {
  const visited = new Set<string>();
  const found = service.tasks.flatMap((task) => ofTask(task, service, visited));
  const unvisited = [...new Set(service.screens.map(({ key }) => key))].filter((key) => !visited.has(key));
  return [...found, ...(service.tasks.length ? unvisited.map((key): Problem => ["unvisited", key]) : [])];
}

/** Is the goal there, can it be reached, and can one get stuck on the way? */
function ofTask(task: Task, service: Service, visited: Set<string>): Problem[] {
  const where = `task:${task.key}`;
  const screens = new Map(service.screens.map((screen) => [screen.key, screen]));
  const goal = new Set(task.goal ?? []);
  if (!screens.has(task.start)) return [["start-missing", where]];
  if ([...goal].some((key) => !screens.has(key))) return [["goal-missing", where]];
  const places = new Set([...screens].flatMap(([key, screen]) => readOn(screen).map((one) => `${key}.${one.key}`)));
  const unknown = Object.keys(task.expect ?? {}).filter((at) => !places.has(at));
  const shut = new Map([...screens].map(([key, screen]) => [key, shutOn(task, screen, service.card)]));
  const ways = new Map([...screens].map(([key, screen]) => [key, waysOf(screen, screens, shut.get(key)!.length > 0)]));
  const reached = closure([task.start], (key) => (goal.has(key) ? [] : ways.get(key)!));
  for (const key of reached) visited.add(key);
  const found: Problem[] = [
    ...unknown.map((at): Problem => ["expect-unknown", at]),
    ...[...shut].flatMap(([key, elements]) => elements.map((one): Problem => ["expect-impossible", `${key}.${one}`])),
  ];
  const goals = [...goal].filter((key) => reached.has(key));
  if (goal.size > 0 && goals.length === 0) return [...found, ["goal-unreachable", where]];
  const onTheWay = [...reached].filter((key) => !goal.has(key));
  const saved = goal.size
    ? closure(goals, (to) => onTheWay.filter((key) => ways.get(key)!.includes(to)))
    : new Set([...reached].filter((key) => ways.get(key)!.some((to) => to !== key)));
  const stuck = [...screens.keys()].filter((key) => reached.has(key) && !saved.has(key));
  return [...found, ...stuck.map((key): Problem => ["dead-end", key])];
}

function waysOf(screen: Screen, screens: Map<string, Screen>, isShut: boolean): string[] {
  return doors(screen).flatMap(({ door, checks }) =>
    door.to !== undefined && screens.has(door.to) && !(checks && isShut) ? [door.to] : [],
  );
}

/** The elements of a screen for which nothing right can be entered. */
function shutOn(task: Task, screen: Screen, card: CardRow[]): string[] {
  return readOn(screen)
    .filter((element) => {
      const expected = expectation(task, screen.key, element);
      return expected && !possible(expected, element, card);
    })
    .map(({ key }) => key);
}

/** Whether a learner can give what is expected of the element, and the guard lets it through. */
function possible(expected: Expect, element: Element, card: CardRow[]): boolean {
  if (element.type === "check") return typeof expected.is === "boolean" || expected.any === true;
  if (element.type === "field") {
    const values = card.map(({ value }) => value);
    const isExact = expected.mask !== undefined && !BY_DIGITS.includes(element.input ?? "");
    const written = candidates(expected, element, card).flatMap((value) => (isExact ? [value] : [value, shortest(value, element)]));
    return written.some((value) => enters(value, element, values) && counts(value, element));
  }
  if (!PICKS.includes(element.type)) return false;
  const wanted = named(expected);
  return (element.items ?? []).some(({ key, off }) => !off && (expected.any || wanted.includes(key)));
}

function named(expected: Expect): string[] {
  return [expected.is, ...(expected.in ?? [])].filter((value) => typeof value === "string");
}

/** Values of which one is right if any is: the card's, those named, or some that fit the mask. */
function candidates(expected: Expect, element: Element, card: CardRow[]): string[] {
  const values = card.map(({ value }) => value);
  const { mask } = expected;
  if (expected.card !== undefined) return card.filter(({ key }) => key === expected.card).map(({ value }) => value).slice(0, 1);
  if (mask !== undefined) {
    const made = [..."0123456789"].map((digit) => mask.replaceAll("9", digit).replaceAll("A", "a"));
    return [...values, ...made].filter((value) => suits(mask, value, element));
  }
  return expected.any ? [...values, "1"] : named(expected);
}

function enters(value: string, element: Element, card: string[]): boolean {
  if (!value.trim() || sizeOf(element, value) > (element.max ?? DEFAULT_MAX) || realData(value, card)) return false;
  return element.input !== "secret" || card.includes(value.trim());
}

/** What is as right as `value` and takes the least room: a phone without its spaces. */
function shortest(value: string, { input }: Element): string {
  if (input === "digits" || input === "secret") return value;
  if (input === "phone") return digits(value);
  if (input === "date") return (value.match(/\d+/g) ?? []).map((part) => part.replace(/^0(?=\d$)/, "")).join(".");
  if (input === "money") {
    const written = value.replace(/[^0-9.,]/g, "").replace(/[.,]+$/, "");
    const [, whole = "", cents = ""] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(written) ?? [];
    const least = cents.replace(/0+$/, "");
    return whole.replace(/[.,]/g, "").replace(/^0+/, "") + (least && `.${least}`) || digits(value).slice(0, 1);
  }
  return value.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").trim();
}

function counts(value: string, { input }: Element): boolean {
  return NUMERIC.includes(input ?? "") ? /[0-9]/.test(value) : asCompared(input, value) !== "";
}

function closure(start: string[], following: (key: string) => string[]): Set<string> {
  const seen = new Set(start);
  for (const key of seen) for (const next of following(key)) seen.add(next);
  return seen;
}
