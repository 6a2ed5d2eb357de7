import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, languageOf, readRange } from "./routes.ts";

const HOME = "https://pascupas.exemplu";
const ask = (path: string, mode = "navigate", more: object = {}) =>
  kindOf({ method: "GET", mode, url: path.startsWith("/") ? HOME + path : path, headers: new Headers(), ...more }, HOME);

test("pages, the shell and uploads are ours to answer", () => {
  for (const path of ["/", "/cursuri/", "/en/", "/cautare/?q=a", "/administratie/", "/apicultura/"]) assert.equal(ask(path), "page", path);
  assert.equal(ask("/shell/app.js", "cors"), "shell");
  assert.equal(ask("/static/app.1.css", "no-cors"), "shell");
  assert.equal(ask("/media/a.webp", "no-cors"), "media");
  assert.equal(ask("/media/documents/pas.mp3", "no-cors"), "media");
  assert.equal(ask("/media/h5p/7/h5p.json", "cors"), "media");
  assert.equal(ask("/h5p/player/7/core.js", "no-cors"), "media");
  assert.equal(ask("/h5p/7/"), "page");
});

for (const path of [
  "/admin/", "/admin", "/admin/pages/7/edit/preview/", "/api/v1/sync", "/lti/", "/lti/l/abc/", "/lti/launch/", "/documents/1/a.pdf", "/packs/7.json", "/en/packs/7/files?want=a",
  "/media/documents/a.pdf", "/media/a.svg", "/static/app.js", "/shell/app.js", "/serviceworker.js", "https://altul.exemplu/",
]) {
  test(`a visit to ${path} passes by`, () => assert.equal(ask(path), undefined));
}

test("what is not simply read passes by", () => {
  assert.equal(ask("/", "navigate", { method: "POST" }), undefined);
  assert.equal(ask("/", "navigate", { headers: new Headers({ Authorization: "Bearer a" }) }), undefined);
  assert.equal(ask("/", "cors"), undefined);
  assert.equal(ask("/cursuri/", "no-cors"), undefined);
});

test("the language is in the path", () => {
  assert.equal(languageOf("/en/courses/", ["ro", "en"]), "en");
  assert.equal(languageOf("/enigma/", ["ro", "en"]), "ro");
  assert.equal(languageOf("/", ["ro", "en"]), "ro");
});

test("ranges as players ask for them", () => {
  assert.deepEqual(readRange("bytes=0-", 100), [0, 99]);
  assert.deepEqual(readRange("bytes=10-19", 100), [10, 19]);
  assert.deepEqual(readRange("bytes=90-500", 100), [90, 99]);
  assert.deepEqual(readRange("bytes=-10", 100), [90, 99]);
  assert.deepEqual(readRange("bytes=-500", 100), [0, 99]);
  for (const wrong of ["bytes=100-", "bytes=5-4", "bytes=-", "bytes=-0", "bytes=a-b", "bytes=0-1,5-6", ""]) {
    assert.equal(readRange(wrong, 100), undefined, wrong);
  }
});
