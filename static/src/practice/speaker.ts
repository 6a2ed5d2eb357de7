/** Feedback in words: those of the page by code, those of the service as they stand. */
import { runs } from "./answers.ts";
import { answer, expectation, said, screenOf } from "./reducer.ts";
import type { Played } from "./page.ts";
import type { Element, Event as Act, Feedback, Item, State, Text } from "./shape.ts";

/** A sentence in pieces; `quoted` are in the service's language. */
export type Words = { text: string; quoted: boolean }[];

export class Speaker {
  private readonly played: Played;

  constructor(played: Played) {
    this.played = played;
  }

  /** What is said of `feedback` to `act`; nothing, where there is nothing to say. */
  words(feedback: Feedback, act: Act, state: State): Words {
    if (feedback.kind === "ok") return [];
    if (feedback.say) return [...this.quote(feedback.say, state), ...this.more(feedback, state)];
    return this.sentence(this.code(feedback, act), feedback, state);
  }

  /** The sentence of `code`, with what it names of the place. */
  sentence(code: string, feedback: Feedback, state: State): Words {
    const names = this.names(feedback, state);
    return (this.played.words[code] ?? "")
      .split(/\{(\w+)\}/)
      .map((text, index) => ({ text: index % 2 ? (names[text] ?? "") : text, quoted: index % 2 === 1 }));
  }

  /** Words of the service, with what was entered in the places that wait for it. */
  quote(text: string, state: State): Words {
    const filled = text.replace(/\{([a-z][a-z0-9-]*)\}/g, (_whole, name: string) =>
      said(this.played.service, state, name),
    );
    return [{ text: filled, quoted: true }];
  }

  /** Where one is, after what a door said as it led there. */
  private more(feedback: Feedback, state: State): Words {
    if (feedback.kind !== "moved" && feedback.kind !== "astray") return [];
    return [{ text: " ", quoted: false }, ...this.sentence(feedback.kind, feedback, state)];
  }

  private code(feedback: Feedback, act: Act): string {
    if (feedback.kind === "hint") return this.hint(feedback);
    if (feedback.kind === "nothing") return act.type === "undo" ? "nothing" : act.type === "hint" ? "free" : "";
    return feedback.why ?? feedback.act ?? feedback.kind;
  }

  private hint(feedback: Feedback): string {
    const code = `${feedback.act}${feedback.degree}`;
    const element = this.element(feedback);
    // Where anything is right there is no value to tell.
    if (code !== "fill3" || this.value(feedback, element)) return code;
    return element?.type === "check" ? "tick3" : "fill2";
  }

  private names(feedback: Feedback, state: State): Record<string, string> {
    const element = this.element(feedback);
    const part = feedback.at?.split(".")[2];
    const item = this.item(element, part) ?? runs(element?.text).find(({ key }) => key === part);
    return {
      screen: screenOf(this.played.service, state.now.screen)?.title ?? "",
      label: item?.text ?? element?.label ?? plain(element?.text),
      value: this.value(feedback, element),
    };
  }

  private element({ at = "" }: Feedback): Element | undefined {
    const [screen = "", key] = at.split(".");
    return screenOf(this.played.service, screen)?.elements.find((element) => element.key === key);
  }

  private item(element: Element | undefined, key: string | undefined): Item | undefined {
    return element?.items?.find((item) => item.key === key);
  }

  /** What is right there, as one reads it. */
  private value({ at = "" }: Feedback, element: Element | undefined): string {
    if (!element) return "";
    const expected = expectation(this.played.task, at.split(".")[0] ?? "", element);
    const right = expected && answer(this.played.service, expected);
    return typeof right === "string" ? (this.item(element, right)?.text ?? right) : "";
  }
}

function plain(text: Text | undefined): string {
  if (typeof text === "string") return text;
  return (text ?? []).map((run) => (typeof run === "string" ? run : run.text)).join("");
}
