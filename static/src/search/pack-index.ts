/** The index that came in a pack (cms/search/pack.py says what it holds), opened on the device. */
import { find, type Found, type Postings } from "./ranking.ts";
import { keptSpellings } from "./slips.ts";
import { fold, stem } from "./text.ts";
import type { Index, IndexedWord } from "./understand.ts";

export interface PackedIndex {
  format: number;
  language: string;
  pages: [number: number, title: string, summary: string, address: string][];
  words: string;
  stands: number[][];
}

export function searchPack(data: PackedIndex, query: string): Found {
  const opened = new PackIndex(data);
  return find(opened, opened, query);
}

class PackIndex implements Index, Postings {
  readonly language: string;
  readonly total: number;
  #data: PackedIndex;
  #byStem = new Map<string, IndexedWord[]>();
  #stemsBySpelling = new Map<string, Set<string>>();

  constructor(data: PackedIndex) {
    this.#data = data;
    this.language = data.language;
    this.total = data.pages.length;
    data.words.split(" ").filter(Boolean).forEach((written, number) => {
      const folded = fold(written);
      const word = { number, written, folded, stem: stem(folded, data.language) };
      const known = this.#byStem.get(word.stem);
      if (known) known.push(word);
      else this.#byStem.set(word.stem, [word]);
      for (const spelling of keptSpellings(folded, word.stem)) {
        const stems = this.#stemsBySpelling.get(spelling);
        if (stems) stems.add(word.stem);
        else this.#stemsBySpelling.set(spelling, new Set([word.stem]));
      }
    });
  }

  withStems(stems: Iterable<string>): IndexedWord[] {
    return [...stems].flatMap((stem) => this.#byStem.get(stem) ?? []);
  }

  withSpellings(spellings: Iterable<string>): IndexedWord[] {
    const stems = new Set([...spellings].flatMap((spelling) => [...(this.#stemsBySpelling.get(spelling) ?? [])]));
    return this.withStems(stems);
  }

  of(number: number): [number, number][] {
    const row = this.#data.stands[number]!;
    const pairs: [number, number][] = [];
    for (let at = 0; at < row.length; at += 2) pairs.push([this.#data.pages[row[at]!]![0], row[at + 1]!]);
    return pairs;
  }
}
