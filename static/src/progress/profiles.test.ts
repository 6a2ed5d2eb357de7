import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { openDB } from "idb";
import { uuid4, uuid7 } from "./facts.ts";
import { forget, move } from "./moving.ts";
import { countOf, factsOf, keep, keepPlace, placesOf } from "./notebook.ts";
import { send, type Call } from "./outbox.ts";
import { current, everybody, handOver, isShared, make, share, somebody, sweep, thisDevice } from "./profiles.ts";
import { open, type Database, type Profile } from "./store.ts";

let db: Database;
let asked: Call[];
const page = uuid4();
const step = (block: string) => ({ kind: "step", object: { page, block }, version: "v", data: {} });
const place = { page, title: "Petiția", url: "/petitia/", steps: ["a"] };

beforeEach(async () => {
  db = await open(uuid4());
  asked = [];
});
afterEach(() => db.close());

/** What is done by who is at the device. */
const act = async (block: string) => keep(db, (await somebody(db)).id, step(block));
const blocks = async () => (await factsOf(db, (await current(db))!)).map(({ object }) => object.block).sort();
const statuses: Record<string, string> = {};

/** A server that takes all, but says to a learner what `statuses` has for them. */
function serving(): void {
  globalThis.fetch = async (_url, init) => {
    const call = JSON.parse(String(init?.body)) as Call;
    asked.push(call);
    const learners = call.learners.map(({ learner, facts }) => {
      const status = statuses[learner] ?? "ok";
      const accepted = status === "ok" ? facts.map(({ id }) => id) : [];
      return { learner, status, accepted, refused: [], facts: [], cursor: 0, more: false };
    });
    return new Response(JSON.stringify({ epoch: "e", learners }), { headers: { "Content-Type": "application/json" } });
  };
}

// --- from version 1 --------------------------------------------------------------------------------

test("whoever learned under version 1 is the guest, with all they have", async () => {
  const name = uuid4();
  const me = { learner: uuid4(), secret: "ab".repeat(16), device: uuid4(), token: "cd".repeat(16), seq: 2, cursor: 7, epoch: "e", enrolled: true };
  const old = await openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore("facts", { keyPath: "id" }).createIndex("unsent", "unsent");
      database.createObjectStore("places", { keyPath: "page" });
      database.createObjectStore("farewells", { keyPath: "learner" });
      database.createObjectStore("identity");
    },
  });
  const { learner, device } = me;
  const facts = [1, 2].map((seq) => ({ id: uuid7(), learner, device, seq, at: "2026-01-01T00:00:00Z", ...step(String(seq)), unsent: seq - 1 }));
  for (const fact of facts) await old.put("facts", fact);
  await old.put("places", place);
  await old.put("farewells", { learner: "x", secret: "y" });
  await old.put("identity", me, "me");
  old.close();

  const today = await open(name);
  const guest = (await current(today))!;
  assert.deepEqual({ ...guest, id: "" }, { id: "", picture: null, learner, secret: me.secret, seq: 2, cursor: 7, epoch: "e", enrolled: true });
  const { token } = await thisDevice(today);
  assert.equal(token, me.token);
  assert.deepEqual(await countOf(today, guest), { all: 2, waiting: 1 });
  assert.deepEqual(await placesOf(today, guest), new Map([[page, place]]));
  assert.equal(await today.count("farewells"), 1);
  const next = (await keep(today, guest.id, step("c")))!;
  assert.deepEqual([next.seq, next.device, next.learner], [3, device, learner]);
  today.close();
});

test("a version 1 in which nobody did anything becomes an empty one", async () => {
  const name = uuid4();
  const old = await openDB(name, 1, {
    upgrade(database) {
      database.createObjectStore("facts", { keyPath: "id" }).createIndex("unsent", "unsent");
      for (const store of ["places", "farewells", "identity"]) database.createObjectStore(store);
    },
  });
  old.close();
  const today = await open(name);
  assert.deepEqual(await everybody(today), []);
  today.close();
});

// --- several people --------------------------------------------------------------------------------

test("a guest who makes a profile keeps what they did", async () => {
  await act("a");
  await keepPlace(db, (await current(db))!, place);
  const guest = (await current(db))!;
  const own = await make(db, "apple", "  Maria ");
  assert.deepEqual([own.id, own.learner, own.picture, own.name], [guest.id, guest.learner, "apple", "Maria"]);
  assert.equal((await act("b"))!.seq, 2);
  assert.deepEqual(await blocks(), ["a", "b"]);
  assert.equal((await placesOf(db, own)).size, 1);
});

test("one profile has nothing of another, and keeps it while others are here", async () => {
  const one = await make(db, "apple");
  await act("a");
  const other = await make(db, "house");
  assert.notEqual(other.learner, one.learner);
  assert.equal((await act("b"))!.seq, 1);
  assert.deepEqual(await blocks(), ["b"]);
  await handOver(db, one.id);
  assert.deepEqual(await blocks(), ["a"]);
  await handOver(db);
  assert.equal(await current(db), undefined);
  await act("c");
  assert.deepEqual(await blocks(), ["c"]);
});

test("a place is kept once, under the name that it has now", async () => {
  await somebody(db);
  const me = (await current(db))!;
  for (const title of ["Petiția", "Petiția mea"]) await keepPlace(db, me, { ...place, title });
  assert.equal((await placesOf(db, me)).get(page)!.title, "Petiția mea");
  assert.equal(await db.count("places"), 1);
});

test("a device with two is shared, and one that was said to be", async () => {
  const shared = async () => isShared(await thisDevice(db), await everybody(db));
  await act("a");
  assert.equal(await shared(), false);
  await make(db, "apple");
  assert.equal(await shared(), false);
  await share(db, true);
  assert.equal(await shared(), true);
  await share(db, false);
  await make(db, "house");
  assert.equal(await shared(), true);
});

test("a guest who hands over is shown to nobody, sent, and then deleted", async () => {
  await act("a");
  const guest = (await current(db))!;
  await keepPlace(db, guest, place);
  await handOver(db);
  assert.deepEqual(await everybody(db), []);
  await sweep(db);
  assert.equal(await db.count("facts"), 1);
  serving();
  assert.equal(await send(db), "sent");
  assert.deepEqual(asked[0]!.learners.map(({ learner }) => learner), [guest.learner]);
  for (const store of ["profiles", "facts", "places"] as const) assert.equal(await db.count(store), 0, store);
  assert.equal(await keep(db, guest.id, step("late")), undefined);
});

test("who deletes all that they did leaves the others as they are", async () => {
  await make(db, "apple");
  await act("a");
  const other = await make(db, "house");
  await act("b");
  await forget(db, (await current(db))!);
  assert.deepEqual((await everybody(db)).map(({ picture }) => picture), ["apple"]);
  assert.equal(await db.count("facts"), 1);
  assert.deepEqual((await db.getAll("farewells")).map(({ learner }) => learner), [other.learner]);
  assert.equal(await current(db), undefined);
});

test("a learner who moves where they have a profile comes back to it", async () => {
  const one = await make(db, "apple");
  await act("a");
  await handOver(db);
  await act("b");
  await move(db, one);
  assert.deepEqual((await everybody(db)).map(({ id }) => id), [one.id]);
  assert.deepEqual(await blocks(), ["a", "b"]);
  assert.equal((await act("c"))!.seq, 3);
});

test("who comes by a code is told also what this device did before it lost it", async () => {
  await act("a");
  await move(db, { learner: uuid4(), secret: "ab".repeat(16) });
  serving();
  await send(db);
  await send(db, { pull: true });
  const calls = asked.filter((call) => "learners" in call); // and not that the former learner is forgotten
  assert.deepEqual(calls.map(({ learners: [entry] }) => entry!.whole), [true, undefined]);
});

// --- one call for all ------------------------------------------------------------------------------

test("all learners of the device go in one call, each enrolled and each once", async () => {
  const learners: string[] = [];
  for (const picture of ["apple", "house", "cat"]) {
    learners.push((await make(db, picture)).learner);
    await act(picture);
  }
  await handOver(db);
  serving();
  assert.equal(await send(db), "sent");
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0]!.learners.map(({ learner }) => learner).sort(), [...learners].sort());
  for (const { enrolment, facts } of asked[0]!.learners) assert.ok(enrolment && facts.length === 1);
  await send(db);
  assert.equal(asked.length, 1);
});

test("what the server says to one is not said to another", async () => {
  for (const picture of ["apple", "house", "cat", "sun"]) {
    await make(db, picture);
    await act(picture);
  }
  const of = async (picture: string) => (await everybody(db)).find((profile) => profile.picture === picture)! as Profile;
  for (const [picture, status] of [["apple", "forbidden"], ["house", "erased"], ["cat", "later"]] as const) {
    statuses[(await of(picture)).learner] = status;
  }
  serving();
  assert.equal(await send(db), "sent"); // the sun is at the device
  // Who was forbidden is enrolled once more, alone; nobody else is asked about again.
  assert.deepEqual(asked.map(({ learners }) => learners.length), [4, 1]);
  assert.ok(asked[1]!.learners[0]!.enrolment);
  for (const picture of ["apple", "house", "cat"]) assert.equal((await countOf(db, await of(picture))).waiting, 1, picture);
  assert.equal((await countOf(db, await of("sun"))).waiting, 0);
  assert.deepEqual([(await of("house")).erased, (await of("cat")).enrolled], [true, false]);
  await handOver(db, (await of("apple")).id);
  assert.equal(await send(db), "refused");
  await handOver(db, (await of("house")).id);
  assert.equal(await send(db), "erased");
});

test("a call is bounded, whoever the facts are of", async () => {
  for (const picture of ["apple", "house"]) {
    await make(db, picture);
    for (let number = 0; number < 300; number++) await act(String(number));
  }
  serving();
  assert.equal(await send(db), "sent");
  const counts = asked.map(({ learners }) => learners.reduce((sum, { facts }) => sum + facts.length, 0));
  assert.deepEqual(counts, [500, 100]);
  assert.equal(new Set(asked.flatMap(({ learners }) => learners.flatMap(({ facts }) => facts.map(({ id }) => id)))).size, 600);
});
