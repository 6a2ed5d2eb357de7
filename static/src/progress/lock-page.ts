/** Three pictures out of twelve: chosen and told once more, pressed to open a profile, and forgotten. */
import { numberOf } from "./learner-number.ts";
import { hindrance, locking, type Core } from "./locking.ts";
import type { Database, Profile, ProfileRow } from "./store.ts";

const NEEDED = 3;
const PATIENCE = 5000; // milliseconds, when there may be something kept
const BEAT = 1000; // milliseconds between two looks at how long is left

/** What the page that holds the lock does for it. */
export interface Hands {
  core: Core;
  /** Who is at the device. */
  me: Profile | undefined;
  lead(name: string): void;
  draw(place: Element | null, picture: string | null): void;
  paint(place: ParentNode, profile: Pick<ProfileRow, "picture" | "name">): void;
  /** Who is at the device is another now. */
  go(address?: string): void;
}

export interface Locks {
  /** Asks for the pictures of `profile`, who is at the device afterwards. */
  open(profile: ProfileRow): Promise<void>;
}

/** The locks of `page`, which gets the parts for them; rejects where those cannot be had now. */
export async function locks(page: HTMLElement, db: Database, { core, me, lead, draw, paint, go }: Hands): Promise<Locks> {
  settle(page, await partsAt(page.dataset.lock ?? ""));
  const { giveUp, makeLocked, putOn, takeOff, tryOpen, waited, waitOf } = locking(db, core);
  const part = page.querySelector<HTMLElement>("[data-part=code]")!;
  const lost = page.querySelector<HTMLElement>("[data-part=forgotten]")!;
  const place = (name: string) => part.querySelector<HTMLElement>(`[data-${name}]`)!;
  const [said, grid, slots] = [place("said"), place("grid"), [...place("slots").children]];
  let purpose: "choose" | "again" | "open" = "choose";
  let [pressed, first]: [string[], string[]] = [[], []];
  let chosen: (pictures: string[]) => Promise<void> = async () => {};
  let profile: ProfileRow | undefined;
  let busy = false;

  for (const button of grid.querySelectorAll<HTMLElement>("[data-of-lock]")) {
    draw(button.querySelector("[data-picture]"), button.dataset.ofLock!);
    button.addEventListener("click", () => void press(button.dataset.ofLock!));
  }

  function ask(next: typeof purpose): void {
    purpose = next;
    for (const words of part.querySelectorAll<HTMLElement>("[data-when]")) {
      words.hidden = !words.dataset.when!.split(" ").includes(next);
    }
    place("heading").textContent = place("heading").dataset[next] ?? "";
    clear();
    said.textContent = "";
    lead("code");
  }

  function clear(): void {
    pressed = [];
    show();
  }

  /** What was pressed: to whoever chooses, the pictures; before a locked profile only how many. */
  function show(): void {
    for (const [index, slot] of slots.entries()) {
      slot.classList.toggle("is-full", index < pressed.length);
      draw(slot, purpose === "open" ? null : (pressed[index] ?? null));
    }
    if (pressed.length) said.textContent = (said.dataset.count ?? "").replace("{number}", String(pressed.length));
  }

  async function press(picture: string): Promise<void> {
    if (busy) return;
    pressed.push(picture);
    show();
    if (pressed.length < NEEDED) return;
    busy = true;
    await (purpose === "open" ? tried(pressed) : told(pressed)).finally(() => (busy = false));
  }

  async function told(pictures: string[]): Promise<void> {
    if (purpose === "choose") {
      first = pictures;
      return ask("again");
    }
    if (pictures.join() !== first.join()) {
      ask("choose");
      said.textContent = said.dataset.differ ?? "";
      return;
    }
    said.textContent = said.dataset.moment ?? "";
    await chosen(first);
  }

  async function tried(pictures: string[]): Promise<void> {
    const { id } = profile!;
    said.textContent = said.dataset.moment ?? "";
    if (await tryOpen(id, pictures)) return go();
    const left = await waitOf(id); // before it is said: who reads it may press again
    clear();
    said.textContent = said.dataset.wrong ?? "";
    if (left) void wait(id);
  }

  /** Nobody can press until the time is over: time spent here, which no clock makes shorter. */
  async function wait(id: string): Promise<void> {
    const line = place("wait");
    let left = await waitOf(id);
    line.textContent = inWords(line, left);
    [grid.hidden, line.hidden, place("over").hidden] = [true, false, true];
    line.focus(); // what was pressed goes away; and it is read aloud, once
    while (left > 0 && profile?.id === id) {
      line.textContent = inWords(line, left);
      // One page at a time: in several it would go faster.
      left = await navigator.locks.request("pascupas:waiting", async () => {
        const begun = performance.now();
        await new Promise((done) => setTimeout(done, BEAT));
        return waited(id, performance.now() - begun);
      });
    }
    if (profile?.id !== id) return;
    const wasRead = document.activeElement === line;
    [grid.hidden, line.hidden, place("over").hidden] = [false, true, false];
    said.textContent = said.dataset.now ?? "";
    if (wasRead) grid.querySelector("button")!.focus();
  }

  function inWords(line: HTMLElement, milliseconds: number): string {
    const seconds = Math.ceil(milliseconds / 1000);
    const [count, unit] = seconds < 60 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
    const time = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
    return (line.dataset.for ?? "").replace("{time}", time.format(count));
  }

  async function open(next: ProfileRow): Promise<void> {
    profile = next;
    paint(part, next);
    paint(lost, next);
    lost.querySelector("[data-number]")!.textContent = numberOf(next.learner);
    [grid.hidden, place("wait").hidden, place("over").hidden] = [false, true, false];
    ask("open");
    if (await waitOf(next.id)) void wait(next.id);
  }

  /** Has three pictures chosen, and told twice: for a profile that is made with them, or for who is at the device. */
  function put(): void {
    const making = page.dataset.now === "make";
    const name = page.querySelector<HTMLInputElement>("[data-part=make] input")!.value;
    profile = undefined;
    chosen = async (pictures) => {
      if (making) await makeLocked(page.dataset.picture!, name, pictures);
      else if (me) await putOn(me, pictures);
      go(making ? undefined : location.pathname);
    };
    [grid.hidden, place("wait").hidden, place("over").hidden] = [false, true, false];
    ask("choose");
  }

  const [doubt, sure] = [lost.querySelector<HTMLElement>("[data-doubt]")!, lost.querySelector<HTMLElement>("[data-sure]")!];
  const doubting = (asked: boolean) => [doubt.hidden, sure.hidden] = [asked, !asked];
  const doing: Record<string, () => unknown> = {
    clear: () => {
      clear();
      said.textContent = "";
      grid.querySelector("button")!.focus();
    },
    forgotten: () => {
      doubting(false);
      lead("forgotten");
    },
    // What the card brings is told anew of nobody who is here now.
    card: () => core.handOver(db).then(() => go(lost.dataset.card)),
    doubt: () => {
      doubting(true);
      sure.querySelector<HTMLElement>("[data-lock-do=keep]")!.focus();
    },
    keep: () => {
      doubting(false);
      doubt.querySelector("button")!.focus();
    },
    put,
    off: () => me && takeOff(me).then(() => go(location.pathname)),
    up: () => giveUp(profile!.id).then(() => go(location.pathname)),
    unpress: () => open(profile!),
  };
  page.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-lock-do]");
    if (button && !busy) void doing[button.dataset.lockDo!]?.();
  });

  if (me?.lock) page.querySelector<HTMLInputElement>("[data-shared]")!.disabled = true; // then it is shared
  for (const each of page.querySelectorAll<HTMLElement>("[data-lock-is]")) {
    each.hidden = (each.dataset.lockIs === "on") !== Boolean(me?.lock);
  }
  const own = page.querySelector<HTMLElement>("[data-part=lock]")!;
  own.hidden = !me?.picture || page.querySelector<HTMLElement>("[data-part=about]")!.hidden;
  if (!own.hidden && location.hash === "#incuietoare") own.querySelector("h2")!.focus();
  return { open };
}

/** The page that holds the parts: as it is now, else as it was kept with the shell. */
async function partsAt(address: string): Promise<Document> {
  for (const ask of [() => fetch(address, { signal: AbortSignal.timeout(PATIENCE) }), () => caches.match(address, { ignoreVary: true })]) {
    const text = await ask().then((response) => response?.text(), () => undefined);
    const parts = new DOMParser().parseFromString(text ?? "", "text/html");
    if (parts.querySelector("[data-part=code]")) return parts; // and no network's own page
  }
  throw new Error("The parts of the lock cannot be had.");
}

/** Puts each of `parts` where it belongs in `page`. */
function settle(page: HTMLElement, parts: Document): void {
  const take = (selector: string) => parts.querySelector<HTMLElement>(selector)!;
  const form = page.querySelector("[data-part=make] form")!;
  const row = form.lastElementChild!;
  row.before(take("[data-offer]"));
  row.firstElementChild!.after(" ", take("body > [data-lock-do=put]"));
  page.querySelector("[data-part=about] label")!.before(take("[data-explained]"));
  page.querySelector("[data-part=now]")!.after(take("[data-part=lock]"));
  page.append(take("[data-part=code]"), take("[data-part=forgotten]"));
  const hindered = hindrance();
  for (const each of page.querySelectorAll<HTMLElement>("[data-lockable]")) each.hidden = hindered !== undefined;
  for (const each of page.querySelectorAll<HTMLElement>("[data-hindered]")) each.hidden = each.dataset.hindered !== hindered;
}
