import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { newCard, toWords, type CardCode } from "./card-code.ts";
import { makeCard, redeem } from "./card.ts";
import { uuid4 } from "./facts.ts";
import { changed } from "./here.ts";
import { isUntold, keep } from "./notebook.ts";
import { send, type Call } from "./outbox.ts";
import { current, handOver, make, somebody } from "./profiles.ts";
import { database, type Card, type Database, type Profile } from "./store.ts";

let db: Database;
let asked: { url: string; body: Call & Record<string, string> }[];
const step = { kind: "step", object: { page: uuid4(), block: "a" }, version: "v", data: {} };

beforeEach(async () => {
  db = await database(); // the page's own: cards are made for whose page it is
  for (const store of ["device", "profiles", "facts", "places", "farewells"] as const) await db.clear(store);
  changed();
  asked = [];
});
afterEach(() => delete (globalThis as { fetch?: unknown }).fetch);

type Held = Pick<Card, "handle" | "number"> | null | undefined;

/** A server that holds `held`, takes newer cards, and tells of them; and redeems, if it has what to say. */
function serving(held: Held, given?: { status: number; body: unknown }, epoch = "e1"): void {
  globalThis.fetch = async (url, init) => {
    const body = JSON.parse(String(init?.body));
    asked.push({ url: String(url), body });
    if (String(url).endsWith("redeem")) return json(given?.body ?? {}, given?.status);
    if (String(url).endsWith("erase")) return new Response(null, { status: 204 });
    const learners = (body as Call).learners.map(({ learner, facts, card }) => {
      if (held !== undefined && card && card.number > (held?.number ?? 0)) held = { handle: card.handle, number: card.number };
      const told = held === undefined ? {} : { card: held };
      return { learner, status: "ok", accepted: facts.map(({ id }) => id), refused: [], facts: [], cursor: 0, more: false, ...told };
    });
    return json({ epoch, learners });
  };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

const me = async () => (await current(db)) as Profile & { card: Required<Card> };

test("a card is told with the secret until the server names it, then no more", async () => {
  await make(db, "apple");
  await makeCard();
  const { card, secret } = await me();
  assert.equal(toWords(card).length, 7);
  assert.deepEqual([card.number, isUntold(await me())], [1, true]);
  globalThis.fetch = async () => json({}, 503);
  assert.equal(await send(db), "later");
  serving(undefined); // a server that knows nothing of cards
  assert.equal(await send(db), "later");
  assert.equal(isUntold(await me()), true);
  serving(null);
  assert.equal(await send(db), "sent");
  const [entry] = asked.at(-1)!.body.learners;
  assert.deepEqual(entry!.card, { handle: card.handle, code: card.code, number: 1 });
  assert.equal(entry!.secret, secret);
  assert.deepEqual([isUntold(await me()), (await me()).card.code], [false, card.code]);
  const calls = asked.length;
  await send(db);
  assert.equal(asked.length, calls);
});

test("a guest's card leaves before the guest does", async () => {
  await somebody(db);
  await makeCard();
  await handOver(db);
  globalThis.fetch = async () => json({}, 503);
  await send(db);
  assert.equal(await db.count("profiles"), 1);
  serving(null);
  await send(db);
  assert.ok(asked.some(({ body }) => body.learners[0]!.card));
  assert.equal(await db.count("profiles"), 0);
});

test("a server that was restored is told anew", async () => {
  await make(db, "apple");
  await makeCard();
  serving(null);
  await send(db);
  serving(null, undefined, "e2");
  await send(db, { pull: true });
  assert.ok(asked.at(-1)!.body.learners[0]!.card);
  assert.equal((await me()).card.told, "e2");
});

test("a server that holds none any more is told anew", async () => {
  await make(db, "apple");
  await makeCard();
  serving(null);
  await send(db);
  serving(null);
  await send(db, { pull: true }); // it hears of none, and tells its own in the next call
  assert.deepEqual(asked.map(({ body }) => Boolean(body.learners[0]!.card)), [true, false, true]);
  assert.equal(isUntold(await me()), false);
});

test("a card that was made elsewhere replaces the one made here, unless that is newer", async () => {
  await make(db, "apple");
  await makeCard();
  serving({ handle: "barza 200", number: 3 });
  assert.equal(await send(db), "sent");
  assert.deepEqual((await me()).card, { handle: "barza 200", number: 3, told: "e1" });
  await makeCard();
  const { handle, number } = (await me()).card;
  assert.equal(number, 4);
  assert.equal(await send(db), "sent");
  assert.deepEqual([(await me()).card.handle, isUntold(await me())], [handle, false]);
});

test("a call makes no end of itself with a server that names another card again and again", async () => {
  await make(db, "apple");
  await makeCard();
  await makeCard();
  globalThis.fetch = async (_url, init) => {
    asked.push({ url: "", body: JSON.parse(String(init?.body)) });
    const { learners } = asked.at(-1)!.body;
    return json({ epoch: "e", learners: learners.map(({ learner }) => (
      { learner, status: "ok", accepted: [], refused: [], facts: [], cursor: 0, more: false, card: { handle: "barza 200", number: 1 } }
    )) });
  };
  assert.equal(await send(db), "later");
  assert.equal(asked.length, 1);
});

// --- redeeming --------------------------------------------------------------------------------------

const given = () => ({ status: 200, body: { learner: uuid4(), secret: "cd".repeat(16), number: 5 } });

test("who redeems a card brings what they did here, and can print it again", async () => {
  const before = await make(db, "apple", "Ghiocel");
  await keep(db, before.id, step);
  const [card, answer] = [newCard(), given()];
  serving(null, answer);
  await redeem(db, card);
  const now = await me();
  assert.deepEqual([now.learner, now.secret, now.picture, now.name], [answer.body.learner, answer.body.secret, "apple", "Ghiocel"]);
  const { told: _told, ...kept } = now.card;
  assert.deepEqual(kept, { ...card, number: 5 });
  assert.deepEqual((await db.getAll("facts")).map(({ learner }) => learner), [answer.body.learner]);
  const { device, token } = (await db.get("device", "this"))!;
  assert.deepEqual(asked[0]!.body, { ...card, device, token });
});

test("what others told of who was here is fetched before they are forgotten; without an answer nothing happens", async () => {
  const before = await make(db, "apple");
  await keep(db, before.id, step);
  const [card, answer] = [newCard(), given()];
  serving(null, answer);
  await send(db);
  const serves = globalThis.fetch;
  globalThis.fetch = async (url, init) => (String(url).endsWith("sync") ? json({}, 503) : serves(url, init));
  assert.equal(await redeem(db, card), "later");
  assert.equal((await current(db))!.learner, before.learner);
  const theirs = { ...step, id: uuid4(), learner: before.learner, device: uuid4(), seq: 900, at: "2026-01-01T00:00:00Z" };
  globalThis.fetch = async (url, init) => {
    const response = await serves(url, init);
    if (!String(url).endsWith("sync")) return response;
    const told = (await response.json()) as { learners: { learner: string; facts: object[] }[] };
    for (const each of told.learners) if (each.learner === before.learner) each.facts = [theirs];
    return json(told);
  };
  await redeem(db, card);
  assert.equal(await db.count("facts"), 2);
});

for (const [name, status, outcome] of [["wrong", 403, "unknown"], ["guessed", 429, "wait"], ["later", 500, "later"], ["a portal's", 200, "later"]] as const) {
  test(`a card that is ${name} changes nothing`, async () => {
    const before = await make(db, "apple");
    serving(null, { status, body: { code: "x" } });
    assert.equal(await redeem(db, newCard()), outcome);
    assert.deepEqual(await current(db), before);
  });
}

test("a device that has the learner keeps the secret that works, and takes the new one for one that does not", async () => {
  const own = await make(db, "apple");
  const answer = { status: 200, body: { ...given().body, learner: own.learner } };
  serving(null, answer);
  const card: CardCode = newCard();
  await redeem(db, card);
  assert.equal((await me()).secret, own.secret);
  const sync = globalThis.fetch;
  globalThis.fetch = async (url, init) => {
    const refused = String(url).endsWith("sync") && JSON.parse(String(init?.body)).learners[0].secret === own.secret;
    return refused ? json({}, 403) : sync(url, init);
  };
  await redeem(db, card);
  const now = await me();
  assert.deepEqual([now.id, now.secret, now.card.code], [own.id, answer.body.secret, card.code]);
});
