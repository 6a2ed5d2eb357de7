import assert from "node:assert/strict";
import { test } from "node:test";
import { openDB } from "idb";
import { uuid4, uuid7 } from "./facts.ts";
import { hindrance, waitAfter } from "./locking.ts";
import { keep, keepPlace, notesOf, placesOf } from "./notebook.ts";
import { current, everybody, handOver, isShared, make, profileOf, thisDevice } from "./profiles.ts";
import { type Profile } from "./store.ts";
import { CODE, NAME, ROUNDS, WRONG, act, blocks, db, dump, goOn, lock, lockedAway, me, page, place, rows, server, step } from "./lock-testing.ts";

// --- how it lies there ---------------------------------------------------------------------------------

test("what is locked away cannot be read in the database, and is all there when it is open", async () => {
  const whole = await lockedAway();
  const text = await dump();
  for (const secret of [NAME, whole.secret, page, "răspuns", "Petiția", "/petitia/"]) assert.ok(!text.includes(secret), secret);
  assert.ok(text.includes(whole.learner));
  assert.equal(await db.count("keys"), 0);
  assert.equal(await current(db), undefined);
  assert.equal(await profileOf(db, whole.id), undefined);
  assert.equal(await keep(db, whole.id, step("x")), undefined);
  assert.equal(await lock.tryOpen(whole.id, CODE), true);
  const { key, ...open } = await me();
  assert.deepEqual([open.name, open.secret, open.picture, key!.extractable], [NAME, whole.secret, "cat", false]);
  assert.deepEqual(await blocks(), ["a"]);
  assert.deepEqual(await placesOf(db, await me()), new Map([[page, place]]));
  await keepPlace(db, await me(), { ...place, title: "Alta" });
  assert.equal(await db.count("places"), 1);
  assert.equal((await act("b"))!.seq, 2);
});

test("the test before this one would find what is not locked", async () => {
  await make(db, "cat", NAME);
  await act("a");
  await keepPlace(db, await me(), place);
  const [text, { secret }] = [await dump(), await me()];
  for (const word of [NAME, secret, page, "răspuns", "Petiția"]) assert.ok(text.includes(word), word);
});

test("two tabs keep at the same time, and no number is given twice", async () => {
  await lock.makeLocked("cat", "", CODE, ROUNDS);
  const { id } = await me();
  const kept = await Promise.all(["a", "b", "c", "d"].map((block) => keep(db, id, step(block))));
  assert.deepEqual(kept.map((fact) => fact!.seq).sort(), [1, 2, 3, 4]);
  assert.equal((await me()).seq, 4);
});

test("a guest's profile can be locked as it is made, with all they did", async () => {
  await act("a");
  await keepPlace(db, await me(), place);
  const { learner } = await me();
  await lock.makeLocked("cat", NAME, CODE, ROUNDS);
  assert.equal((await me()).learner, learner);
  assert.ok(!(await dump()).includes(page));
  assert.deepEqual(await blocks(), ["a"]);
  assert.deepEqual([...(await placesOf(db, await me())).keys()], [page]);
  assert.equal((await rows())[0]!.unsent, 1);
  assert.ok((await rows())[0]!.sealed);
});

test("a lock is put on, changed and taken off, and nothing is lost", async () => {
  await make(db, "cat", NAME);
  await act("a");
  server.says = () => ({ accepted: [] });
  const { id } = await me();
  await lock.putOn(await me(), CODE, ROUNDS);
  await act("b");
  await lock.putOn(await me(), WRONG, ROUNDS);
  await act("c");
  await handOver(db);
  assert.equal(await lock.tryOpen(id, CODE), false);
  assert.equal(await lock.tryOpen(id, WRONG), true);
  assert.deepEqual(await blocks(), ["a", "b", "c"]);
  await lock.takeOff(await me());
  await act("d");
  assert.deepEqual(await blocks(), ["a", "b", "c", "d"]);
  const row = (await db.get("profiles", id))!;
  assert.deepEqual([row.name, row.lock, "box" in row, await db.count("keys")], [NAME, undefined, false, 0]);
  await handOver(db);
  await handOver(db, id);
  assert.equal((await me()).name, NAME);
});

test("what is kept while a lock is put on is kept as well", async () => {
  await make(db, "cat");
  const { id } = await me();
  for (let number = 0; number < 20; number++) await act(`before-${number}`);
  const locking = lock.putOn(await me(), CODE, ROUNDS);
  const acts = Promise.all([1, 2, 3].map((number) => keep(db, id, step(`during-${number}`))));
  await Promise.all([locking, acts, keepPlace(db, await me(), place)]);
  assert.equal((await blocks()).length, 23);
  assert.ok(!(await dump()).includes(page));
});

test("who hands over while a lock is changed or taken off stays locked", async () => {
  const { id } = await lockedAway();
  for (const change of [(own: Profile) => lock.putOn(own, WRONG, ROUNDS), lock.takeOff]) {
    assert.equal(await lock.tryOpen(id, CODE), true);
    const own = await me();
    await handOver(db);
    await change(own);
    assert.deepEqual([(await thisDevice(db)).current, await db.count("keys")], [null, 0]);
    assert.ok(!(await dump()).includes(page));
  }
});

test("a page that began before the lock writes nothing in the clear after it", async () => {
  await make(db, "cat");
  const before = await me();
  await act("a");
  await lock.putOn(await me(), CODE, ROUNDS);
  await keepPlace(db, before, place);
  assert.equal(await db.count("places"), 0);
  assert.ok((await keep(db, before.id, step("b")))!);
  assert.ok(!(await dump()).includes(page));
});

test("a box fits into its own row only", async () => {
  await lock.makeLocked("cat", "", CODE, ROUNDS);
  for (const block of ["a", "b"]) await act(block);
  const [one, other] = await rows();
  await db.put("facts", { ...one!, box: other!.box! });
  await assert.rejects(blocks());
});

test("a device with a locked profile is a shared one", async () => {
  await lock.makeLocked("cat", "", CODE, ROUNDS);
  assert.equal(isShared(await thisDevice(db), await everybody(db)), true);
});

test("whoever makes a profile, or takes one without a lock, leaves the locked one locked", async () => {
  const { id } = await lockedAway();
  await lock.tryOpen(id, CODE);
  await make(db, "sun");
  assert.equal(await db.count("keys"), 0);
  const sun = (await me()).id;
  await lock.tryOpen(id, CODE);
  await handOver(db, sun);
  assert.equal(await db.count("keys"), 0);
});

test("a database of version 2 keeps all that it has", async () => {
  const name = uuid4();
  const learner = uuid4();
  const profile = { id: uuid4(), picture: "cat", name: NAME, learner, secret: "ab".repeat(16), seq: 1, cursor: 3, epoch: "e", enrolled: true };
  const device = { device: uuid4(), token: "cd".repeat(16), current: profile.id, touched: 1, shared: false };
  const fact = { id: uuid7(), learner, device: device.device, seq: 1, at: "2026-01-01T00:00:00Z", ...step("a"), unsent: 1 };
  const old = await openDB(name, 2, {
    upgrade(database) {
      database.createObjectStore("facts", { keyPath: "id" }).createIndex("unsent", ["learner", "unsent"]);
      for (const [store, keyPath] of [["farewells", "learner"], ["profiles", "id"]] as const) database.createObjectStore(store, { keyPath });
      for (const store of ["device", "keys"]) database.createObjectStore(store);
      database.createObjectStore("places", { keyPath: "key" }).createIndex("profile", "profile");
    },
  });
  await old.put("profiles", profile);
  await old.put("facts", fact);
  await old.put("device", device, "this");
  await old.put("places", { key: uuid4(), profile: profile.id, ...place });
  await old.put("farewells", { learner: "x", secret: "y" });
  old.close();
  db.close();
  await goOn(name);
  assert.equal(db.version, 3);
  assert.deepEqual(await me(), profile);
  assert.deepEqual(await thisDevice(db), device);
  assert.deepEqual(await notesOf(db, await me()), [fact]);
  assert.deepEqual([...(await placesOf(db, await me())).values()], [place]);
  assert.equal(await db.count("farewells"), 1);
  await lock.putOn(await me(), CODE, ROUNDS);
  assert.equal((await act("b"))!.seq, 2);
});

// --- tried ---------------------------------------------------------------------------------------------

test("after three wrong tries each next one waits, longer and longer", async () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000].map((wrong) => waitAfter(wrong) / 1000), [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  const { id } = await lockedAway();
  for (let number = 0; number < 3; number++) assert.equal(await lock.tryOpen(id, WRONG), false);
  assert.equal(await lock.waitOf(id), 30_000);
  assert.equal(await lock.tryOpen(id, CODE), false); // not even looked at
  assert.equal(await lock.waited(id, 29_000), 1_000);
  assert.equal(await lock.tryOpen(id, CODE), false);
  assert.equal(await lock.waited(id, 5_000), 0);
  assert.equal(await lock.tryOpen(id, WRONG), false);
  assert.equal(await lock.waitOf(id), 60_000);
  await lock.waited(id, 60_000);
  assert.equal(await lock.tryOpen(id, CODE), true);
  const row = (await db.get("profiles", id))!;
  assert.deepEqual([row.lock!.wrong, row.lock!.wait], [0, 0]);
});

test("a try counts before it is made", async () => {
  const { id } = await lockedAway();
  const tries = Promise.all([1, 2, 3, 4, 5].map(() => lock.tryOpen(id, WRONG)));
  await tries;
  assert.equal((await db.get("profiles", id))!.lock!.wrong, 3);
});

test("without WebCrypto or a server's key no lock is offered, and why can be told", async () => {
  assert.equal(hindrance(), undefined);
  server.key = undefined;
  assert.equal(hindrance(), "keyless");
});
