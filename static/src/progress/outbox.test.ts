import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { uuid4, uuid7, type Fact } from "./facts.ts";
import { forget, move, prove } from "./moving.ts";
import { keep as keepFor } from "./notebook.ts";
import { send, sendAlone, type Call } from "./outbox.ts";
import { current, handOver, make, somebody } from "./profiles.ts";
import { open, type Database, type KeptFact } from "./store.ts";

let db: Database;
let asked: { url: string; body: Call & Record<string, string> }[];
const page = uuid4();
const step = (block: string) => ({ kind: "step", object: { page, block }, version: "v", data: {} });

beforeEach(async () => {
  db = await open(uuid4());
  asked = [];
});
afterEach(() => db.close());

/** What is done by who is at the device. */
const keep = async (db: Database, done: ReturnType<typeof step>) => (await keepFor(db, (await somebody(db)).id, done))!;

type Reply = (call: Call) => Response;

/** The server answers with each of `replies` in turn, with the last one from then on. */
function answering(...replies: Reply[]): void {
  globalThis.fetch = async (url, init) => {
    const body = JSON.parse(String(init?.body));
    asked.push({ url: String(url), body });
    return (replies.length > 1 ? replies.shift()! : replies[0]!)(body);
  };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json; charset=utf-8" } });
}

const takes =
  (more: Record<string, unknown> = {}, epoch = "e1"): Reply =>
  ({ learners }) =>
    json({
      epoch,
      learners: learners.map(({ learner, facts }) => (
        { learner, status: "ok", accepted: facts.map(({ id }) => id), refused: [], facts: [], cursor: 0, more: false, ...more }
      )),
    });

const waiting = async () => (await db.getAll("facts")).filter(({ unsent }) => unsent).length;

test("without a learner nobody is asked", async () => {
  answering(takes());
  assert.equal(await send(db, { pull: true }), "sent");
  assert.equal(asked.length, 0);
});

test("what the answer names leaves the outbox, and is kept", async () => {
  for (const block of ["a", "b"]) await keep(db, step(block));
  answering(takes());
  assert.equal(await send(db), "sent");
  assert.equal(await waiting(), 0);
  assert.equal(await db.count("facts"), 2);
  const [first] = asked[0]!.body.learners as [Call["learners"][0]];
  assert.deepEqual(first.facts.map(({ seq }) => seq), [1, 2]);
  assert.ok(first.enrolment && !first.secret);
  assert.ok(!("unsent" in first.facts[0]!));
});

test("the enrolment goes along until the server has answered", async () => {
  await keep(db, step("a"));
  answering(() => json({}, 502), takes());
  assert.equal(await send(db), "later");
  await send(db);
  await keep(db, step("b"));
  await send(db);
  assert.deepEqual(asked.map(({ body }) => "enrolment" in body.learners[0]!), [true, true, false]);
});

const NO_ANSWERS: Record<string, Reply> = {
  "a bad gateway": () => json({ epoch: "e1", learners: [] }, 502),
  "a captive portal": () => new Response("<html>Conectați-vă</html>", { headers: { "Content-Type": "text/html" } }),
  "a portal that speaks JSON": () => json({ ok: true }),
  "half an answer": () => new Response('{"epoch": "e1", "lear', { headers: { "Content-Type": "application/json" } }),
  "an answer about somebody else": () => takes()({ ...asked[0]!.body, learners: [{ learner: uuid4(), facts: [] }] }),
  "an answer that names nothing": takes({ accepted: [] }),
  "no answer": () => {
    throw new TypeError("Failed to fetch");
  },
};
for (const [name, reply] of Object.entries(NO_ANSWERS)) {
  test(`after ${name} everything waits as before`, async () => {
    await keep(db, step("a"));
    answering(reply);
    assert.equal(await send(db), "later");
    assert.equal(await waiting(), 1);
  });
}

/** `work` at a time of our choice. */
async function at<T>(time: number, work: () => Promise<T>): Promise<T> {
  const real = Date.now;
  Date.now = () => time;
  try {
    return await work();
  } finally {
    Date.now = real;
  }
}

const busy = (wanted: string): Reply => () => new Response("", { status: 503, headers: { "Retry-After": wanted } });
const NOON = Date.parse("2026-11-28T12:00:00Z");
for (const [wanted, seconds] of [["90", 90], ["Sat, 28 Nov 2026 12:02:00 GMT", 120], ["999999", 3600]] as const) {
  test(`a server that says ${wanted} is left alone for ${seconds} seconds, by whoever sends`, async () => {
    await keep(db, step("a"));
    answering(busy(wanted), takes());
    await at(NOON, () => send(db));
    assert.equal(await at(NOON + seconds * 1000 - 1, () => send(db, { pull: true })), "later");
    assert.equal(asked.length, 1);
    assert.equal(await at(NOON + seconds * 1000, () => send(db)), "sent");
    assert.equal(await waiting(), 0);
  });
}

for (const wanted of ["", "soon", "-5", "0", "Sat, 28 Nov 2026 11:00:00 GMT"]) {
  test(`nobody waits because a server says “${wanted}”`, async () => {
    await keep(db, step("a"));
    answering(busy(wanted), takes());
    await at(NOON, () => send(db));
    assert.equal(await at(NOON, () => send(db)), "sent");
  });
}

test("a clock that was set back makes nobody wait", async () => {
  await keep(db, step("a"));
  answering(busy("90"), takes());
  await at(NOON, () => send(db));
  assert.equal(await at(NOON - 86_400_000, () => send(db)), "sent");
});

test("when something was sent last is known", async () => {
  await keep(db, step("a"));
  answering(takes());
  await at(NOON, () => send(db));
  await at(NOON + 1, () => send(db, { pull: true })); // brings nothing, sends nothing
  const { sent, pulled } = (await current(db))!;
  assert.deepEqual([sent, pulled], [NOON, NOON + 1]);
});

test("a refused fact is kept, with the reason, and asked about no more", async () => {
  const { id } = await keep(db, step("a"));
  await keep(db, step("b"));
  answering(takes({ accepted: [], refused: [{ id, index: 0, code: "kind", message: "" }] }), takes());
  await send(db);
  assert.equal((await db.get("facts", id))!.refused, "kind");
  assert.equal(await waiting(), 0);
});

test("the next fact comes after all that was pulled", async () => {
  await keep(db, step("a"));
  const me = (await current(db))!;
  const theirs: Fact = { ...step("z"), id: uuid7(), learner: me.learner, device: uuid4(), seq: 900, at: "2026-01-01T00:00:00Z" };
  answering(takes({ facts: [theirs], cursor: 7 }));
  await send(db, { pull: true });
  assert.equal((await keep(db, step("b"))).seq, 901);
  assert.equal((await current(db))!.cursor, 7);
  answering(takes({ cursor: 0 })); // without the secret nothing is pulled: that cursor says nothing
  await send(db);
  await send(db, { pull: true });
  assert.equal(asked.at(-1)!.body.learners[0]!.cursor, 7);
});

test("pulling goes on as long as there is more", async () => {
  await keep(db, step("a"));
  answering(takes({ more: true, cursor: 1 }), takes({ more: true, cursor: 2 }), takes({ cursor: 3 }));
  assert.equal(await send(db, { pull: true }), "sent");
  assert.equal(asked.length, 3);
  assert.equal((await current(db))!.cursor, 3);
});

test("a restored server is offered everything again", async () => {
  for (const block of ["a", "b"]) await keep(db, step(block));
  answering(takes());
  await send(db);
  const theirs: Fact = { ...((await db.getAll("facts"))[0] as KeptFact), ...step("z"), id: uuid7(), device: uuid4(), seq: 9 };
  answering(takes({ facts: [theirs] }));
  await send(db, { pull: true });
  await keep(db, step("c"));
  answering(takes({}, "e2"));
  assert.equal(await send(db), "sent");
  const offered = new Set(asked.slice(2).flatMap(({ body }) => body.learners[0]!.facts.map(({ object }) => object.block)));
  // Also what another device did: it may be lost.
  assert.deepEqual([...offered].sort(), ["a", "b", "c", "z"]);
  assert.equal(await waiting(), 0);
});

test("a server that lost us gets our enrolment once; a second no is a no", async () => {
  await keep(db, step("a"));
  answering(takes());
  await send(db);
  await keep(db, step("b"));
  answering(() => json({ code: "forbidden" }, 403), takes());
  assert.equal(await send(db), "sent");
  assert.ok(asked.at(-2)!.body.learners[0]!.enrolment);
  // It has nothing of them: what it once had is told again.
  assert.deepEqual(asked.at(-1)!.body.learners[0]!.facts.map(({ object }) => object.block), ["a"]);
  await keep(db, step("c"));
  answering(() => json({ code: "forbidden" }, 403));
  assert.equal(await send(db), "refused");
  assert.equal(await waiting(), 1);
});

test("a call that is too large is made smaller", async () => {
  for (let number = 0; number < 20; number++) await keep(db, step(String(number)));
  answering((call) => (call.learners[0]!.facts.length > 5 ? json({}, 413) : takes()(call)));
  // BATCH is 500: it comes down to what the server takes.
  assert.equal(await send(db), "sent");
  assert.equal(await waiting(), 0);
});

test("a learner who moves here brings their own, and what was done here stays", async () => {
  await keep(db, step("a"));
  answering(takes());
  await send(db);
  const before = (await current(db))!;
  const who = { learner: uuid4(), secret: "ab".repeat(16) };
  await move(db, who);
  const me = (await current(db))!;
  assert.equal(me.learner, who.learner);
  const [fact] = (await db.getAll("facts")) as KeptFact[];
  assert.deepEqual([fact!.learner, fact!.object.block, fact!.unsent], [who.learner, "a", 1]);
  answering((call) => ("secret" in call ? new Response(null, { status: 204 }) : takes()(call)));
  await send(db, { pull: true });
  assert.equal(asked.find(({ url }) => url.endsWith("erase"))!.body.learner, before.learner);
});

test("who moved away is forgotten only once all of it has arrived under the other name", async () => {
  await keep(db, step("a"));
  answering(takes());
  await send(db);
  await move(db, { learner: uuid4(), secret: "ab".repeat(16) });
  answering(() => json({}, 503));
  assert.equal(await send(db, { pull: true }), "later");
  assert.ok(!asked.some(({ url }) => url.endsWith("erase")));
  answering((call) => ("secret" in call ? new Response(null, { status: 204 }) : takes()(call)));
  assert.equal(await send(db, { pull: true }), "sent");
  assert.ok(asked.at(-1)!.url.endsWith("erase"));
  assert.equal(await db.count("farewells"), 0);
});

test("who has a card may have come to other devices by it: they are not forgotten when they move", async () => {
  await keep(db, step("a"));
  answering(takes({ card: { handle: "barza 200", number: 1 } }));
  await send(db);
  await move(db, { learner: uuid4(), secret: "ab".repeat(16) });
  assert.equal(await db.count("farewells"), 0);
  assert.equal(await waiting(), 1);
});

test("who moves before any answer came is forgotten too: the server may have stored what it was sent", async () => {
  await keep(db, step("a"));
  answering(() => json({}, 502));
  await send(db);
  await move(db, { learner: uuid4(), secret: "ab".repeat(16) });
  assert.equal(await db.count("farewells"), 1);
});

test("the server hears who goes on, by their secret, so that certificates can go along", async () => {
  await keep(db, step("a"));
  answering(takes());
  await send(db);
  const heir = { learner: uuid4(), secret: "ab".repeat(16) };
  await move(db, heir);
  answering((call) => ("secret" in call ? new Response(null, { status: 204 }) : takes()(call)));
  await send(db, { pull: true });
  assert.deepEqual(asked.at(-1)!.body.heir, heir);
});

test("a page of somebody who has handed over moves and deletes nobody", async () => {
  await keep(db, step("a"));
  const ana = (await current(db))!;
  await handOver(db);
  await keep(db, step("b"));
  const ion = (await current(db))!;
  assert.equal(await forget(db, ana), false);
  await move(db, { learner: uuid4(), secret: "ab".repeat(16) }, ana.id);
  assert.deepEqual(await current(db), ion);
  assert.equal(await db.count("profiles"), 2);
  assert.equal(await db.count("farewells"), 0);
});

test("what waits of somebody else has to be tried again, also when who is here is through", async () => {
  await keep(db, step("a"));
  await handOver(db);
  await make(db, "sun");
  answering(() => json({}, 502));
  assert.deepEqual(await sendAlone(db), { outcome: "sent", isLater: true });
  answering(takes());
  assert.deepEqual(await sendAlone(db), { outcome: "sent", isLater: false });
});

const PROOFS: [string, Reply, string][] = [
  ["a learner the server knows", takes(), "sent"],
  ["one that was deleted", takes({ status: "erased" }), "erased"],
  ["one it does not know, or another secret", () => json({ code: "forbidden" }, 403), "refused"],
  ["a captive portal", () => json({ ok: true }), "later"],
  ["no answer", NO_ANSWERS["no answer"]!, "later"],
];
for (const [name, reply, outcome] of PROOFS) {
  test(`a code is proven by ${name}, and changes nothing`, async () => {
    await keep(db, step("a"));
    const before = await current(db);
    answering(reply);
    assert.equal(await prove({ learner: uuid4(), secret: "ab".repeat(16) }), outcome);
    assert.deepEqual(await current(db), before);
    assert.ok(!asked[0]!.body.learners[0]!.enrolment && asked[0]!.body.learners[0]!.secret);
  });
}

for (const pull of [false, true]) {
  test(`whom the server cannot serve now keeps everything${pull ? ", and is not told that all was fetched" : ""}`, async () => {
    await keep(db, step("a"));
    const before = await current(db);
    answering(takes({ status: "later", accepted: [] }), takes());
    assert.equal(await send(db, { pull }), "later");
    assert.equal(await waiting(), 1);
    assert.deepEqual(await current(db), before);
    assert.equal(await send(db), "sent");
    assert.ok(asked[1]!.body.learners[0]!.enrolment, "it is not taken for enrolled");
  });
}

test("what was deleted from another device is not called sent, and asked about no more", async () => {
  await keep(db, step("a"));
  answering(takes({ status: "erased" }));
  assert.equal(await send(db), "erased");
  await keep(db, step("b"));
  assert.equal(await send(db), "erased");
  assert.equal(asked.length, 1);
  await forget(db, (await current(db))!);
  await keep(db, step("c"));
  answering((call) => ("secret" in call ? new Response(null, { status: 204 }) : takes()(call)));
  assert.equal(await send(db), "sent");
});

test("what is deleted here is deleted there, as soon as it answers", async () => {
  await keep(db, step("a"));
  answering(() => json({}, 503));
  await send(db);
  const { learner } = (await current(db))!;
  await forget(db, (await current(db))!);
  assert.equal(await db.count("facts"), 0);
  assert.equal(await current(db), undefined);
  await send(db);
  assert.equal(await db.count("farewells"), 1);
  answering(() => new Response(null, { status: 204 }));
  await send(db);
  assert.equal(await db.count("farewells"), 0);
  assert.deepEqual([asked.at(-1)!.url, asked.at(-1)!.body.learner], ["/api/v1/erase", learner]);
});
