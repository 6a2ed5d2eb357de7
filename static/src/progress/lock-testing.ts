/** What the tests of the lock share: a database, a server that says what a test wants, what they do. */
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach } from "node:test";
import { uuid4 } from "./facts.ts";
import { toBase64url } from "./hpke.ts";
import { locking, type Locking } from "./locking.ts";
import { factsOf, keep, keepPlace } from "./notebook.ts";
import { type Call, type Entry } from "./outbox.ts";
import { current, handOver, somebody, thisDevice } from "./profiles.ts";
import { newGuest, open, type BoxedFact, type Database, type Profile } from "./store.ts";

export const CODE = ["apple", "house", "apple"];
export const WRONG = ["house", "apple", "apple"];
export const ROUNDS = 10;
export const NAME = "Ghiocel";
export const page = uuid4();
export const step = (block: string) => ({ kind: "step", object: { page, block }, version: "v", data: { given: "răspuns" } });
export const place = { page, title: "Petiția", url: "/petitia/", steps: ["a"] };

const core = { current, handOver, newGuest, thisDevice };

export let db: Database;
export let lock: Locking;
export let asked: Call[];
/** Whatever the server is to say to the entries of a call, by default that it takes all; and its key. */
export const server: { says: (entry: Entry) => object; key?: string | undefined } = { says: () => ({}) };

globalThis.document = {
  querySelector: () => (server.key ? { dataset: { serverKey: server.key } } : null),
} as unknown as Document;

globalThis.fetch = async (url, init) => {
  const call = JSON.parse(String(init?.body)) as Call;
  if (String(url).endsWith("/erase")) return new Response(null, { status: 204 });
  asked.push(call);
  const learners = call.learners.map((entry) => ({
    learner: entry.learner, status: "ok", accepted: entry.facts.map(({ id }) => id), refused: [], facts: [], cursor: 0, more: false, ...server.says(entry),
  }));
  return new Response(JSON.stringify({ epoch: "e", learners }), { headers: { "Content-Type": "application/json" } });
};

export async function newServerKey(): Promise<string> {
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  return toBase64url(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
}

/** Goes on with the database of this name. */
export async function goOn(name: string): Promise<void> {
  db = await open(name);
  lock = locking(db, core);
}

beforeEach(async () => {
  await goOn(uuid4());
  asked = [];
  server.says = () => ({});
  server.key = await newServerKey();
});
afterEach(() => db.close());

export const act = async (block: string) => keep(db, (await somebody(db)).id, step(block));
export const me = async () => (await current(db))!;
export const blocks = async () => (await factsOf(db, await me())).map(({ object }) => object.block).sort();
export const rows = async () => (await db.getAll("facts")) as BoxedFact[];
/** All rows that wait of a profile, as the server would name them. */
export const takesAll = async () => {
  const accepted = (await rows()).filter(({ unsent }) => unsent).map(({ id }) => id);
  server.says = () => ({ accepted });
};

/** Everything that lies in the database, as text. */
export async function dump(): Promise<string> {
  const stores = [...db.objectStoreNames];
  const all = await Promise.all(stores.map((store) => db.getAll(store)));
  const bytes = (value: unknown) => (value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value);
  return JSON.stringify(all, (_key, value) => bytes(value));
}

/** A locked profile with one fact and a place, to whom nobody is at the device any more. */
export async function lockedAway(): Promise<Profile> {
  await lock.makeLocked("cat", NAME, CODE, ROUNDS);
  await act("a");
  await keepPlace(db, await me(), place);
  const whole = await me();
  await handOver(db);
  await sealedAll();
  return whole;
}

/** Waits until all that waits of locked profiles is sealed: that comes after it is kept. */
export async function sealedAll(): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if ((await rows()).every((row) => !row.unsent || !row.box || row.sealed)) return;
    await new Promise((done) => setTimeout(done, 2));
  }
  assert.fail("It is not sealed.");
}
