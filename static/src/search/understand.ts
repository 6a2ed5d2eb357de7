/** What a query means: what cms/search/understand.py does, over an index that lies in memory. */
import { SHORTEST_PREFIX, slipsBetween, typedSpellings } from "./slips.ts";
import { fold, isWhole, stem as stemOf, words, type Word } from "./text.ts";

const READ = 200;
const WORDS = 10;
const STEMS = 40;

const SAME_WORD = 10;
const SAME_STEM = 9;
const TOGETHER = 8;
const BEGINNING = 6;
const ONE_SLIP = 5;
export const TWO_SLIPS = 3;

export interface IndexedWord {
  number: number;
  written: string;
  folded: string;
  stem: string;
}

export interface Index {
  language: string;
  withStems(stems: Iterable<string>): IndexedWord[];
  withSpellings(spellings: Iterable<string>): IndexedWord[];
}

type ByStem = Map<string, IndexedWord[]>;

export interface Meaning {
  typed: string;
  stems: Map<string, number>;
  words: ByStem;
  isGuess: boolean;
}

export function keeps(meaning: Meaning, word: IndexedWord): number {
  const kept = meaning.stems.get(word.stem)!;
  return kept === SAME_STEM && word.folded === fold(meaning.typed) ? SAME_WORD : kept;
}

/** The words of a query worth looking up: each stem once, little words only when alone. */
export function read(query: string, code: string): Word[] {
  const typed = new Map(words([...query].slice(0, READ).join(""), code).map((word) => [word.stem, word]));
  const telling = [...typed.values()].filter((word) => !word.isStop);
  return (telling.length ? telling : [...typed.values()]).slice(0, WORDS);
}

/** What the typed words mean on these pages, and those that mean nothing here. */
export function understand(index: Index, typed: Word[]): [meanings: Meaning[], unknown: string[]] {
  const known = byStem(index.withStems(possibleStems(typed, index.language)));
  const meanings: Meaning[] = [];
  const unclear: Word[] = [];
  const rest = [...typed];
  for (let word = rest.shift(); word; word = rest.shift()) {
    const next = rest[0];
    const joined = next && stemOf(word.folded + next.folded, index.language);
    if (next && joined !== undefined && known.has(joined) && !(known.has(word.stem) && known.has(next.stem))) {
      rest.shift();
      meanings.push(certain(`${word.written} ${next.written}`, joined, known, TOGETHER));
    } else if (known.has(word.stem)) {
      meanings.push(certain(word.written, word.stem, known, SAME_STEM));
    } else if (!isWhole(word) && !word.isStop) {
      unclear.push(word);
    }
  }
  const spellings = new Set(unclear.flatMap((word) => [...typedSpellings(word.folded, word.stem)]));
  const near = byStem(index.withSpellings(spellings));
  const unknown: string[] = [];
  for (const word of unclear) {
    const guesses = guess(word, near);
    const found = guesses.length ? guesses : runTogether(word, known, index.language);
    if (found.length) meanings.push(...found);
    else unknown.push(word.written);
  }
  return [meanings, unknown];
}

function byStem(found: IndexedWord[]): ByStem {
  const grouped: ByStem = new Map();
  for (const word of found) grouped.set(word.stem, [...(grouped.get(word.stem) ?? []), word]);
  return grouped;
}

function possibleStems(typed: Word[], code: string): Set<string> {
  const stems = new Set(typed.map((word) => word.stem));
  typed.forEach((word, at) => {
    const next = typed[at + 1];
    if (next) stems.add(stemOf(word.folded + next.folded, code));
    for (const part of splits(word).flat()) stems.add(stemOf(part, code));
  });
  return stems;
}

/** Every two words that `word` may be run together from, the most even first. */
function splits(word: Word): [string, string][] {
  const size = word.folded.length;
  const places = Array.from({ length: Math.max(0, size - 5) }, (_, at) => at + 3);
  places.sort((one, other) => Math.abs(size - 2 * one) - Math.abs(size - 2 * other) || one - other);
  return places.map((at) => [word.folded.slice(0, at), word.folded.slice(at)]);
}

function certain(typed: string, stem: string, known: ByStem, keeps: number): Meaning {
  return {
    typed,
    stems: new Map([[stem, keeps]]),
    words: new Map([[stem, known.get(stem)!]]),
    isGuess: keeps !== SAME_STEM,
  };
}

/** What `word` may be the beginning of; else what it may be a slip of; else nothing. */
function guess(word: Word, near: ByStem): Meaning[] {
  const begins = begun(word, near);
  if (begins.size) {
    const shortest = [...begins].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).slice(0, STEMS);
    const stems = new Map(shortest.map(([stem]) => [stem, BEGINNING]));
    return [{ typed: word.written, stems, words: near, isGuess: false }];
  }
  const slips = slipped(word, near);
  if (!slips.size) return [];
  const fewest = Math.min(...slips.values());
  const nearest = [...slips].filter(([, count]) => count === fewest).map(([stem]) => stem).sort(byCode).slice(0, STEMS);
  const kept = fewest === 1 ? ONE_SLIP : TWO_SLIPS;
  return [{ typed: word.written, stems: new Map(nearest.map((stem) => [stem, kept])), words: near, isGuess: true }];
}

const byCode = (one: string, other: string) => (one < other ? -1 : Number(one > other));

function begun(word: Word, near: ByStem): Map<string, number> {
  const begins = new Map<string, number>();
  if (word.folded.length < SHORTEST_PREFIX) return begins;
  for (const [stem, forms] of near) {
    const sizes = forms.filter((form) => form.folded.startsWith(word.folded)).map((form) => form.folded.length);
    if (sizes.length) begins.set(stem, Math.min(...sizes));
  }
  return begins;
}

function slipped(word: Word, near: ByStem): Map<string, number> {
  const slips = new Map<string, number>();
  for (const [stem, forms] of near) {
    const counts = forms.map((form) => slipsBetween(word, form.folded, stem)).filter((count) => count !== undefined);
    if (counts.length) slips.set(stem, Math.min(...counts));
  }
  return slips;
}

/** The two words that `word` is run together from, if pages have both just so; else nothing. */
function runTogether(word: Word, known: ByStem, code: string): Meaning[] {
  for (const parts of splits(word)) {
    const stems = parts.map((part) => stemOf(part, code));
    if (parts.every((part, at) => known.get(stems[at]!)?.some((form) => form.folded === part))) {
      return stems.map((stem) => certain(word.written, stem, known, TOGETHER));
    }
  }
  return [];
}
