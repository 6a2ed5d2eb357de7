/** The vectors that Python answers (tests/cms/test_search_text.py), answered by the browser's own search. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { searchPack } from "./pack-index.ts";
import { distance, keptSpellings, typedSpellings } from "./slips.ts";
import { fold, stem, words } from "./text.ts";

const path = new URL("../../../tests/cms/vectors/search.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf-8"));

test("words fold alike", () => {
  for (const [word, folded] of vectors.fold) assert.equal(fold(word), folded, word);
});

test("texts hold the same words", () => {
  for (const [code, text, expected] of vectors.words) {
    assert.deepEqual(words(text, code).map((word) => word.written), expected, text);
  }
});

test("forms of a word meet in the same stem", () => {
  for (const [code, families] of Object.entries<Record<string, string>>(vectors.families)) {
    for (const [expected, forms] of Object.entries(families)) {
      for (const form of forms.split(" ")) assert.equal(stem(fold(form), code), expected, form);
    }
  }
});

test("other words stay apart", () => {
  for (const [one, other] of vectors.apart.ro) assert.notEqual(stem(fold(one), "ro"), stem(fold(other), "ro"));
});

test("spellings are the same", () => {
  for (const [word, stemmed, kept, typed] of vectors.spellings) {
    assert.deepEqual([...keptSpellings(word, stemmed)].sort(), kept);
    assert.deepEqual([...typedSpellings(word, stemmed)].sort(), typed);
  }
  for (const [one, other, expected] of vectors.distance) assert.equal(distance(one, other), expected);
});

for (const expected of vectors.queries) {
  test(`“${expected.query}” finds the same`, () => {
    const { pages, understood, unknown } = searchPack(vectors.pack, expected.query);
    assert.deepEqual(pages.map(([page]) => page), expected.pages);
    assert.deepEqual(understood, expected.understood);
    assert.deepEqual(unknown, expected.unknown);
  });
}
