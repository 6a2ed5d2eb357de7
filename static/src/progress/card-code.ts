/**
 * A card's handle and code, and how a code is written in words (docs/decisions/016; its twin is
 * progress/cards/code.py, both held by tests/vectors/card.json).
 */
import WORDS from "../../../progress/words.json" with { type: "json" };
import { hex, random } from "./facts.ts";

export interface CardCode {
  handle: string;
  /** 64 random bits in hexadecimal digits. */
  code: string;
}

/** Words of a code: ten bits each. */
export const COUNT = 7;
const [CHECK_BITS, WORD_BITS] = [6n, 10n];
const FOLDED = WORDS.map(fold);
const ENOUGH = 4; // letters that no other word begins with

/** Without diacritics, in lower case: as anybody may type it. */
export function fold(typed: string): string {
  return typed.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** A new card, by chance; also without internet and on plain http. */
export function newCard(): CardCode {
  const [word, digits] = [below(WORDS.length), below(900)];
  return { handle: `${FOLDED[word]!} ${100 + digits}`, code: hex(random(8)) };
}

/** A number below `most`, each as likely as any other: what would not divide evenly is drawn again. */
function below(most: number): number {
  for (;;) {
    const [high, low] = random(2);
    const drawn = high! * 256 + low!;
    if (drawn < 65_536 - (65_536 % most)) return drawn % most;
  }
}

/** The code as seven words. */
export function toWords({ handle, code }: CardCode): string[] {
  const number = (BigInt(`0x${code}`) << CHECK_BITS) | BigInt(check(handle, code));
  return Array.from({ length: COUNT }, (_, at) => WORDS[Number((number >> (WORD_BITS * BigInt(COUNT - 1 - at))) & 1023n)]!);
}

/** The card that says this; null when a word or the handle is not as it was printed. */
export function fromWords(handle: string, words: string[]): CardCode | null {
  const known = toHandle(handle);
  const numbers = words.map(numberOf);
  if (!known || numbers.length !== COUNT || numbers.includes(-1)) return null;
  const number = numbers.reduce((sum, next) => (sum << WORD_BITS) | BigInt(next), 0n);
  const code = (number >> CHECK_BITS).toString(16).padStart(16, "0");
  return check(known, code) === Number(number & 63n) ? { handle: known, code } : null;
}

/** The handle in what somebody typed, such as “Vulpe417”; null when it is none. */
export function toHandle(typed: string): string | null {
  const found = /^(\p{L}+)[\s.,-]*([1-9]\d\d)$/u.exec(fold(typed));
  const number = found ? numberOf(found[1]!) : -1;
  return number < 0 ? null : `${FOLDED[number]!} ${found![2]!}`;
}

/** A handle with the diacritics of its word. */
export function shownHandle({ handle }: Pick<CardCode, "handle">): string {
  return handle.replace(/^\p{L}+/u, (word) => wordOf(word) ?? word);
}

/** The word that somebody means who typed its beginning; null when there is none, or several. */
export function wordOf(typed: string): string | null {
  return WORDS[numberOf(typed)] ?? null;
}

/** The words that begin so, at most `most`. */
export function beginning(typed: string, most: number): string[] {
  const begin = fold(typed);
  return WORDS.filter((_, number) => FOLDED[number]!.startsWith(begin)).slice(0, most);
}

function numberOf(typed: string): number {
  const begin = fold(typed);
  const whole = FOLDED.indexOf(begin);
  return whole >= 0 || begin.length < ENOUGH ? whole : FOLDED.findIndex((word) => word.startsWith(begin));
}

/** What stands behind the # of the address on a card. */
export function toFragment({ handle, code }: CardCode): string {
  return `${handle.replace(" ", "-")}-${code}`;
}

/** The card in an address, or in what stands behind its #; null when it is none of ours. */
export function fromFragment(address: string): CardCode | null {
  const found = /(?:^|#)([a-z]{4,9})-([1-9]\d\d)-([0-9a-f]{16})$/.exec(address);
  return found ? { handle: `${found[1]!} ${found[2]!}`, code: found[3]! } : null;
}

/** CRC-6 over handle and code (ITU-T G.704: x⁶ + x + 1), begun with all ones. */
function check(handle: string, code: string): number {
  const bytes = [...new TextEncoder().encode(handle), ...(code.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))];
  let crc = 0b111111;
  for (const byte of bytes) {
    for (let place = 7; place >= 0; place--) {
      const flip = (crc >> 5) ^ ((byte >> place) & 1);
      crc = ((crc << 1) & 0b111111) ^ (flip ? 0b000011 : 0);
    }
  }
  return crc;
}
