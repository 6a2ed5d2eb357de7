/** The place on a course's page where it is saved: what stands there follows from what the device has. */
import { begun, fetchManifest, save, SaveError, type Trouble } from "./save.ts";
import { remove, savedPack } from "./shelf.ts";
import { amountInWords, dayInWords, sizeInWords, whyNot } from "./words.ts";

type State = "none" | "saving" | "paused" | "saved" | "update" | "insecure" | "private";

const WORKER_PATIENCE = 20_000;

export async function saveButton(place: HTMLElement): Promise<void> {
  const pack = place.dataset.saveCourse!;
  const language = document.documentElement.lang;
  const all = <T extends HTMLElement>(selector: string) => [...place.querySelectorAll<T>(selector)];
  let running: AbortController | undefined;
  let total = 0;
  let turn = 0; // what was asked before something newer began has nothing to say any more

  const write = (selector: string, words: string) => {
    for (const element of all(selector)) element.textContent = words;
  };

  function show(state: State): void {
    if (place.dataset.now === state) return;
    const had = place.contains(document.activeElement);
    for (const part of all("[data-state]")) part.hidden = part.dataset.state !== state;
    place.dataset.now = state;
    const now = place.querySelector<HTMLElement>(`[data-state="${state}"]`);
    const said = now?.querySelector<HTMLElement>("[data-say]");
    if (had) {
      write("[data-said]", said?.dataset.say || said?.textContent || "");
      now?.querySelector<HTMLElement>("a, button")?.focus(); // never first what deletes
    }
  }

  function complain(trouble?: Trouble): void {
    for (const words of all("[data-problem]")) words.hidden = words.dataset.problem !== trouble;
    const words = place.querySelector<HTMLElement>("[data-problems]")!;
    words.hidden = trouble === undefined;
    if (!trouble) return;
    words.scrollIntoView({ block: "nearest" });
    write("[data-said]", place.querySelector(`[data-problem="${trouble}"]`)?.textContent ?? "");
  }

  function progress(done: number, whole: number): void {
    total = whole;
    for (const bar of all<HTMLProgressElement>("progress")) {
      bar.max = whole;
      bar.value = done;
    }
    const between = place.querySelector<HTMLElement>("[data-amount]")?.dataset.amount ?? "/";
    write("[data-amount]", amountInWords(done, whole, between, language));
  }

  /** What the device has, beside what the site has now (if it can be reached). */
  async function look(trouble?: Trouble): Promise<void> {
    const mine = ++turn;
    const saved = await savedPack(pack);
    const here = await begun(pack);
    if (saved) write("[data-date]", dayInWords(saved.at, language));
    // What is here is said at once; whether there is something newer may take as long as the line does.
    if (saved && here === undefined && !place.dataset.now) show("saved");
    const manifest = await fetchManifest(pack).catch(() => undefined);
    if (mine !== turn) return;
    total = manifest?.bytes ?? total;
    const size = manifest?.bytes ?? saved?.bytes;
    write("[data-size]", size === undefined ? "" : `, ${sizeInWords(size, language)}`);
    if (here !== undefined) {
      progress(Math.min(here, total || here), total || here);
      show("paused");
    } else if (!saved) {
      show("none");
    } else {
      show(manifest && manifest.version !== saved.version ? "update" : "saved");
    }
    complain(trouble);
  }

  async function begin(): Promise<void> {
    turn += 1;
    running = new AbortController();
    complain();
    progress(0, total || 1);
    write("[data-amount]", "…");
    show("saving");
    let trouble: Trouble | undefined;
    try {
      await workerIsReady();
      await save(pack, progress, running.signal);
    } catch (error) {
      if (error instanceof SaveError) trouble = error.kind;
      else if (!running.signal.aborted) trouble = "gone";
    }
    running = undefined;
    await look(trouble);
  }

  const doing: Record<string, () => void> = {
    save: () => void begin(),
    pause: () => running?.abort(),
    remove: () => void remove(pack).then(() => look()),
  };
  place.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    if (button) doing[button.dataset.do!]?.();
  });

  const why = await whyNot();
  if (why) show(why);
  else await look();
}

/** Without a worker what is saved would not open: it must be there first, with all that it keeps. */
async function workerIsReady(): Promise<void> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new SaveError("gone")), WORKER_PATIENCE));
  await Promise.race([navigator.serviceWorker.ready, late]);
}
