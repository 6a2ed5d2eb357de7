/** Lists of tutorials that say what was done, and the way back to where one was. */
import { list } from "./bookmarks.ts";
import type { Fact } from "./facts.ts";
import { fold, isLater, type PageState } from "./fold.ts";
import { here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { pathHere, publicPath } from "./launch.ts";
import { factsOf, placesOf } from "./notebook.ts";
import type { Place } from "./store.ts";

export interface Known {
  facts: Fact[];
  states: Map<string, PageState>;
  places: Map<string, Place>;
}

const NOW_AND_THEN = 3_600_000; // milliseconds, after which other devices may have added something

let read: Promise<Known> | undefined;
const paintings: (() => Promise<void>)[] = [];

/** The state and the name of every page, as this device knew them of who is here when the page was opened. */
function known(): Promise<Known> {
  read ??= look().catch(() => ({ facts: [], states: new Map(), places: new Map() }));
  return read;
}

async function look(): Promise<Known> {
  const { db, me } = await here();
  const [facts, places] = me ? await Promise.all([factsOf(db, me), placesOf(db, me)]) : [[], new Map()];
  return { facts, states: fold(facts), places };
}

/** Paints now, again once other devices were heard, and when the reader comes back to the page as they left it. */
function paint(painting: () => Promise<void>): void {
  void painting();
  if (paintings.push(painting) === 1) void hear();
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    read = undefined;
    void painting();
  });
}

/** Asks now and then what other devices added. */
async function hear(): Promise<void> {
  const { me } = await here();
  if (!me?.enrolled || Math.abs(Date.now() - (me.pulled ?? 0)) < NOW_AND_THEN) return;
  if ((await sendNow({ pull: true })) !== "sent") return;
  read = undefined;
  for (const painting of paintings) void painting();
}

/** A list whose entries carry `data-page`: each says whether it is done, or where one stopped. */
export function doneList(list: HTMLElement): void {
  paint(() => sayDone(list));
}

async function sayDone(list: HTMLElement): Promise<void> {
  const { states, places } = await known();
  const done = list.querySelector("template");
  for (const entry of list.querySelectorAll<HTMLElement>("[data-page]")) {
    const page = entry.dataset.page ?? "";
    const state = states.get(page);
    if (!state) continue;
    const reached = (places.get(page)?.steps.indexOf(state.position?.block ?? "") ?? -1) + 1;
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
  for (const [page, state] of link ? openOnes((await known()).states) : []) {
    if ((shown = await lead(link!, pane.dataset, page, state))) break;
  }
  pane.hidden = !shown;
  // It takes the place of the button for those who come for the first time.
  document.querySelector<HTMLElement>("[data-first]")?.toggleAttribute("hidden", shown);
}

/** The tutorials that were kept, the last one first. */
export function bookmarksPane(pane: HTMLElement): void {
  paint(async () => list(pane, await known()));
}

/** On a course's page, the way into it: to where one stopped, or to the first that is not finished. */
export function goOnLink(link: HTMLElement): void {
  paint(() => goOn(link as HTMLAnchorElement));
}

async function goOn(link: HTMLAnchorElement): Promise<void> {
  const { states } = await known();
  const pages = [...document.querySelectorAll<HTMLElement>("[data-done-list] [data-page]")];
  const own = pages.map((entry) => entry.dataset.page ?? "");
  const [left] = openOnes(states).find(([page]) => own.includes(page)) ?? [];
  const done = own.some((page) => states.get(page)?.completed);
  const next = left ?? (done ? own.find((page) => !states.get(page)?.completed) : undefined);
  if (next) await lead(link, link.dataset, next, states.get(next));
}

/** Begun and not finished, the one left last first. */
function openOnes(states: Map<string, PageState>): [string, PageState][] {
  const open = [...states].filter(([, state]) => state.position && !state.completed);
  return open.sort(([, a], [, b]) => (isLater(a.position!.order, b.position!.order) ? -1 : 1));
}

/** Has `link` lead to where one is in `page`, by the words in `step` and `title`; false for an unknown page. */
async function lead(link: HTMLAnchorElement, words: DOMStringMap, page: string, state?: PageState): Promise<boolean> {
  const place = (await known()).places.get(page) ?? listed(page);
  const label = link.querySelector<HTMLElement>("[data-label]");
  if (!place || !label) return false;
  const number = place.steps.indexOf(state?.position?.block ?? "") + 1;
  link.href = pathHere(place.url) + (number > 0 ? `#pas-${number}` : "");
  const told = (number > 0 ? words.step : words.title) ?? "";
  label.textContent = told.replace("{title}", place.title).replace("{number}", String(number));
  return true;
}

/** What this page itself says of a tutorial that was never opened on this device. */
function listed(page: string): Place | undefined {
  const link = document.querySelector<HTMLAnchorElement>(`[data-page="${CSS.escape(page)}"] a`);
  const title = link?.dataset.title ?? link?.textContent?.trim() ?? "";
  return link ? { page, title, url: publicPath(new URL(link.href).pathname), steps: [] } : undefined;
}
