/** Slips of the finger, found by equality alone: what cms/search/slips.py does, and why it does so. */
import type { Word } from "./text.ts";

const HEAD = 7;
export const SHORTEST_PREFIX = 3;
const SHORTEST_SLIP = 4;
const SHORTEST_TWO_SLIPS = 7;

function tolerance(folded: string): number {
  return folded.length < SHORTEST_SLIP ? 0 : folded.length < SHORTEST_TWO_SLIPS ? 1 : 2;
}

export function keptSpellings(folded: string, stem: string): Set<string> {
  const spellings = typedSpellings(folded, stem);
  for (let size = SHORTEST_PREFIX; size < Math.min(HEAD, folded.length); size += 1) spellings.add(folded.slice(0, size));
  return spellings;
}

export function typedSpellings(folded: string, stem: string): Set<string> {
  return new Set([
    ...deletions(folded.slice(0, HEAD), tolerance(folded)),
    ...deletions(stem.slice(0, HEAD), Math.min(1, tolerance(stem))),
  ]);
}

function deletions(head: string, count: number): Set<string> {
  const found = new Set([head]);
  let level = found;
  for (let times = 0; times < count; times += 1) {
    level = new Set([...level].flatMap((word) => [...word].map((_, at) => word.slice(0, at) + word.slice(at + 1))));
    for (const word of level) found.add(word);
  }
  return found;
}

/** How far `typed` is from a word that has this stem: 1 or 2, or undefined when it is another word. */
export function slipsBetween(typed: Word, folded: string, stem: string): number | undefined {
  const count = distance(typed.folded, folded);
  if (count > 0 && count <= Math.min(tolerance(typed.folded), tolerance(folded))) return count;
  if (!tolerance(typed.stem) || !tolerance(stem) || !beginAlike(typed.stem, stem)) return undefined;
  return distance(typed.stem, stem) === 1 ? 2 : undefined;
}

function beginAlike(one: string, other: string): boolean {
  return one[0] === other[0] || one.slice(0, 2) === [...other.slice(0, 2)].reverse().join("");
}

/** Letters missing, added, wrong or swapped with their neighbour (optimal string alignment). */
export function distance(one: string, other: string): number {
  let older: number[] = [];
  let old: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 0; i < one.length; i += 1) {
    [older, old, row] = [old, row, [i + 1]];
    for (let j = 0; j < other.length; j += 1) {
      let best = Math.min(old[j + 1]! + 1, row[j]! + 1, old[j]! + Number(one[i] !== other[j]));
      if (i && j && one[i] === other[j - 1] && other[j] === one[i - 1]) best = Math.min(best, older[j - 1]! + 1);
      row.push(best);
    }
  }
  return row.at(-1)!;
}
