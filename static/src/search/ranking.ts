/** Which page comes first: what cms/search/ranking.py does, with the same scores. */
import { distance } from "./slips.ts";
import { fold } from "./text.ts";
import { keeps, read, TWO_SLIPS, understand, type Index, type IndexedWord, type Meaning } from "./understand.ts";

const SUMMARY = 40;

export interface Postings {
  /** How many pages there are. */
  total: number;
  /** Where the word with this number stands: page and weight. */
  of(number: number): [page: number, weight: number][];
}

export interface Found {
  /** Pages with their scores, best first. */
  pages: [page: number, score: number][];
  /** The corrections: typed → meant. */
  understood: Record<string, string>;
  unknown: string[];
}

type Points = Map<string, Map<number, number>>;

export function find(index: Index, postings: Postings, query: string): Found {
  const [meanings, unknown] = understand(index, read(query, index.language));
  const points: Points[] = [];
  const understood = new Map<string, string[]>();
  for (const meaning of meanings) {
    const earned = pointsOf(meaning, postings);
    if (!earned.size) {
      unknown.push(meaning.typed);
      continue;
    }
    points.push(earned);
    if (meaning.isGuess) {
      understood.set(meaning.typed, [...(understood.get(meaning.typed) ?? []), meant(meaning, earned)]);
    }
  }
  const corrections = [...understood].map(([typed, words]) => [typed, words.join(" ")]);
  return { pages: ranked(points), understood: Object.fromEntries(corrections), unknown };
}

/** What each page earns by one typed word, for every stem that it may stand for. */
function pointsOf(meaning: Meaning, postings: Postings): Points {
  const points: Points = new Map();
  for (const [stem, kept] of meaning.stems) {
    const pages = new Map<number, number>();
    for (const word of meaning.words.get(stem)!) {
      const keep = keeps(meaning, word);
      for (const [page, weight] of postings.of(word.number)) pages.set(page, (pages.get(page) ?? 0) + weight * keep);
    }
    if (kept === TWO_SLIPS && Math.max(0, ...pages.values()) < kept * SUMMARY) continue;
    const rarity = pages.size ? roundHalfToEven(16 * Math.log2(1 + postings.total / pages.size)) : 0;
    points.set(stem, new Map([...pages].map(([page, earned]) => [page, earned * rarity])));
  }
  return points;
}

/** As Python rounds. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}

function ranked(points: Points[]): [number, number][] {
  const earned = new Map<number, number>();
  const has = new Map<number, number>();
  for (const stems of points) {
    const best = new Map<number, number>();
    for (const pages of stems.values()) {
      for (const [page, score] of pages) if (score > 0) best.set(page, Math.max(score, best.get(page) ?? 0));
    }
    for (const [page, score] of best) {
      earned.set(page, (earned.get(page) ?? 0) + score);
      has.set(page, (has.get(page) ?? 0) + 1);
    }
  }
  const scores = [...earned].map(([page, sum]): [number, number] => [
    page,
    Math.floor((sum * has.get(page)!) / points.length),
  ]);
  const lacks = (page: number) => Number(has.get(page)! < points.length);
  return scores.sort(([a, one], [b, other]) => lacks(a) - lacks(b) || other - one || a - b);
}

/** How to say a correction: the nearest form of the stem that weighs most. */
function meant(meaning: Meaning, points: Points): string {
  const most = (stem: string) => Math.max(0, ...points.get(stem)!.values());
  const [stem] = [...points.keys()].sort((one, other) => most(other) - most(one) || (one < other ? -1 : 1));
  const folded = fold(meaning.typed);
  const rank = (form: IndexedWord) => [distance(folded, form.folded), Number(isAscii(form.written))] as const;
  const [nearest] = [...meaning.words.get(stem!)!].sort((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    return a[0] - b[0] || a[1] - b[1] || (one.written < other.written ? -1 : 1);
  });
  return nearest!.written;
}

const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);
