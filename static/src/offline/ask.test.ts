import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, chunks, readAll } from "./ask.ts";
import { BrokenContent, WrongContent } from "./pack.ts";
import { byName, named, SaveError } from "./trouble.ts";

const PAGE = { "Content-Type": "text/html; charset=utf-8" };

async function troubleOf(status: number, headers: HeadersInit = {}): Promise<string> {
  const real = globalThis.fetch;
  globalThis.fetch = async () => new Response(null, { status, headers });
  try {
    await ask("/packs/a.json", {});
    return "none";
  } catch (error) {
    return (named(error) as SaveError).kind;
  } finally {
    globalThis.fetch = real;
  }
}

test("each refusal has its own words", async () => {
  assert.equal(await troubleOf(200), "none");
  assert.equal(await troubleOf(409), "none");
  assert.equal(await troubleOf(404, PAGE), "missing");
  assert.equal(await troubleOf(429, PAGE), "later");
  assert.equal(await troubleOf(503), "later");
});

test("a page of the network is told from an answer that broke", async () => {
  assert.equal(await troubleOf(200, PAGE), "wrong");
  assert.equal(await troubleOf(511, PAGE), "wrong");
  assert.equal((named(new WrongContent("")) as SaveError).kind, "wrong");
  assert.equal((named(new BrokenContent("")) as SaveError).kind, "broken");
  assert.equal((named(new TypeError("")) as SaveError).kind, "gone");
  assert.equal(byName("QuotaExceededError"), "full");
});

test("what was stopped before is not asked at all", async () => {
  const stopped = AbortSignal.abort();
  await assert.rejects(ask("/packs/a.json", { signal: stopped }), { name: "AbortError" });
});

test("a body that falls silent is a line that broke", async () => {
  const silent = new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(3)) }));
  await assert.rejects(async () => {
    for await (const chunk of chunks(silent, 20)) assert.equal(chunk.length, 3);
  }, SaveError);
});

test("a body is told of as it comes", async () => {
  const told: number[] = [];
  const body = new ReadableStream({
    start(stream) {
      for (const size of [3, 4]) stream.enqueue(new Uint8Array(size));
      stream.close();
    },
  });
  assert.equal((await readAll(new Response(body), (bytes) => told.push(bytes))).size, 7);
  assert.deepEqual(told, [3, 7]);
});
