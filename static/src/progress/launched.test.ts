import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const LEARNER = "0b8f6c1e-0000-4000-8000-00000000000a";
const OTHER = "0b8f6c1e-0000-4000-8000-00000000000b";
const SECRET = "0123456789abcdef0123456789abcdef";

// The page of a launch, before the parts that read it are there.
const kept = new Map<string, string>();
Object.assign(globalThis, {
  document: { documentElement: { dataset: { launch: "/lti/l/abc", learner: LEARNER, until: String(Date.now() + 60_000), launchDevice: OTHER } } },
  localStorage: { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) },
});
const { arrive, ask } = await import("./launched.ts");
const { coming, DATABASE, databaseOf, pathHere, publicPath } = await import("./launch.ts");
const { keep, waitingOf } = await import("./notebook.ts");
const { profileOf, somebody, thisDevice } = await import("./profiles.ts");
const { newGuest, open } = await import("./store.ts");

let asked: { url: string; body: Record<string, unknown>; credentials: unknown }[];
let given: unknown;

beforeEach(async () => {
  delete coming.forgets;
  kept.clear();
  asked = [];
  given = { learner: LEARNER, secret: SECRET };
  const db = await open(DATABASE);
  for (const store of ["device", "profiles", "facts"] as const) await db.clear(store);
  db.close();
  globalThis.fetch = async (url, init) => {
    const body = JSON.parse(String(init?.body));
    asked.push({ url: String(url), body, credentials: init?.credentials });
    const learners = (body.learners ?? []).map(({ learner, facts }: { learner: string; facts: { id: string }[] }) => ({
      learner, status: "ok", accepted: facts.map(({ id }) => id), refused: [], facts: [], cursor: 0, more: false,
    }));
    const told = String(url).endsWith("/device") ? given : { epoch: "e", learners };
    return new Response(JSON.stringify(told), { status: told ? 200 : 403, headers: { "Content-Type": "application/json" } });
  };
});

const urls = () => asked.map(({ url }) => url);

test("paths behind a launch, and as everybody knows them", () => {
  assert.equal(DATABASE, `pascupas-launched-${LEARNER}`);
  assert.equal(pathHere("/cursuri/"), "/lti/l/abc/p/cursuri/");
  assert.equal(publicPath("/lti/l/abc/p/cursuri/"), "/cursuri/");
  assert.equal(publicPath("/cursuri/"), "/cursuri/");
});

test("who arrives is in a database of their own, let in once, with what they did elsewhere", async () => {
  const db = await arrive(LEARNER);
  const device = await thisDevice(db);
  assert.deepEqual(urls(), ["/lti/l/abc/device", "/api/v1/sync"]);
  assert.deepEqual(asked[0], { url: "/lti/l/abc/device", body: { device: device.device, token: device.token }, credentials: "same-origin" });
  assert.equal(asked[1]!.credentials, "omit");
  const me = await profileOf(db, LEARNER);
  assert.deepEqual([me?.learner, me?.secret, me?.enrolled], [LEARNER, SECRET, true]);
  const again = await arrive(LEARNER);
  assert.equal(urls().length, 2);
  assert.equal((await thisDevice(again)).device, device.device);
});

for (const answer of [null, {}, { learner: OTHER, secret: SECRET }, { learner: LEARNER, secret: "x" }]) {
  test(`a server that answers ${JSON.stringify(answer)} gives no secret, and what is done is kept`, async () => {
    given = answer;
    const db = await arrive(LEARNER);
    assert.deepEqual(urls(), ["/lti/l/abc/device"]);
    assert.ok(await keep(db, LEARNER, { kind: "opened", object: { page: OTHER }, version: "v", data: {} }));
    assert.equal((await waitingOf(db, (await somebody(db)))).length, 1);
    given = { learner: LEARNER, secret: SECRET };
    assert.equal(await ask(db, LEARNER), true);
    assert.equal((await profileOf(db, LEARNER))?.seq, 1);
  });
}

test("what another launch left is sent, then deleted; what still holds is not touched", async () => {
  const left = await open(databaseOf(OTHER));
  await left.put("profiles", { ...newGuest(), id: OTHER, learner: OTHER, secret: SECRET, enrolled: true });
  const device = await thisDevice(left);
  await left.put("device", { ...device, current: OTHER }, "this");
  await keep(left, OTHER, { kind: "answer", object: { page: OTHER, block: "a" }, version: "v", data: {} });
  left.close();
  kept.set("pascupas-launched", JSON.stringify({ [OTHER]: Date.now() + 60_000 }));
  const names = async () => (await indexedDB.databases()).map(({ name }) => name);
  await arrive(LEARNER);
  await new Promise((later) => setTimeout(later, 200));
  assert.ok((await names()).includes(databaseOf(OTHER)));
  kept.set("pascupas-launched", JSON.stringify({ [OTHER]: Date.now() - 1 }));
  await arrive(LEARNER);
  await new Promise((later) => setTimeout(later, 500));
  const sent = asked.flatMap(({ body }) => (body.learners as { learner: string; facts: unknown[] }[] | undefined) ?? []);
  assert.equal(sent.find(({ learner }) => learner === OTHER)?.facts.length, 1);
  assert.ok(!(await names()).includes(databaseOf(OTHER)));
  assert.deepEqual(Object.keys(JSON.parse(kept.get("pascupas-launched")!)), [LEARNER]);
});
