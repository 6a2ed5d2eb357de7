/**
 * Knows a real person's data when it sees it, so that it is refused before it is kept anywhere. Twin of
 * tutorials/practice/guard.py; both hold to tests/vectors/practice/guard.json.
 */

const CNP_WEIGHTS = [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]; // Government Decision 1375/2006, annex
const EMAIL = /[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+/g;
const IBAN = /\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b/g;
const NUMBER = /[0-9](?:[ .\-/]?[0-9]){9,18}/g;
const LONGEST = 2_000; // characters looked at; no field takes more

export function digits(text: string): string {
  return text.replace(/[^0-9]/g, "");
}

/** Thirteen digits with a possible date of birth and the right control digit. */
function isCnp(number: string): boolean {
  if (!/^[1-9][0-9]{12}$/.test(number)) return false;
  const [month, day] = [Number(number.slice(3, 5)), Number(number.slice(5, 7))];
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const control = CNP_WEIGHTS.reduce((sum, weight, place) => sum + weight * Number(number[place]), 0) % 11;
  return Number(number[12]) === (control === 10 ? 1 : control);
}

/** 14 to 19 digits that pass the Luhn check (ISO/IEC 7812-1, annex B). */
function isCardNumber(number: string): boolean {
  if (!/^[0-9]{14,19}$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (1 + (place % 2));
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Letters and digits whose remainder modulo 97 is 1 (ISO 13616). */
function isIban(text: string): boolean {
  if (text.length < 15) return false;
  let rest = 0;
  for (const sign of text.slice(4) + text.slice(0, 4)) {
    for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

/** What was found up to each of its spaces: words may follow an IBAN. */
function beginnings(found: string): string[] {
  let whole = "";
  return found.split(" ").map((group) => (whole += group));
}

/** A Romanian number as people write it, with or without the country's code. */
function isPhone(number: string): boolean {
  return /^(0040|40|0)[237][0-9]{8}$/.test(number);
}

const KINDS: [string, (number: string) => boolean][] = [
  ["cnp", isCnp],
  ["card", isCardNumber],
  ["phone", isPhone],
];

/** The kind of real data in `text`, or "". What is on the card, `allowed`, is always welcome. */
export function realData(text: string, allowed: string[]): string {
  const known = new Set(allowed.flatMap((value) => [value.toLowerCase(), digits(value)]));
  const looked = text.slice(0, LONGEST);
  if ((looked.match(EMAIL) ?? []).some((found) => !known.has(found.toLowerCase()))) return "email";
  if ((looked.toUpperCase().match(IBAN) ?? []).flatMap(beginnings).some(isIban)) return "iban";
  for (const number of (looked.match(NUMBER) ?? []).map(digits)) {
    const kind = known.has(number) ? undefined : KINDS.find(([, isKind]) => isKind(number));
    if (kind) return kind[0];
  }
  return "";
}
