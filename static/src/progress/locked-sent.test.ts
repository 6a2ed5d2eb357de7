import assert from "node:assert/strict";
import { test } from "node:test";
import { newCard } from "./card-code.ts";
import { uuid4, uuid7 } from "./facts.ts";
import { isPressing } from "./keeper.ts";
import { bring, forget, move } from "./moving.ts";
import { placesOf } from "./notebook.ts";
import { send } from "./outbox.ts";
import { everybody, handOver, make } from "./profiles.ts";
import { type LockedProfile } from "./store.ts";
import { CODE, NAME, ROUNDS, WRONG, act, asked, blocks, db, dump, lock, lockedAway, me, newServerKey, page, rows, server, step, takesAll } from "./lock-testing.ts";

// --- sent ----------------------------------------------------------------------------------------------

test("facts of a locked profile leave sealed, with its enrolment, while another is at the device", async () => {
  const whole = await lockedAway();
  await make(db, "sun");
  await act("b");
  const accepted = (await rows()).map(({ id }) => id);
  server.says = () => ({ accepted });
  assert.equal(await send(db), "sent");
  assert.equal(asked.length, 1);
  const [sun, cat] = asked[0]!.learners;
  assert.deepEqual([cat!.learner, cat!.facts, cat!.enrolment, cat!.secret, cat!.sealed!.length], [whole.learner, [], undefined, undefined, 2]);
  assert.equal(sun!.sealed, undefined);
  assert.ok(!JSON.stringify(asked).includes(whole.secret));
  const row = (await rows()).find(({ learner }) => learner === whole.learner)!;
  assert.deepEqual([row.unsent, row.sealed, row.box!.length > 0], [0, undefined, true]);
  await send(db);
  assert.equal(asked.length, 1);
  await lock.tryOpen(whole.id, CODE);
  await act("c");
  await send(db);
  assert.deepEqual(asked.at(-1)!.learners[0]!.facts.map(({ object }) => object.block), ["c"]);
  assert.equal(asked.at(-1)!.learners[0]!.enrolment, undefined);
});

test("open, its facts go and come like anybody's, and lie locked", async () => {
  await lock.makeLocked("cat", "", CODE, ROUNDS);
  await act("a");
  const { learner } = await me();
  const theirs = { ...step("z"), id: uuid7(), learner, device: uuid4(), seq: 900, at: "2026-01-01T00:00:00Z" };
  server.says = (entry) => ({ accepted: entry.facts.map(({ id }) => id), facts: entry.secret ? [theirs] : [], cursor: 7 });
  assert.equal(await send(db, { pull: true }), "sent");
  assert.deepEqual([(await me()).cursor, (await me()).seq, await blocks()], [7, 900, ["a", "z"]]);
  assert.ok(!(await dump()).includes(page));
});

test("what was sealed for another server waits until the profile is open, then is sealed anew", async () => {
  const { id } = await lockedAway();
  server.says = (entry) => ({ accepted: [], refused: [0, 1].map((index) => ({ id: null, index, code: "sealed" })).slice(0, entry.sealed?.length ?? 0) });
  assert.equal(await send(db), "sent");
  assert.equal(asked.length, 1);
  const [stays] = await rows();
  assert.deepEqual([stays!.unsent, stays!.sealed, stays!.refused], [1, undefined, undefined]);
  await send(db);
  assert.equal(asked.length, 1);
  server.key = await newServerKey();
  await lock.tryOpen(id, CODE);
  await handOver(db);
  await takesAll();
  await send(db);
  assert.equal(asked.length, 2);
  assert.equal(asked[1]!.learners[0]!.sealed!.length, 1); // it knows the learner now
  assert.equal((await rows())[0]!.unsent, 0);
});

test("a server that went back to an older day gets everything again once the profile is open", async () => {
  const { id } = await lockedAway();
  await takesAll();
  await send(db);
  await lock.tryOpen(id, CODE);
  await act("b");
  await handOver(db);
  const known = globalThis.fetch;
  const answer = async (...how: Parameters<typeof fetch>) => {
    const told = (await (await known(...how)).json()) as object;
    return new Response(JSON.stringify({ ...told, epoch: "restored" }), { headers: { "Content-Type": "application/json" } });
  };
  globalThis.fetch = answer;
  try {
    await takesAll();
    await send(db);
    assert.deepEqual((await rows()).map(({ unsent }) => unsent).sort(), [0, 1]);
    await lock.tryOpen(id, CODE);
    server.says = () => ({});
    await send(db);
    assert.deepEqual(asked.at(-1)!.learners[0]!.facts.map(({ object }) => object.block), ["a"]);
  } finally {
    globalThis.fetch = known;
  }
});

test("the code of a learning card lies in the box, and is told while the profile is open", async () => {
  await lock.makeLocked("cat", NAME, CODE, ROUNDS);
  const card = { ...newCard(), number: 1 };
  await bring(db, await me(), { card });
  assert.deepEqual((await me()).card, card);
  server.says = () => ({ card: { handle: card.handle, number: 1 } });
  await send(db);
  assert.deepEqual(asked[0]!.learners[0]!.card, card);
  assert.deepEqual((await me()).card, { ...card, told: "e" });
  await handOver(db);
  assert.ok(!(await dump()).includes(card.code));
  server.says = () => ({ card: { handle: "altul-123", number: 2 } });
  await lock.tryOpen((await everybody(db))[0]!.id, CODE);
  await send(db, { pull: true });
  assert.deepEqual((await me()).card, { handle: "altul-123", number: 2, told: "e" });
});

// --- lost ----------------------------------------------------------------------------------------------

test("whoever lost the pictures and has the secret comes back: what waits is sent, all is pulled anew", async () => {
  const whole = await lockedAway();
  await act("guest");
  await move(db, whole);
  const now = await me();
  assert.deepEqual([now.id, now.learner, now.secret, now.picture, now.lock, now.whole], [whole.id, whole.learner, whole.secret, "cat", undefined, true]);
  assert.deepEqual(await blocks(), ["guest"]);
  const [sealed] = (await rows()).filter((row) => row.sealed);
  assert.equal(sealed!.box, undefined);
  const theirs = { ...step("a"), id: sealed!.id, learner: whole.learner, device: uuid4(), seq: 1, at: "2026-01-01T00:00:00Z" };
  server.says = (entry) => ({ accepted: [...entry.facts.map(({ id }) => id), sealed!.id], facts: [theirs], cursor: 9 });
  await send(db, { pull: true });
  const entry = asked[0]!.learners.find(({ learner }) => learner === whole.learner)!;
  assert.deepEqual([entry.whole, entry.sealed!.length, entry.facts.length, entry.enrolment], [true, 1, 1, { secret: whole.secret }]);
  assert.deepEqual(await blocks(), ["a", "guest"]);
  assert.equal((await me()).whole, undefined);
  await lock.putOn(await me(), WRONG, ROUNDS);
  assert.deepEqual(await blocks(), ["a", "guest"]);
});

test("with what nobody can read still waiting, a new lock may be put on", async () => {
  const whole = await lockedAway();
  await move(db, whole);
  await act("b");
  await lock.putOn(await me(), WRONG, ROUNDS);
  assert.deepEqual(await blocks(), ["b"]);
  await takesAll();
  await send(db);
  assert.equal((await rows()).length, 1);
});

test("whoever comes under a lock by another's secret stays locked", async () => {
  const { id } = await lockedAway();
  await lock.tryOpen(id, CODE);
  const who = { learner: uuid4(), secret: "ab".repeat(16) };
  await move(db, who);
  const now = await me();
  assert.deepEqual([now.id, now.learner, now.secret, now.name], [id, who.learner, who.secret, NAME]);
  assert.deepEqual(await blocks(), ["a"]);
  assert.equal((await placesOf(db, now)).size, 1);
  const text = await dump();
  for (const word of [NAME, who.secret, page]) assert.ok(!text.includes(word), word);
});

test("a locked profile that is open moves to one without a lock with all it has", async () => {
  const one = await make(db, "sun");
  await handOver(db);
  const { id } = await lockedAway();
  await lock.tryOpen(id, CODE);
  await move(db, one);
  assert.deepEqual([(await me()).id, await blocks(), (await placesOf(db, await me())).size], [one.id, ["a"], 1]);
  assert.equal(await db.count("keys"), 0);
  assert.equal((await everybody(db)).length, 1);
});

test("a profile that was given up is shown to nobody, sent, and then deleted", async () => {
  const { id } = await lockedAway();
  await lock.giveUp(id);
  assert.deepEqual(await everybody(db), []);
  assert.equal(await db.count("places"), 0);
  assert.equal((await rows())[0]!.box, undefined);
  await takesAll();
  await send(db);
  assert.equal(asked[0]!.learners[0]!.sealed!.length, 2);
  assert.deepEqual([await db.count("profiles"), await db.count("facts")], [0, 0]);
});

test("of one that was given up, what the server cannot open waits until it can", async () => {
  const { id } = await lockedAway();
  await lock.giveUp(id);
  server.says = () => ({ accepted: [], refused: [{ id: null, index: 0, code: "sealed" }] });
  await send(db);
  assert.deepEqual([(await everybody(db)).length, (await rows()).map(({ unsent, sealed }) => [unsent, Boolean(sealed)])], [0, [[1, true]]]);
  await takesAll();
  await send(db);
  assert.equal(await db.count("profiles"), 0);
});

test("who was here before is forgotten only once nothing told anew waits, sealed or not", async () => {
  await lock.makeLocked("cat", NAME, CODE, ROUNDS);
  await act("a");
  await send(db);
  const { id, learner } = await me();
  server.key = undefined; // a page from before the server had one
  await move(db, { learner: uuid4(), secret: "0".repeat(32) });
  await handOver(db);
  await send(db);
  assert.deepEqual((await db.getAll("farewells")).map((one) => one.learner), [learner]);
  server.key = await newServerKey();
  await lock.tryOpen(id, CODE);
  await send(db);
  assert.equal(await db.count("farewells"), 0);
});

test("whoever deletes all that they did leaves no key behind", async () => {
  const { id } = await lockedAway();
  await lock.tryOpen(id, CODE);
  await forget(db, await me());
  for (const store of ["profiles", "facts", "places", "keys"] as const) assert.equal(await db.count(store), 0, store);
  assert.equal(await db.count("farewells"), 1);
});

test("the row of a locked profile holds nothing that is not said in the decision", async () => {
  const { id } = await lockedAway();
  const row = (await db.get("profiles", id)) as LockedProfile;
  const told = ["box", "cursor", "enrolled", "epoch", "id", "learner", "lock", "picture", "sealed_enrolment", "seq"];
  assert.deepEqual(Object.keys(row).sort(), told);
  assert.deepEqual(Object.keys((await rows())[0]!).sort(), ["box", "id", "learner", "sealed", "unsent"]);
  assert.deepEqual(Object.keys((await db.getAll("places"))[0]!).sort(), ["box", "key", "profile"]);
});

test("a card that was made under a lock is worth a request as soon as its profile is open", async () => {
  await lock.makeLocked("cat", "", CODE, ROUNDS);
  await act("a");
  server.says = (entry) => ({ accepted: entry.facts.map(({ id }) => id) });
  await send(db);
  assert.equal(await isPressing(db, await me()), false);
  await bring(db, await me(), { card: { ...newCard(), number: 1 } });
  const { id } = await me();
  await handOver(db);
  assert.equal(await isPressing(db, undefined), false); // the code lies in the box
  await lock.tryOpen(id, CODE);
  assert.equal(await isPressing(db, await me()), true);
});
