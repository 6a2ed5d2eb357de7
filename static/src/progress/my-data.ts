/** Every fact that this device has of its learner, in plain words, and as files to take away. */
import { download } from "../download.ts";
import { dayInWords } from "../offline/words.ts";
import type { Fact } from "./facts.ts";
import { fold, NO_PAGE, type PageState } from "./fold.ts";
import { here } from "./here.ts";
import { notesOf, placesOf } from "./notebook.ts";
import { askOne, type Entry, type KnownDevice } from "./outbox.ts";
import { thisDevice } from "./profiles.ts";
import type { Database, KeptFact, Place, Profile } from "./store.ts";

/** A page and what was done there, in the order in which it was done. */
interface Chapter {
  page: string;
  place: Place | undefined;
  facts: KeptFact[];
  state: PageState | undefined;
}

/** Shows the list when its button is pressed; the words are those of `part`. */
export function myData(part: HTMLElement): void {
  const place = <T extends HTMLElement>(name: string) => part.querySelector<T>(`[data-${name}]`)!;
  const list = place("chapters");
  place("show").addEventListener("click", () => {
    void show().then(() => {
      place("all").hidden = false;
      place("show").hidden = true;
      list.focus();
    });
  });
  place("file").addEventListener("click", () => void everything().then((told) => offer("json", JSON.stringify(told, null, 2))));
  place("sheet").addEventListener("click", () => offer("html", asPage(part, list)));

  /** What this device has of who is at it. */
  async function mine() {
    const { db, me } = await here();
    return { db, me, facts: me ? await notesOf(db, me) : [], places: me ? [...(await placesOf(db, me)).values()] : [] };
  }

  async function show(): Promise<void> {
    const { facts, places } = await mine();
    list.replaceChildren(...chaptersOf(facts, places).map((chapter) => draw(part, chapter)));
  }

  async function everything(): Promise<object> {
    const { db, me, facts, places } = await mine();
    place("said").textContent = part.dataset.asking ?? "";
    const server = me ? await pullWhole(db, me) : NOTHING;
    place("said").textContent = (server ? part.dataset.whole : part.dataset.here) ?? "";
    const states = Object.fromEntries(fold(facts));
    return {
      format: "pascupas-my-data",
      version: 1,
      made_at: new Date().toISOString(),
      learner: me?.learner ?? null,
      profile: me ? { picture: me.picture, name: me.name ?? null } : null,
      card: me?.card ? { handle: me.card.handle, number: me.card.number } : null,
      device: { facts: facts.map(({ unsent, ...fact }) => ({ ...fact, sent: !unsent })), places, states },
      server,
    };
  }

  function offer(kind: "json" | "html", text: string): void {
    download(`${part.dataset.name}.${kind}`, text, kind === "json" ? "application/json" : "text/html;charset=utf-8");
  }
}

interface Served {
  facts: Fact[];
  devices: KnownDevice[];
}

const NOTHING: Served = { facts: [], devices: [] };

/** All that the server has of `me`; null when it cannot be asked now. Changes nothing. */
async function pullWhole(db: Database, { learner, secret, erased }: Profile): Promise<Served | null> {
  const { device, token } = await thisDevice(db);
  let { facts, devices } = NOTHING;
  for (let [cursor, more] = [0, !erased]; more; ) {
    const entry: Entry = { learner, secret, cursor, whole: true, devices: true, facts: [] };
    const told = await askOne({ device, token }, entry);
    // It does not know them: nothing was sent yet, or nothing is kept any more.
    if (told === "refused" || told?.status === "erased") return NOTHING;
    if (told?.status !== "ok") return null;
    facts = [...facts, ...told.facts];
    devices = told.devices ?? devices;
    [cursor, more] = [told.cursor, told.more];
  }
  return { facts, devices };
}

/** The facts by page, the page that was used last first. */
export function chaptersOf(facts: KeptFact[], places: Place[]): Chapter[] {
  const states = fold(facts);
  const chapters = new Map<string, Chapter>();
  for (const fact of [...facts].sort((a, b) => a.seq - b.seq)) {
    const { page } = fact.object;
    const chapter = chapters.get(page) ?? { page, place: places.find((known) => known.page === page), facts: [], state: states.get(page) };
    chapters.delete(page); // … so that it stands behind those before
    chapters.set(page, chapter);
    chapter.facts.push(fact);
  }
  return [...chapters.values()].reverse();
}

function draw(part: HTMLElement, { page, place, facts, state }: Chapter): HTMLElement {
  const made = part.querySelector("template")!.content.firstElementChild!.cloneNode(true) as HTMLElement;
  const at = <T extends HTMLElement>(name: string) => made.querySelector<T>(`[data-${name}]`)!;
  const link = at<HTMLAnchorElement>("title");
  link.textContent = place?.title ?? (page === NO_PAGE ? part.dataset.everywhere : part.dataset.elsewhere) ?? "";
  if (place) link.href = place.url;
  at("state").textContent = summary(part.dataset, place, state);
  const count = at("count");
  count.textContent = (count.dataset.count ?? "").replace("{count}", String(facts.length));
  at("facts").append(...facts.map((fact) => line(part, fact, place)));
  return made;
}

function summary(words: DOMStringMap, place: Place | undefined, state: PageState | undefined): string {
  if (!state) return "";
  const step = (place?.steps.indexOf(state.position?.block ?? "") ?? -1) + 1;
  const told = [state.completed ? words.done : step > 0 ? words.at?.replace("{number}", String(step)) : words.begun];
  if (state.seconds >= 60) told.push(`${words.together} ${inUnits(Math.round(state.seconds / 60), "minute")}`);
  return told.filter(Boolean).join(" ");
}

function line(part: HTMLElement, fact: KeptFact, place: Place | undefined): HTMLElement {
  const item = document.createElement("li");
  const when = document.createElement("span");
  when.textContent = whenInWords(fact.at);
  const whether = (fact.refused ? part.dataset.refused : fact.unsent ? part.dataset.waiting : part.dataset.sent) ?? "";
  item.append(when, ` ${inWords(part.dataset, fact, place)} `);
  const mark = document.createElement("small");
  mark.textContent = `(${whether})`;
  item.append(mark);
  return item;
}

/** What a fact says, by the words that the page has for its kind. */
export function inWords(words: DOMStringMap, { kind, object, data }: Pick<Fact, "kind" | "object" | "data">, place?: Place): string {
  const block = object.block ?? "";
  switch (kind) {
    case "opened":
      return words.opened ?? "";
    case "step": {
      const number = (place?.steps.indexOf(block) ?? -1) + 1;
      return number > 0 ? (words.step ?? "").replace("{number}", String(number)) : (words.someStep ?? "");
    }
    case "answer": {
      const question = place?.questions?.[block];
      return question ? (words.answer ?? "").replace("{question}", question) : (words.someAnswer ?? "");
    }
    case "practice":
      return words[`practice${String(data.event)}`] ?? words.practice ?? "";
    case "activity":
      return (data.done === true ? words.activity : words.activityOpen) ?? "";
    case "bookmark":
      return (data.on === true ? words.bookmark : words.bookmarkOff) ?? "";
    case "preference":
      return words.preference ?? "";
    case "completed":
      return words.completed ?? "";
    case "time":
      return (words.time ?? "").replace("{time}", inUnits(Number(data.seconds) || 0, "second"));
    default:
      return (words.other ?? "").replace("{kind}", kind);
  }
}

function inUnits(count: number, unit: "second" | "minute"): string {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** What the device's clock said then; it may have been wrong, and then says so by itself. */
function whenInWords(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return `${at}:`;
  const hour = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(time);
  return `${dayInWords(time, document.documentElement.lang)}, ${hour}:`;
}

/** The list as a page that needs nothing else: to be read, kept or printed anywhere. */
function asPage(part: HTMLElement, list: HTMLElement): string {
  const copy = list.cloneNode(true) as HTMLElement;
  for (const details of copy.querySelectorAll("details")) details.open = true;
  for (const link of copy.querySelectorAll("a")) link.href = new URL(link.href, location.href).href;
  const title = document.createElement("h1");
  title.textContent = part.dataset.heading ?? "";
  const made = document.createElement("p");
  made.textContent = whenInWords(new Date().toISOString()).replace(/:$/, "");
  const { lang } = document.documentElement;
  const body = [title, made, copy].map((element) => element.outerHTML).join("\n");
  const style = "body{font:1.1rem/1.5 sans-serif;max-width:42em;margin:2em auto;padding:0 1em}";
  return `<!doctype html>\n<html lang="${lang}"><meta charset="utf-8"><title>${title.textContent}</title><style>${style}</style>\n${body}\n</html>\n`;
}
