/** The service as a graph: which doors a screen has, and how far each screen is from the goal. Pure. */
import type { Door, Element, Screen, Service, Task } from "./shape.ts";

export const LISTS = ["results", "replies"];

/** A door, where it stands on its screen, and whether it first checks what the screen asks for. */
export interface Way {
  at: string;
  door: Door;
  checks: boolean;
}

export function screenOf(service: Service, key: string | undefined): Screen | undefined {
  return service.screens.find((screen) => screen.key === key);
}

/** What can be read and marked on the screen: its address first, then its elements. */
export function readOn(screen: Screen): Element[] {
  const address = screen.address === undefined ? [] : [{ key: "address", type: "text", text: screen.address }];
  return [...address, ...screen.elements];
}

/** All that can be pressed on the screen, in its order. */
export function doors(screen: Screen): Way[] {
  return screen.elements.flatMap((element): Way[] => {
    if (element.type === "button") return [{ at: element.key, door: element, checks: !element.quiet }];
    if (element.type === "link") return [{ at: element.key, door: element, checks: false }];
    if (!LISTS.includes(element.type)) return [];
    return (element.items ?? []).map((item) => ({ at: `${element.key}.${item.key}`, door: item, checks: false }));
  });
}

const known = new WeakMap<Task, { service: Service; distances: Map<string, number> }>();

/** Steps from each screen to the nearest goal; screens from which none can be reached are not there. */
export function distances(service: Service, task: Task): Map<string, number> {
  const kept = known.get(task);
  if (kept?.service === service) return kept.distances;
  const found = new Map((task.goal ?? []).map((key) => [key, 0]));
  for (let step = 0, grew = true; grew; step++) {
    grew = false;
    for (const screen of service.screens) {
      if (found.has(screen.key)) continue;
      if (!doors(screen).some(({ door }) => door.to !== undefined && found.get(door.to) === step)) continue;
      found.set(screen.key, step + 1);
      grew = true;
    }
  }
  known.set(task, { service, distances: found });
  return found;
}

/** How far a screen is from the goal; Infinity where it cannot be reached. */
export function distance(service: Service, task: Task, key: string | undefined): number {
  return distances(service, task).get(key ?? "") ?? Infinity;
}
