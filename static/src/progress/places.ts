/** Lists of tutorials that say what was done, and the way back to where one was. */
import { fold, isLater, type PageState } from "./fold.ts";
import { database, type Place } from "./store.ts";

let read: Promise<Map<string, PageState>> | undefined;

/** The state of every page, as this device knew it when the page at hand was opened. */
function states(): Promise<Map<string, PageState>> {
  read ??= database()
    .then((db) => db.getAll("facts"))
    .then((facts) => fold(facts))
    .catch(() => new Map());
  return read;
}

/** Paints now, and again when the reader comes back to the page as they left it. */
function paint(painting: () => Promise<void>): void {
  void painting();
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    read = undefined;
    void painting();
  });
}

/** A list whose entries carry `data-page`: each says whether it is done, or where one stopped. */
export function doneList(list: HTMLElement): void {
  paint(() => sayDone(list));
}

async function sayDone(list: HTMLElement): Promise<void> {
  const [known, db] = [await states(), await database().catch(() => null)];
  for (const entry of list.querySelectorAll<HTMLElement>("[data-page]")) {
    const page = entry.dataset.page ?? "";
    const state = known.get(page);
    if (!state) continue;
    const reached = ((await db?.get("places", page))?.steps.indexOf(state.position?.block ?? "") ?? -1) + 1;
    const words = state.completed
      ? list.dataset.done
      : reached > 1
        ? list.dataset.here?.replace("{number}", String(reached))
        : list.dataset.begun;
    entry.classList.toggle("is-done", state.completed);
    const line = document.createElement("p");
    line.className = state.completed ? "state state--done" : "state";
    line.textContent = words ?? "";
    (entry.querySelector("[data-state]") ?? entry).replaceChildren(line);
  }
}

/** The tutorial that was left last and is not finished, with the step to go on with. */
export function continuePane(pane: HTMLElement): void {
  paint(() => leadBack(pane));
}

async function leadBack(pane: HTMLElement): Promise<void> {
  show(pane, false);
  const db = await database().catch(() => null);
  const open = [...(await states())].filter(([, state]) => state.position && !state.completed);
  open.sort(([, a], [, b]) => (isLater(a.position!.order, b.position!.order) ? -1 : 1));
  for (const [page, state] of open) {
    const place = (await db?.get("places", page)) ?? listed(page);
    const link = pane.querySelector<HTMLAnchorElement>("a");
    const label = link?.querySelector<HTMLElement>("[data-label]");
    if (!place || !link || !label) continue;
    const number = place.steps.indexOf(state.position!.block) + 1;
    link.href = number > 0 ? `${place.url}#pas-${number}` : place.url;
    const words = number > 0 ? pane.dataset.step : pane.dataset.title;
    label.textContent = (words ?? "").replace("{title}", place.title).replace("{number}", String(number));
    return show(pane, true);
  }
}

/** The pane takes the place of the button for those who come for the first time. */
function show(pane: HTMLElement, shown: boolean): void {
  pane.hidden = !shown;
  document.querySelector<HTMLElement>("[data-first]")?.toggleAttribute("hidden", shown);
}

/** What this page itself says of a tutorial that was never opened on this device. */
function listed(page: string): Place | undefined {
  const link = document.querySelector<HTMLAnchorElement>(`[data-page="${CSS.escape(page)}"] a`);
  const title = link?.dataset.title ?? link?.textContent?.trim() ?? "";
  return link ? { page, title, url: new URL(link.href).pathname, steps: [] } : undefined;
}
