import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid4 } from "./facts.ts";
import { inMemory } from "./memory.ts";
import { countOf, factsOf, keep, keepPlace, placesOf, waitingOf } from "./notebook.ts";
import { send, type Call } from "./outbox.ts";
import { current, somebody } from "./profiles.ts";
import { open, type Database } from "./store.ts";

const page = uuid4();
const step = (block: string) => ({ kind: "step", object: { page, block }, version: "v", data: {} });

/** What our own code finds after the same things were done, whatever it lies in. */
async function lived(db: Database): Promise<unknown> {
  const me = (await somebody(db)) as Parameters<typeof factsOf>[1];
  for (const block of ["a", "b", "c"]) await keep(db, me.id, step(block));
  await keepPlace(db, me, { page, title: "Unu", url: "/unu/", steps: ["a"] });
  await keepPlace(db, me, { page, title: "Doi", url: "/doi/", steps: ["a"] });
  const elsewhere = { id: uuid4(), learner: me.learner, device: uuid4(), seq: 9, at: "", ...step("d") };
  globalThis.fetch = async (_url, init) => {
    const { learners } = JSON.parse(String(init?.body)) as Call;
    const told = learners.map(({ learner, facts }) => ({
      learner, status: "ok", accepted: facts.slice(0, 2).map(({ id }) => id), cursor: 7, more: false,
      refused: facts.slice(2).map(({ id }, at) => ({ id, index: at + 2, code: "kind" })), facts: [elsewhere],
    }));
    return new Response(JSON.stringify({ epoch: "e", learners: told }), { headers: { "Content-Type": "application/json" } });
  };
  const before = (await waitingOf(db, me)).map((fact) => ("seq" in fact ? fact.seq : 0));
  const outcome = await send(db, { pull: true });
  const after = await current(db);
  return {
    before,
    outcome,
    blocks: (await factsOf(db, me)).map(({ object }) => object.block).sort(),
    places: [...(await placesOf(db, me)).values()],
    counted: await countOf(db, me),
    waiting: (await waitingOf(db, me)).length,
    me: [after?.seq, after?.cursor, after?.epoch, after?.enrolled],
    farewells: await db.count("farewells"),
  };
}

test("a page without storage goes by the same rules", async () => {
  const real = await open(uuid4());
  assert.deepEqual(await lived(inMemory()), await lived(real));
  real.close();
});

test("what was read is a copy", async () => {
  const db = inMemory();
  const me = await somebody(db);
  me.seq = 99;
  assert.equal((await current(db))?.seq, 0);
});
