/** The vectors that Python reads too, for tests alone. */
import { readFileSync } from "node:fs";
import type { Service, Task } from "./shape.ts";

export type Whole = Service & { key: string; tasks: Task[] };

export interface Vector {
  name: string;
  service: string;
  set?: [path: string, value: unknown][];
}

export function vectors<V>(name: string): V[] {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/practice/${name}.json`, import.meta.url), "utf8"));
}

const services = vectors<never>("services") as unknown as Record<string, Whole>;

/** The service that a vector names, with its edits. */
export function serviceOf({ service, set = [] }: Omit<Vector, "name">): Whole {
  const whole = structuredClone(services[service]!);
  for (const [path, value] of set) {
    const way = path.split(".");
    const last = way.pop()!;
    const at = way.reduce((inside, part) => (inside as Record<string, unknown>)[part] as object, whole as object);
    (at as Record<string, unknown>)[last] = value;
  }
  return whole;
}
