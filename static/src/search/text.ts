/** From a text to words and stems: what cms/search/text.py does, by the same rules and vectors. */
import rules from "../../../cms/search/language.json" with { type: "json" };

const LONGEST_WORD = 40;
const UNIT = /[\p{L}\p{N}]+(?:[-‐.][\p{L}\p{N}]+)*/gu;
const PART = /[\p{L}\p{N}]+/gu;
const NOT_PART = /[^\p{L}\p{N}]+/gu;
const MARKS = /[\p{M}\p{Cf}]/gu;

interface Rules {
  shortest: number;
  vowels: string[][];
  steps: { keep: number; endings: Record<string, string> }[];
  last: Record<string, string>;
  whole: string;
  irregular: Record<string, string>;
  stop: string;
}

interface Language {
  shortest: number;
  vowels: string[][];
  steps: { keep: number; endings: [ending: string, replacement: string][] }[];
  last: Record<string, string>;
  whole: Set<string>;
  irregular: Record<string, string>;
  stop: Set<string>;
}

export interface Word {
  written: string;
  folded: string;
  stem: string;
  isStop: boolean;
}

const NONE: Language = {
  shortest: 0, vowels: [], steps: [], last: {}, whole: new Set(), irregular: {}, stop: new Set(),
};
const languages = new Map<string, Language>();

function language(code: string): Language {
  let known = languages.get(code);
  if (!known) {
    const data = (rules as unknown as Record<string, Rules | undefined>)[code];
    known = data ? opened(data) : NONE;
    languages.set(code, known);
  }
  return known;
}

function opened(data: Rules): Language {
  return {
    ...data,
    steps: data.steps.map(({ keep, endings }) => ({ keep, endings: longestFirst(endings) })),
    whole: new Set(data.whole.split(/\s+/)),
    stop: new Set(data.stop.split(/\s+/)),
  };
}

function longestFirst(endings: Record<string, string>): [string, string][] {
  const pairs = Object.entries(endings).flatMap(([replacement, group]) =>
    group.split(/\s+/).filter(Boolean).map((ending): [string, string] => [ending, replacement]),
  );
  return pairs.sort(([one], [other]) => other.length - one.length || (one < other ? -1 : 1));
}

/** `word` in plain small letters and digits: “Ştampilă” → “stampila”, “e-mail” → “email”. */
export function fold(word: string): string {
  return word.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(NOT_PART, "");
}

/** The words of `text`; what a sign holds together comes in its parts and then whole. */
export function words(text: string, code: string): Word[] {
  const found: Word[] = [];
  for (const [unit] of text.normalize("NFKC").toLowerCase().replace(MARKS, "").matchAll(UNIT)) {
    const parts = [...unit.matchAll(PART)].map(([part]) => wordOf(part, code)).filter((word) => word !== undefined);
    found.push(...parts);
    const whole = parts.length > 1 && isName(parts) ? wordOf(unit, code) : undefined;
    if (whole) found.push(whole);
  }
  return found;
}

function wordOf(written: string, code: string): Word | undefined {
  const folded = fold(written);
  if (!folded || Math.max(length(written), length(folded)) > LONGEST_WORD) return undefined;
  return { written, folded, stem: stem(folded, code), isStop: isStop(folded, code) };
}

const length = (text: string) => [...text].length;

function isName(parts: Word[]): boolean {
  const before = parts.slice(0, -1);
  return !parts.at(-1)!.isStop && !before.some((part) => part.isStop && length(part.folded) > 1);
}

/** Whether a word was put together from parts that come as words of their own. */
export function isWhole(word: Word): boolean {
  return !/^[\p{L}\p{N}]+$/u.test(word.written);
}

function isStop(folded: string, code: string): boolean {
  return language(code).stop.has(folded) || (length(folded) === 1 && !/^\p{N}$/u.test(folded));
}

/** What a folded word shares with its other forms: “platiti”, “plata”, “plati” → “plat”. */
export function stem(folded: string, code: string): string {
  const { shortest, vowels, steps, last, whole, irregular } = language(code);
  if (Object.hasOwn(irregular, folded)) return irregular[folded]!;
  if (folded.length <= shortest || !/^\p{L}+$/u.test(folded)) return folded;
  let word = folded;
  for (const [old, replacement] of vowels) word = word.replaceAll(old!, replacement!);
  for (const { keep, endings } of steps) {
    if (!whole.has(word)) word = cut(word, endings, keep);
  }
  const end = word.at(-1)!;
  if (word.length > shortest && Object.hasOwn(last, end)) word = word.slice(0, -1) + last[end]!;
  return Object.hasOwn(irregular, word) ? irregular[word]! : word;
}

function cut(word: string, endings: [string, string][], keep: number): string {
  for (const [ending, replacement] of endings) {
    if (word.endsWith(ending) && word.length - ending.length + replacement.length >= keep) {
      return word.slice(0, word.length - ending.length) + replacement;
    }
  }
  return word;
}
