/** A learner comes to this device by their code, or wants nothing of them kept any more. */
import type { Moved } from "./code.ts";
import { factsOf, ofLearner, toldAnew } from "./notebook.ts";
import { post, read, type Outcome } from "./outbox.ts";
import { current, somebody, thisDevice } from "./profiles.ts";
import { newDevice, newGuest, STRICT, type Database, type Profile } from "./store.ts";

/** Whether the server knows the learner of a code: nothing changes here nor there. */
export async function prove({ learner, secret }: Moved): Promise<Outcome> {
  const { device, token } = newDevice();
  const response = await post("/api/v1/sync", { device, token, learners: [{ learner, secret, facts: [] }] }, false);
  if (response?.status === 403) return "refused";
  const ours = (response && (await read(response)))?.learners.find((told) => told.learner === learner);
  return ours?.status === "ok" ? "sent" : ours?.status === "erased" ? "erased" : "later";
}

/**
 * Makes who is at the device the learner who moved here by their code. What they did here before stays:
 * it is told anew as theirs, and the learner it was told as is to be forgotten by the server. A learner
 * who has a profile here already comes back to that one.
 */
export async function move(db: Database, { learner, secret }: Moved): Promise<void> {
  const before = await somebody(db);
  if (before.learner === learner) return;
  const { device } = await thisDevice(db);
  const known = (await db.getAll("profiles")).find((other) => other.learner === learner);
  const { picture, name } = before;
  const own = { picture, ...(name === undefined ? {} : { name }) };
  const heir: Profile = known ?? { ...newGuest(), ...own, id: before.id, learner, secret, whole: true };
  const facts = await factsOf(db, before);
  const rows = toldAnew(heir, device, facts);
  const work = db.transaction(["facts", "profiles", "farewells", "device", "places"], "readwrite", STRICT);
  const [store, profiles, places] = [work.objectStore("facts"), work.objectStore("profiles"), work.objectStore("places")];
  if ((await profiles.get(before.id))?.seq !== before.seq) {
    await work.done; // another tab kept something meanwhile
    return move(db, { learner, secret });
  }
  for (const { id } of facts) await store.delete(id);
  for (const row of rows) await store.add(row);
  if (before.enrolled) {
    await work.objectStore("farewells").put({ learner: before.learner, secret: before.secret, heir: learner });
  }
  if (heir.id !== before.id) {
    for (const place of await places.index("profile").getAll(before.id)) await places.put({ ...place, profile: heir.id });
    await profiles.delete(before.id);
  }
  const { left: _left, ...here } = heir;
  await profiles.put({ ...here, seq: heir.seq + rows.length });
  const devices = work.objectStore("device");
  await devices.put({ ...(await devices.get("this"))!, current: heir.id }, "this");
  return work.done;
}

/** Deletes who is at the device with all that they did; the server is told when it can be reached. */
export async function forget(db: Database): Promise<void> {
  const me = await current(db);
  if (!me) return;
  const work = db.transaction(["facts", "profiles", "places", "farewells", "device"], "readwrite", STRICT);
  const [facts, places, devices] = [work.objectStore("facts"), work.objectStore("places"), work.objectStore("device")];
  // Also when no answer ever came: the server may have stored what it was sent.
  await work.objectStore("farewells").put({ learner: me.learner, secret: me.secret });
  for (const key of await facts.index("unsent").getAllKeys(ofLearner(me))) await facts.delete(key);
  for (const key of await places.index("profile").getAllKeys(me.id)) await places.delete(key);
  await work.objectStore("profiles").delete(me.id);
  await devices.put({ ...(await devices.get("this"))!, current: null }, "this");
  return work.done;
}
