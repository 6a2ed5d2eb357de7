/** The button that opens an H5P activity: the frame, and the code around it, are fetched when it is pressed. */
import { ACTIVITY, type Performed } from "../events.ts";

export function activityDoor(root: HTMLElement): void {
  const start = root.querySelector<HTMLElement>("[data-start]");
  const without = root.querySelector<HTMLElement>("[data-without]");
  const missing = root.querySelector<HTMLElement>("[data-missing]");
  if (!start || !without || !missing) return;
  start.hidden = false;
  without.hidden = true;
  start.querySelector("button")?.addEventListener("click", () => {
    import("./activity.ts").then(
      ({ open }) => {
        open(root, (detail: Performed) => root.dispatchEvent(new CustomEvent(ACTIVITY, { bubbles: true, detail })));
      },
      () => (missing.hidden = false),
    );
  });
}
