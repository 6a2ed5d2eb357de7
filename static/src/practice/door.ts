import { PRACTICE, type Practised } from "../events.ts";

/** The button that opens a practice: its code is fetched when it is pressed. */
export function practiceDoor(root: HTMLElement): void {
  const start = root.querySelector<HTMLElement>("[data-start]");
  const missing = root.querySelector<HTMLElement>("[data-missing]");
  if (!start || !missing) return;
  start.hidden = false;
  start.querySelector("button")?.addEventListener("click", () => {
    import("./practice.ts").then(
      ({ practise }) => {
        missing.hidden = start.hidden = true;
        practise(root, (detail: Practised) => root.dispatchEvent(new CustomEvent(PRACTICE, { bubbles: true, detail })));
      },
      () => (missing.hidden = false),
    );
  });
}
