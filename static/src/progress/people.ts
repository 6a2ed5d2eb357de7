/** Where several people learn on the device: who is at it, on every page, and the way to the next. */
import { handOverHere, here } from "./here.ts";
import { watchIdle } from "./idle.ts";
import { draw } from "./pictures.ts";

export { chooser } from "./chooser.ts";

export async function people(chip: HTMLElement): Promise<void> {
  const { db, me, shared } = await here();
  const label = chip.querySelector<HTMLElement>("[data-label]")!;
  const { nobody = "", guest = "", says = "" } = chip.dataset;
  draw(chip.querySelector("[data-picture]"), me?.picture ?? null);
  label.textContent = !me ? nobody : me.picture === null ? guest : (me.name ?? chip.dataset[me.picture] ?? "");
  if (me) chip.ariaLabel = says.replace("{name}", label.textContent);
  chip.hidden = false;
  // A part of its own: it comes with all of the shell (offline/shell.py), and nobody waits for it.
  const likes = import("./preferences.ts").then(({ tellChoices, wear }) => {
    const panel = document.querySelector<HTMLElement>("[data-prefs]");
    if (panel && me?.picture) tellChoices(panel);
    return wear();
  });
  likes.catch(() => {}); // not kept here, and no internet: pages look as on this device
  if (!me) return;
  for (const place of document.querySelectorAll<HTMLElement>("[data-hand-over]")) {
    place.hidden = false;
    place.querySelector("button")!.addEventListener("click", () => void handOverHere());
  }
  const bar = document.querySelector<HTMLElement>("[data-idle]");
  if (shared && bar) watchIdle(db, me.id, bar);
}
