import { here } from "./here.ts";

type Lists = typeof import("./places.ts");

/** A list that says what one has done: fetched only for who has done something, be it after they come back to the page. */
export function mine(name: keyof Lists): (element: HTMLElement) => void {
  return (element) => {
    let there = false;
    const look = async () => {
      const found = await here().catch(() => undefined);
      if (there || !found?.me) return;
      there = true;
      (await import("./places.ts"))[name](element);
    };
    addEventListener("pageshow", ({ persisted }) => persisted && void look());
    void look();
  };
}
