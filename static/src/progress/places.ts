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
  const done = list.querySelector("template");
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
    entry.classList.toggle("is-here", !state.completed && reached > 1);
    const line = document.createElement("p");
    line.className = state.completed ? "state state--done" : "state";
    line.textContent = words ?? "";
    if (state.completed && done) line.prepend(done.content.cloneNode(true), " ");
    (entry.querySelector("[data-state]") ?? entry).replaceChildren(line);
  }
}

/** The tutorial that was left last and is not finished, with the step to go on with. */
export function continuePane(pane: HTMLElement): void {
  paint(() => leadBack(pane));
}

async function leadBack(pane: HTMLElement): Promise<void> {
  const link = pane.querySelector<HTMLAnchorElement>("a");
  let shown = false;
  for (const [page, state] of link ? openOnes(await states()) : []) {
    if ((shown = await lead(link!, pane.dataset, page, state))) break;
  }
  pane.hidden = !shown;
  // It takes the place of the button for those who come for the first time.
  document.querySelector<HTMLElement>("[data-first]")?.toggleAttribute("hidden", shown);
}

/** On a course's page, the way into it: to where one stopped, or to the first that is not finished. */
export function goOnLink(link: HTMLElement): void {
  paint(() => goOn(link as HTMLAnchorElement));
}

async function goOn(link: HTMLAnchorElement): Promise<void> {
  const known = await states();
  const pages = [...document.querySelectorAll<HTMLElement>("[data-done-list] [data-page]")];
  const own = pages.map((entry) => entry.dataset.page ?? "");
  const [left] = openOnes(known).find(([page]) => own.includes(page)) ?? [];
  const done = own.some((page) => known.get(page)?.completed);
  const next = left ?? (done ? own.find((page) => !known.get(page)?.completed) : undefined);
  if (next) await lead(link, link.dataset, next, known.get(next));
}

/** Begun and not finished, the one left last first. */
function openOnes(known: Map<string, PageState>): [string, PageState][] {
  const open = [...known].filter(([, state]) => state.position && !state.completed);
  return open.sort(([, a], [, b]) => (isLater(a.position!.order, b.position!.order) ? -1 : 1));
}

/** Has `link` lead to where one is in `page`, by the words in `step` and `title`; false for an unknown page. */
async function lead(link: HTMLAnchorElement, words: DOMStringMap, page: string, state?: PageState): Promise<boolean> {
  const db = await database().catch(() => null);
  const place = (await db?.get("places", page)) ?? listed(page);
  const label = link.querySelector<HTMLElement>("[data-label]");
  if (!place || !label) return false;
  const number = place.steps.indexOf(state?.position?.block ?? "") + 1;
  link.href = number > 0 ? `${place.url}#pas-${number}` : place.url;
  const told = (number > 0 ? words.step : words.title) ?? "";
  label.textContent = told.replace("{title}", place.title).replace("{number}", String(number));
  return true;
}

/** What this page itself says of a tutorial that was never opened on this device. */
function listed(page: string): Place | undefined {
  const link = document.querySelector<HTMLAnchorElement>(`[data-page="${CSS.escape(page)}"] a`);
  const title = link?.dataset.title ?? link?.textContent?.trim() ?? "";
  return link ? { page, title, url: new URL(link.href).pathname, steps: [] } : undefined;
}
