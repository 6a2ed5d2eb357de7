/** The place on a course's page where it is saved: what stands there follows from what the device has. */
import type { Manifest } from "./pack.ts";
import { workerIsReady } from "./ready.ts";
import { begun, fetchManifest, save } from "./save.ts";
import { dropUnfinished, isBusy, remove, savedPack, type Saved } from "./shelf.ts";
import { askIn } from "./sure.ts";
import { SaveError, type Trouble } from "./trouble.ts";
import { amountInWords, dayInWords, sizeInWords, whyNot } from "./words.ts";

type State = "none" | "saving" | "elsewhere" | "paused" | "saved" | "update" | "sure" | "insecure" | "private";

const TO_LOOK = 8_000; // what the site has now is good to know, but nobody need wait for it
const AGAIN = 1_500; // … until we see whether the other window has ended

export async function saveButton(place: HTMLElement): Promise<void> {
  const pack = place.dataset.saveCourse!;
  const language = document.documentElement.lang;
  const all = <T extends HTMLElement>(selector: string) => [...place.querySelectorAll<T>(selector)];
  let running: AbortController | undefined;
  let manifest: Manifest | undefined;
  let turn = 0; // what was asked before something newer began has nothing to say any more

  const write = (selector: string, words: string) => {
    for (const element of all(selector)) element.textContent = words;
  };

  /** Focus that was in here goes to the words, never to a button: Enter twice must not do another thing. */
  function show(state: State, aloud = false): void {
    if (place.dataset.now === state && !aloud) return;
    const had = place.contains(document.activeElement);
    for (const part of all("[data-state]")) part.hidden = part.dataset.state !== state;
    place.dataset.now = state;
    const said = place.querySelector<HTMLElement>(`[data-state="${state}"] [data-say]`);
    if (had || aloud) write("[data-said]", said?.dataset.say || said?.textContent || "");
    if (had) said?.focus();
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
    for (const bar of all<HTMLProgressElement>("progress")) {
      bar.max = whole;
      bar.value = done;
    }
    const between = place.querySelector<HTMLElement>("[data-amount]")?.dataset.amount ?? "/";
    write("[data-amount]", amountInWords(done, whole, between, language));
  }

  /** What the device has, beside what we know of the site. */
  async function showWhatIsHere(aloud?: boolean): Promise<void> {
    const mine = ++turn;
    const [saved, part, elsewhere] = await Promise.all([savedPack(pack), begun(pack), isBusy(pack)]);
    if (mine !== turn) return;
    const size = manifest?.bytes ?? saved?.bytes;
    write("[data-size]", size === undefined ? "" : `, ${sizeInWords(size, language)}`);
    if (saved) write("[data-date]", dayInWords(saved.at, language));
    for (const words of all("[data-also-saved]")) words.hidden = !saved;
    if (part !== undefined) progress(Math.min(part, size ?? part), size ?? part);
    if (elsewhere) {
      show("elsewhere", aloud);
      setTimeout(() => mine === turn && void look(), AGAIN);
    } else show(part !== undefined ? "paused" : saved ? standing(saved) : "none", aloud);
  }

  function standing(saved: Saved): State {
    return manifest && manifest.version !== saved.version ? "update" : "saved";
  }

  /** What is here is said at once; what the site has now may take as long as the line does. */
  async function look({ trouble, aloud }: { trouble?: Trouble; aloud?: boolean } = {}): Promise<void> {
    const isNew = !place.dataset.now && !(await savedPack(pack)) && (await begun(pack)) === undefined;
    if (!isNew) await showWhatIsHere(aloud);
    complain(trouble);
    const mine = turn;
    if (place.dataset.now === "elsewhere") return;
    try {
      const found = await fetchManifest(pack, AbortSignal.timeout(TO_LOOK));
      if (mine === turn) manifest = found;
    } catch (error) {
      const withdrawn = error instanceof SaveError && error.kind === "missing";
      if (withdrawn && mine === turn && !trouble) complain("missing");
    }
    if (mine === turn) await showWhatIsHere();
  }

  async function begin(): Promise<void> {
    turn += 1;
    running = new AbortController();
    const { signal } = running;
    complain();
    progress(0, manifest?.bytes || 1);
    write("[data-amount]", "…");
    show("saving");
    let trouble: Trouble | undefined;
    try {
      await workerIsReady(signal);
      await save(pack, progress, signal);
    } catch (error) {
      if (error instanceof SaveError) trouble = error.kind;
      else if (!signal.aborted) trouble = "gone";
    }
    running = undefined;
    await look({ trouble, aloud: true });
  }

  /** Deletes what `taking` takes; another window that saves the course comes first. */
  async function take(taking: (pack: string) => Promise<boolean>): Promise<void> {
    const taken = await taking(pack);
    await look({ trouble: taken ? undefined : "busy" });
  }

  function ask(): void {
    turn += 1;
    show("sure");
    askIn(place.querySelector<HTMLElement>("[data-state=sure]")!, () => void take(remove), () => void showWhatIsHere());
  }

  const doing: Record<string, () => void> = {
    save: () => void begin(),
    pause: () => running?.abort(),
    drop: () => void take(dropUnfinished),
    remove: ask,
  };
  place.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    if (button) doing[button.dataset.do!]?.();
  });

  const why = await whyNot();
  if (why) return show(why);
  await look();
  const lookAgain = () => {
    if (!document.hidden && !running && place.dataset.now !== "sure") void look();
  };
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("pageshow", (event) => event.persisted && lookAgain());
}
