import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { beginning, COUNT, fold, fromFragment, fromWords, newCard, shownHandle, toFragment, toHandle, toWords, wordOf } from "./card-code.ts";

interface Vector {
  handle: string;
  code: string;
  words: string[];
  fragment: string;
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const vectors = read("../../../tests/vectors/card.json") as Vector[];
const words = read("../../../progress/words.json") as string[];

const other = (list: string[], at: number, word: string) => list.map((each, index) => (index === at ? word : each));

test("the vectors that Python keeps as well", () => {
  for (const { handle, code, words, fragment } of vectors) {
    assert.deepEqual(toWords({ handle, code }), words);
    assert.deepEqual(fromWords(handle, words), { handle, code });
    assert.equal(toFragment({ handle, code }), fragment);
    assert.deepEqual(fromFragment(`https://pascupas.exemplu/carnet/#${fragment}`), { handle, code });
    assert.deepEqual(fromFragment(fragment), { handle, code });
  }
});

test("cards are made by chance, and come back however they are typed", () => {
  const made = Array.from({ length: 300 }, newCard);
  assert.equal(new Set(made.map(({ code }) => code)).size, 300);
  assert.ok(new Set(made.map(({ handle }) => handle)).size > 295);
  for (const card of made) {
    assert.match(card.handle, /^[a-z]{4,9} [1-9]\d\d$/);
    const typed = toWords(card).map((word, at) => (at % 2 ? ` ${fold(word).slice(0, 4)} ` : word.toUpperCase()));
    assert.deepEqual(fromWords(card.handle.toUpperCase().replace(" ", ""), typed), card);
  }
});

test("nearly every slip of a word is told, and of the handle too", () => {
  const card = { handle: "vulpe 417", code: "0123456789abcdef" };
  const right = toWords(card);
  let [missed, tried] = [0, 0];
  for (let at = 0; at < COUNT; at++) {
    for (const word of words) {
      if (word === right[at]) continue;
      tried += 1;
      if (fromWords(card.handle, other(right, at, word))) missed += 1;
    }
  }
  assert.equal(tried, COUNT * 1023);
  assert.ok(missed / tried < 1 / 50, `${missed} of ${tried}`);
  const digits = Array.from({ length: 900 }, (_, number) => `vulpe ${100 + number}`).filter((handle) => handle !== card.handle);
  assert.ok(digits.filter((handle) => fromWords(handle, right)).length < 900 / 50);
  assert.equal(fromWords(card.handle, right.slice(1)), null);
  assert.equal(fromWords(card.handle, [...right, right[0]!]), null);
  assert.equal(fromWords(card.handle, other(right, 2, "bicicletist")), null);
  assert.equal(fromWords("vulpe 41", right), null);
});

test("handles and words as people type them", () => {
  for (const typed of ["vulpe 417", "Vulpe417", " VULPE - 417 ", "vulp 417"]) assert.equal(toHandle(typed), "vulpe 417");
  for (const typed of ["", "417", "vulpe", "vul 417", "vulpe 4170", "vulpe 017", "xyzw 417"]) assert.equal(toHandle(typed), null);
  assert.equal(shownHandle({ handle: "sapca 250" }), "șapcă 250");
  assert.equal(toHandle("șapcă 250"), "sapca 250");
  assert.equal(wordOf("Școal"), null);
  assert.equal(wordOf("sapca"), "șapcă");
  assert.equal(wordOf("ȘAPC"), "șapcă");
  assert.equal(wordOf("sap"), null);
  assert.ok(beginning("ca", 5).length === 5 && beginning("ca", 5).every((word) => fold(word).startsWith("ca")));
});

test("what is no card of ours is none", () => {
  const bad = ["", "vulpe-417", "https://altundeva.exemplu/", "#vulpe-417-0123456789ABCDEF", "x#vulpe-417-0123456789abcdef0", "vulpe-017-0123456789abcdef"];
  for (const text of bad) assert.equal(fromFragment(text), null);
});
