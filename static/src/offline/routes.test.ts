import assert from "node:assert/strict";
import { test } from "node:test";
import { keptAs, kindOf, languageOf, readRange } from "./routes.ts";

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

// How a pack names a file; tests/offline/test_addresses.py holds the same for Django. Left out are the names that
// no package may have, and those of which a browser sends only the beginning.
const NAMED = {
  "a@2x.png": "a%402x.png",
  "a&b,c;d=e+f$g.png": "a%26b%2Cc%3Bd%3De%2Bf%24g.png",
  "a[1] (2).png": "a%5B1%5D%20(2).png",
  "~a!'*_-.png": "~a!'*_-.png",
  "a|b^c`d{e}.png": "a%7Cb%5Ec%60d%7Be%7D.png",
  "știință 𝄞.png": "%C8%99tiin%C8%9B%C4%83%20%F0%9D%84%9E.png",
  "100%.png": "100%25.png",
  '"<a>".png': "%22%3Ca%3E%22.png",
};

for (const [name, address] of Object.entries(NAMED)) {
  test(`${name} is found however its address is written`, () => {
    const folder = "/media/h5p/7/content/images/";
    const asWritten = new URL(folder + name, HOME).pathname; // in a page, by H5P itself
    assert.equal(keptAs(asWritten), folder + address);
    assert.equal(keptAs(new URL(folder + address, HOME).pathname), folder + address); // by Django
    // What a shelf is asked for is an address as well.
    assert.equal(new URL(folder + address, HOME).pathname, folder + address);
  });
}

test("a stroke in a name is no folder, and what is no text is taken as it stands", () => {
  assert.equal(keptAs("/media/a%2Fb.png"), "/media/a%2Fb.png");
  assert.equal(keptAs("/media/%ff.png"), "/media/%25ff.png");
  assert.equal(keptAs("/media/100%2.png"), "/media/100%252.png");
  assert.equal(keptAs("/h5p/player/7/core.js"), "/h5p/player/7/core.js");
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
