import assert from "node:assert/strict";
import { test } from "node:test";
import { hex, uuid4, uuid7, versionOf } from "./facts.ts";

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a UUID of version 7 begins with its time", () => {
  const id = uuid7(Date.UTC(2026, 10, 22), new Uint8Array(16).fill(255));
  assert.match(id, V7);
  assert.equal(Number.parseInt(id.replace("-", "").slice(0, 12), 16), Date.UTC(2026, 10, 22));
});

test("a clock before 1970 or beyond the ages still makes a UUID", () => {
  for (const time of [-1, 0, Date.UTC(1970, 0), Date.UTC(2100, 0), 2 ** 53]) assert.match(uuid7(time), V7);
});

test("two are never the same", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(0))).size, 1000);
  assert.notEqual(uuid4(), uuid4());
  assert.match(uuid4(), /^.{14}4.{4}[89ab]/);
});

test("bytes are two digits each", () => {
  assert.equal(hex(Uint8Array.of(0, 10, 255)), "000aff");
});

test("a version is the same for the same words, however they are broken into lines", () => {
  assert.equal(versionOf("Pasul 1\n  din 3 "), versionOf("Pasul 1 din 3"));
  assert.notEqual(versionOf("Pasul 1 din 3"), versionOf("Pasul 1 din 4"));
  assert.equal(versionOf(""), "cbf29ce484222325"); // the offset basis of FNV-1a
  assert.equal(versionOf("a"), "af63dc4c8601ec8c"); // its published test value
});
