/** The plain code that moves a learner to another device: what it is and the secret, in letters. */
import { hex } from "./facts.ts";

/** Crockford's base 32: no I, L, O, U, so that nobody confuses them on paper. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export interface Moved {
  learner: string;
  secret: string;
}

/** `learner` (a UUID) and `secret` (32 hexadecimal digits) as groups of four letters, with a check. */
export function toCode({ learner, secret }: Moved): string {
  const bytes = fromHex(learner.replaceAll("-", "") + secret);
  const letters = toLetters(Uint8Array.from([...bytes, checkOf(bytes)]));
  return letters.match(/.{1,4}/g)!.join(" ");
}

/** What `code` says, however it was spaced and in whatever case; null when a letter is wrong. */
export function fromCode(code: string): Moved | null {
  const letters = code.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const bytes = fromLetters(letters);
  if (bytes?.length !== 33 || checkOf(bytes.subarray(0, 32)) !== bytes[32]) return null;
  const digits = hex(bytes);
  const learner = digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return { learner, secret: digits.slice(32, 64) };
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A byte that changes with any wrong letter and with almost any exchange of two. */
function checkOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum * 31 + byte + 7) % 251, 0);
}

function toLetters(bytes: Uint8Array): string {
  let bits = 0;
  let held = 0;
  let letters = "";
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      letters += LETTERS[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? letters + LETTERS[(held << (5 - bits)) & 31] : letters;
}

function fromLetters(letters: string): Uint8Array | null {
  let bits = 0;
  let held = 0;
  const bytes: number[] = [];
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? Uint8Array.from(bytes) : null;
}
