import assert from "node:assert/strict";
import { test } from "node:test";
import { keptPages } from "./bookmarks.ts";
import { uuid4, uuid7, type Fact } from "./facts.ts";
import { fold } from "./fold.ts";

const [device, learner] = [uuid4(), uuid4()];
let seq = 0;
const mark = (page: string, data: Fact["data"]): Fact => (
  { id: uuid7(), learner, device, seq: (seq += 1), at: "", kind: "bookmark", object: { page }, version: "", data }
);
const known = (facts: Fact[], places: Record<string, string> = {}) => ({
  facts,
  states: fold(facts),
  places: new Map(Object.entries(places).map(([page, title]) => [page, { page, title, url: `/${title}/`, steps: [] }])),
});
const titles = (...given: Parameters<typeof known>) => keptPages(known(...given)).map(({ title }) => title);

test("what was kept last comes first, and what is kept no more does not come", () => {
  const facts = [mark("a", { on: true }), mark("b", { on: true }), mark("c", { on: true }), mark("b", { on: false })];
  assert.deepEqual(titles(facts, { a: "A", b: "B", c: "C" }), ["C", "A"]);
  facts.push(mark("a", { on: true }));
  assert.deepEqual(titles(facts, { a: "A", b: "B", c: "C" }), ["A", "C"]);
});

test("a page that was never opened here is called what it was where it was kept", () => {
  const facts = [mark("a", { on: true, title: "Acolo", url: "/acolo/" }), mark("b", { on: true })];
  assert.deepEqual(keptPages(known(facts)), [{ title: "Acolo", url: "/acolo/" }]);
  assert.deepEqual(titles(facts, { a: "Aici", b: "B" }), ["B", "Aici"]);
});

for (const url of ["https://altundeva.ro/", "//altundeva.ro/", "/\\altundeva.ro/", "/\t/altundeva.ro/", "/\n\\altundeva.ro/", "//[", "javascript:alert(1)", "", 7, undefined]) {
  test(`nothing leads to ${JSON.stringify(url)}`, () => {
    assert.deepEqual(titles([mark("a", { on: true, title: "X", url })]), []);
  });
}
