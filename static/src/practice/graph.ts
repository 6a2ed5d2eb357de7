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

/** How many steps a screen is from the nearest goal; Infinity where none can be reached. */
export function distances(service: Service, task: Task): (key?: string) => number {
  const found = new Map((task.goal ?? []).map((key) => [key, 0]));
  const from = (key = "") => found.get(key) ?? Infinity;
  // The nearest are found first: what a pass finds is one step further than what the last one found.
  for (let step = 0, known = -1; known < found.size; step++) {
    known = found.size;
    for (const screen of service.screens) {
      if (from(screen.key) > step && doors(screen).some(({ door }) => from(door.to) === step)) found.set(screen.key, step + 1);
    }
  }
  return from;
}
