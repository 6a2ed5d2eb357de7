import assert from "node:assert/strict";
import { test } from "node:test";
import { batches, bundleAddress, Frames, readManifest, sha256, travelsTogether, WrongContent, type PackFile } from "./pack.ts";

const SHA = "0123456789abcdef".repeat(4);
const file = (more: Partial<PackFile> = {}): PackFile => ({ url: "/a/", sha256: SHA, bytes: 10, type: "text/html", ...more });
const manifest = (more: object = {}) => ({ title: "Curs", start: "/a/", version: "1", bytes: 10, files: [file()], ...more });
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array) => new TextDecoder().decode(body);

test("a manifest is read as it was told", () => assert.deepEqual(readManifest(manifest()), manifest()));

for (const [what, told] of Object.entries({
  nothing: null,
  "a list": [],
  "a page": "<!doctype html>",
  "no files": manifest({ files: undefined }),
  "no version": manifest({ version: "" }),
  "a sum that is not the sum": manifest({ bytes: 11 }),
  "somebody else's start": manifest({ start: "https://altul.exemplu/" }),
  "somebody else's file": manifest({ files: [file({ url: "//altul.exemplu/a" })] }),
  "a file that browsers read as somebody else's": manifest({ files: [file({ url: "/\\altul.exemplu/a" })] }),
  "a hash that is none": manifest({ files: [file({ sha256: "x".repeat(64) })] }),
  "less than nothing": manifest({ bytes: -1, files: [file({ bytes: -1 })] }),
})) {
  test(`${what} is no manifest`, () => assert.throws(() => readManifest(told), WrongContent));
}

test("what is made, and what is small, travels together", () => {
  assert.ok(travelsTogether(file({ bytes: 900_000 })));
  assert.ok(travelsTogether(file({ type: "image/webp", bytes: 65_536 })));
  assert.ok(!travelsTogether(file({ type: "image/webp", bytes: 65_537 })));
});

test("a course is one question, a large one few", () => {
  assert.equal(batches([]).length, 0);
  assert.equal(batches(Array.from({ length: 40 }, () => file({ bytes: 20_000 }))).length, 1);
  assert.equal(batches(Array.from({ length: 4 }, () => file({ bytes: 1_000_000 }))).length, 2);
  assert.equal(batches(Array.from({ length: 401 }, () => file())).length, 3);
  assert.deepEqual(batches([file({ bytes: 9_000_000 })]).map((batch) => batch.length), [1]);
});

test("a question names what is wanted", () => {
  const wanted = [file(), file({ sha256: "f".repeat(64) })];
  const told = readManifest(manifest({ version: "v1", bytes: 30, files: [...wanted, file()] }));
  const address = bundleAddress("/en/packs/7.json", told, wanted);
  assert.equal(address, `/en/packs/7/files?version=v1&want=${SHA.slice(0, 16)},${"f".repeat(16)}`);
  assert.equal(bundleAddress("/packs/7.json", told, told.files), "/packs/7/files?version=v1");
});

const BUNDLE = bytes('{"sha256": "aa", "bytes": 3}\na\nb{"sha256": "bb", "bytes": 0}\n{"sha256": "cc", "bytes": 5}\nșțx');

for (const size of [1, 2, 7, 30, 1000]) {
  test(`a bundle is read however it arrives: ${size} bytes at a time`, () => {
    const frames = new Frames();
    const found: [string, string][] = [];
    for (let at = 0; at < BUNDLE.length; at += size) {
      for (const { sha256, body } of frames.push(BUNDLE.subarray(at, at + size))) found.push([sha256, text(body)]);
    }
    frames.end();
    assert.deepEqual(found, [["aa", "a\nb"], ["bb", ""], ["cc", "șțx"]]);
    assert.equal(frames.received, 8);
  });
}

for (const wrong of ["<!doctype html>\n", "{}\n", '{"sha256": 1, "bytes": 1}\n', '{"sha256": "a", "bytes": -1}\n', "x".repeat(2000)]) {
  test(`${wrong.slice(0, 24).trim()} is no bundle`, () => {
    assert.throws(() => [...new Frames().push(bytes(wrong))], WrongContent);
  });
}

test("a bundle that breaks off is not whole", () => {
  const frames = new Frames();
  assert.equal([...frames.push(BUNDLE.subarray(0, -1))].length, 2);
  assert.equal(frames.pending, 4);
  assert.throws(() => frames.end(), WrongContent);
});

test("hashes are written as the server writes them", async () => {
  assert.equal(await sha256(bytes("test")), "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
});
