/** What the painter does to the page: the only code of the practice that knows how it is drawn. */
import { expectation, marked, said, score, screenOf } from "./reducer.ts";
import type { Speaker, Words } from "./speaker.ts";
import type { Feedback, Service, State, Task, Value } from "./shape.ts";

/** What the page has beside its drawings. `lang`: the service's, where it is not the page's. */
export interface Played {
  service: Service;
  task: Task;
  lang: string;
  words: Record<string, string>;
}

/** Feedback that is good news; all other is a moment to look again. */
const GOOD = new Set(["done", "found", "moved", "undone", "restarted"]);

export class Page {
  private readonly voice: HTMLElement;
  private readonly screens = new Map<string, HTMLElement>();
  private readonly remark = document.createElement("p");
  private readonly root: HTMLElement;
  private readonly played: Played;
  private screen!: HTMLElement;

  constructor(root: HTMLElement, played: Played) {
    this.root = root;
    this.played = played;
    this.voice = this.one("[data-voice]");
    for (const screen of this.all("[data-screen]")) this.screens.set(screen.dataset.screen!, screen);
    this.one("[data-play]").hidden = false;
    this.remark.className = "remark";
    this.remark.id = `remark-${root.dataset.practice}`;
  }

  /** The screen of `state`, filled in as far as one is; `before` is what the page shows until then. */
  show(state: State, before?: State): void {
    const screen = this.screens.get(state.now.screen);
    if (!screen) return;
    if (this.screen !== screen) {
      if (this.screen) this.screen.hidden = true;
      screen.hidden = false;
      this.screen = screen;
      this.showCard(state);
    }
    if (before?.now !== state.now || !before) this.fill(state);
    else this.fillFields(state);
  }

  /** Says and shows `words`, where the act was; leads on to where one goes on. */
  answer(feedback: Feedback, words: Words, moved: boolean): void {
    // The act of leaving a field says nothing, and moves nothing under the finger that presses next.
    if (!moved && words.length === 0) return;
    this.clear();
    this.say(words);
    // Which words are suspicious is for the reader to find: only hints point there.
    const control = feedback.act === "unmarked" ? null : this.control(feedback.at);
    const isBelow = feedback.kind === "found"; // its reason is in the list of what was found
    const isAmiss = feedback.kind === "wrong" || feedback.kind === "refused";
    // An answer of the other side may be praise or not: it speaks for itself.
    const isGood = GOOD.has(feedback.kind) && feedback.say === undefined;
    if (!isBelow) this.place(control, words, isGood ? "good" : "", moved);
    if (isAmiss && control?.matches(".box")) control.setAttribute("aria-invalid", "true");
    if (moved) return this.focusScreen();
    const pointed = feedback.kind === "hint" && (feedback.degree ?? 0) > 1;
    if (pointed && control) placeOf(control)?.classList.add("is-target");
    if (pointed || isAmiss) control?.focus();
    this.remark.scrollIntoView({ block: "nearest" });
  }

  /** A field whose text `state` does not have yet. */
  unread(state: State): HTMLInputElement | undefined {
    return this.here<HTMLInputElement>(".box[data-set]").find((field) => field.value !== valueOf(field, state));
  }

  focusScreen(): void {
    this.screen.focus({ preventScroll: true });
    // What is to be copied is read first; a card that only tells of somebody was read already.
    const stage = this.voice.parentElement!;
    (this.root.querySelector(".card.is-asked") ? stage.parentElement! : stage).scrollIntoView({ block: "start" });
  }

  /** At the goal: how it went, with the number to keep. */
  end(state: State, isDone: boolean, speaker: Speaker): void {
    this.one("[data-end]").hidden = !isDone;
    if (!isDone) return;
    const { task, words } = this.played;
    this.write(this.one("[data-outcome]"), task.done ? speaker.quote(task.done, state) : []);
    for (const place of this.all("[data-number]")) place.textContent = state.number;
    this.one("[data-how]").textContent = words[state.hints ? "helped" : state.slips ? "slipped" : "alone"]!;
    this.score(state);
  }

  /** The proof on a sheet of its own: the receipt of the screen, and how it went. */
  print(): void {
    const template = this.root.querySelector<HTMLTemplateElement>("[data-sheet]");
    const sheet = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!sheet) return;
    sheet.append(...[...this.here(".at--receipt"), this.one("[data-end]")].map((part) => part.cloneNode(true)));
    document.body.append(sheet);
    document.documentElement.dataset.printing = "receipt";
    const after = () => {
      sheet.remove();
      delete document.documentElement.dataset.printing;
    };
    addEventListener("afterprint", after, { once: true });
    window.print();
  }

  /** Of the card, what this screen asks for is marked: on a phone nothing else of it is shown. */
  private showCard(state: State): void {
    const screen = screenOf(this.played.service, state.now.screen);
    const asked = screen?.elements.map((element) => expectation(this.played.task, screen.key, element)?.card) ?? [];
    for (const row of this.all("[data-row]")) row.classList.toggle("is-asked", asked.includes(row.dataset.row));
    this.root.querySelector(".card")?.classList.toggle("is-asked", asked.some(Boolean));
  }

  private fill(state: State): void {
    this.fillFields(state);
    for (const place of this.here("[data-said]")) {
      place.textContent = said(this.played.service, state, place.dataset.said!);
    }
    for (const mark of this.here("[data-mark]")) {
      mark.setAttribute("aria-pressed", String(isMarked(state, mark.dataset.mark!)));
    }
    for (const trap of this.here("[data-trap]")) trap.hidden = !isMarked(state, trap.dataset.trap!);
  }

  /** Also after a refusal: what was refused is no longer there. */
  private fillFields(state: State): void {
    for (const control of this.here<HTMLInputElement>("[data-set]")) {
      const value = valueOf(control, state);
      if (control.type === "radio") control.checked = control.value === value;
      else if (control.type === "checkbox") control.checked = value === true;
      else control.value = String(value);
    }
  }

  private control(at = ""): HTMLElement | null {
    const [screen, key, inner] = at.split(".");
    if (screen !== this.screen.dataset.screen || !key) return null;
    const door = CSS.escape(inner ? `${key}.${inner}` : key);
    const place = `[data-press="${door}"], [data-mark="${door}"], [data-set="${CSS.escape(key)}"]`;
    return this.screen.querySelector<HTMLElement>(place);
  }

  private clear(): void {
    this.remark.remove();
    for (const marked of this.all(".is-target, [aria-invalid]")) {
      marked.classList.remove("is-target");
      marked.removeAttribute("aria-invalid");
    }
  }

  /** Spoken anew even when the words are those of the last time. */
  private say(words: Words): void {
    const last = this.voice.textContent;
    this.write(this.voice, words);
    if (this.voice.textContent === last) this.voice.append("\u00a0");
  }

  /** The same words for the eyes: under the place they speak of, or above the screen one came to. */
  private place(control: HTMLElement | null, words: Words, tone: string, moved: boolean): void {
    this.write(this.remark, words);
    this.remark.dataset.tone = tone;
    const place = moved || !control ? null : placeOf(control);
    if (place?.tagName === "LI") place.append(this.remark);
    else if (place) place.after(this.remark);
    else this.screen.before(this.remark);
  }

  /** The points of the replies that count, each with its reason; the server drew all of them. */
  private score(state: State): void {
    for (const [scale, points, most] of score(this.played.service, state.now)) {
      const told = [Math.max(0, points), most];
      const words = this.played.words.points!.replace(/\{\w+\}/g, () => String(told.shift()));
      this.one(`[data-scale="${scale}"]`).textContent = words;
    }
    for (const reply of this.all("[data-reply]")) {
      const [place, key] = reply.dataset.reply!.split(" ");
      reply.hidden = state.now.values[place!] !== key;
    }
  }

  private write(place: HTMLElement, words: Words): void {
    const pieces = words.map(({ text, quoted }) => {
      if (!quoted || !this.played.lang) return text;
      const piece = document.createElement("span");
      piece.lang = this.played.lang;
      piece.textContent = text;
      return piece;
    });
    place.replaceChildren(...pieces);
  }

  private all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  /** On the screen that is shown. */
  private here<Kind extends HTMLElement>(selector: string): Kind[] {
    return [...this.screen.querySelectorAll<Kind>(selector)];
  }

  private one(selector: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(selector)!;
  }
}

/** What `state` has for the control; nothing is "". */
function valueOf(control: HTMLElement, state: State): Value {
  return state.now.values[`${state.now.screen}.${control.dataset.set}`] ?? "";
}

function isMarked(state: State, at: string): boolean {
  const [key, part] = at.split(".");
  return marked(state.now, `${state.now.screen}.${key}`).includes(part!);
}

/** What is ringed, and has words below it: the whole place to fill in, or the one door of many. */
function placeOf(control: HTMLElement): HTMLElement | null {
  return control.closest<HTMLElement>(control.dataset.set ? "[data-at]" : "li, [data-at]");
}
