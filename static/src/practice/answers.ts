/** What is right in a field, and whether a value is. Pure. */
import { digits } from "./guard.ts";
import type { CardRow, Element, Expect, Run, Task, Text, Value } from "./shape.ts";

export const PICKS = ["choice", "slot", "upload", "place"];
export const DEFAULT_MAX = 2_000;
/** Of what is written there, only the digits count. */
export const BY_DIGITS = ["digits", "phone"];

/** What is right for the element in the task: the task's own word, else the element's. */
export function expectation(task: Task, screen: string, element: Element): Expect | undefined {
  return task.expect?.[`${screen}.${element.key}`] ?? element.expect;
}

/** What to enter, where there is one thing, or a first one, that is right. */
export function answer({ card }: { card: CardRow[] }, expected: Expect): string | boolean | undefined {
  if (expected.card) return card.find((row) => row.key === expected.card)?.value;
  return expected.is ?? expected.in?.[0];
}

/** Whether `value`, entered in `element`, is what `expected` asks for. */
export function met(service: { card: CardRow[] }, expected: Expect, element: Element, value: Value | undefined): boolean {
  // A box that is to stay empty is right before anybody touches it.
  if (element.type === "check" && expected.is === false) return value !== true;
  if (value === undefined || value === "") return false;
  if (typeof value === "boolean") return expected.any || value === expected.is;
  const text = value as string;
  if (PICKS.includes(element.type)) return expected.any || (expected.in ?? [expected.is]).includes(text);
  // Nothing can be right of marks and of replies: only a field has an input.
  const given = element.input && asCompared(element.input, text);
  if (!given || expected.any) return !!given;
  if (expected.mask) return suits(expected.mask, text, element);
  const right = expected.in ?? [answer(service, expected)];
  return right.some((one) => typeof one === "string" && asCompared(element.input, one) === given);
}

/** A value as it is compared: without what people write differently, and nothing where no sense is left. */
export function asCompared(input: string | undefined, text: string): string {
  switch (input) {
    case "digits":
    case "phone":
      return digits(text);
    case "money":
      return amount(text);
    case "date":
      return (text.match(/\d+/g) ?? []).map((part) => part.padStart(2, "0")).join(".");
    case "secret":
      return text.trim();
    default:
      return text
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .toLowerCase()
        .replace(/\s+/g, " ")
        .trim();
  }
}

/** “1.000,50 lei” → “1000.5”: one or two digits after the last comma or point are hundredths. */
function amount(text: string): string {
  const written = text.replace(/[^0-9.,]/g, "").replace(/[.,]+$/, "");
  if (!written) return "";
  const [whole, cents = ""] = written.split(/[.,](?=\d{1,2}$)/);
  return String(Number(`${whole!.replace(/[.,]/g, "")}.${cents || 0}`));
}

/**
 * Whether `text` is of the mask. Where only digits count, so they do in the mask, and a letter fits
 * nothing: the keyboard that a phone shows there has none.
 */
export function suits(mask: string, text: string, { input = "" }: Element): boolean {
  return BY_DIGITS.includes(input) ? fits(mask.replace(/[^0-9A]/g, ""), digits(text)) : fits(mask, text.trim());
}

/** `9` is a digit, `A` a letter, anything else itself: one look at each sign, whatever is typed. */
export function fits(mask: string, text: string): boolean {
  const wanted = [...mask];
  const given = [...text];
  if (wanted.length !== given.length) return false;
  return given.every((one, place) => {
    const sign = wanted[place];
    return sign === "9" ? /\d/.test(one) : sign === "A" ? /[\p{L}]/u.test(one) : sign === one;
  });
}

/** How much of the field's measure a value takes. */
export function sizeOf(element: Element, text: string): number {
  return element.input === "digits" ? digits(text).length : text.length;
}

/** The parts of a text that can be marked. */
export function runs(text: Text | undefined): Run[] {
  return Array.isArray(text) ? text.filter((run) => typeof run !== "string") : [];
}
