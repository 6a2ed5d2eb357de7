/** A learner comes to this device by their card, or wants nothing of them kept any more. */
import { factsOf, ofLearner, placeRowsOf, toldAnew } from "./notebook.ts";
import { askOne, type Outcome } from "./outbox.ts";
import { profileOf, somebody, thisDevice } from "./profiles.ts";
import { newDevice, newGuest, STRICT, type BoxedFact, type Card, type Database, type Profile, type ProfileRow } from "./store.ts";

/** Who comes: a learner, and a secret that the server takes from this device. */
export interface Moved {
  learner: string;
  secret: string;
  card?: Card;
}

/** Whether the server knows the learner by this secret: nothing changes here nor there. */
export async function prove({ learner, secret }: Moved): Promise<Outcome> {
  const { device, token } = newDevice();
  const told = await askOne({ device, token }, { learner, secret, facts: [] });
  if (told === "refused") return "refused";
  return told?.status === "ok" ? "sent" : told?.status === "erased" ? "erased" : "later";
}

/**
 * Makes who is at the device, profile `id`, the learner who moved here by their card. What they did here
 * before stays: it is told anew as theirs, and the learner it was told as is to be forgotten by the server,
 * unless a card of theirs may have brought them to other devices too. A learner who has a profile here
 * already comes back to that one; when it is locked, without its lock: whoever has the secret needs no
 * pictures. Nobody can read then what it held: what waits is sent as it was sealed, and all is pulled anew.
 */
export async function move(db: Database, { learner, secret, card }: Moved, id?: string): Promise<void> {
  const before = await profileOf(db, id ?? (await somebody(db)).id);
  if (!before) return;
  const brought = { secret, ...(card && { card }) };
  if (before.learner === learner) return bring(db, before, brought);
  const { device } = await thisDevice(db);
  const known = (await db.getAll("profiles")).find((other) => other.learner === learner);
  const own: Omit<Profile, "secret"> = known ? comesBack(known) : { ...newGuest(), ...ownOf(before), learner, whole: true };
  const heir: Profile = { ...own, ...brought };
  const [facts, kept] = [await factsOf(db, before), await placeRowsOf(db, before)];
  const rows = await toldAnew(heir, device, facts);
  const { left: _left, ...here } = heir;
  const told: Profile = { ...here, seq: heir.seq + rows.length };
  // Without a profile here, one keeps the lock under which one came.
  const row = await rowFor(told);
  const work = db.transaction(["facts", "profiles", "farewells", "device", "places", "keys"], "readwrite", STRICT);
  const [store, profiles, places] = [work.objectStore("facts"), work.objectStore("profiles"), work.objectStore("places")];
  const devices = work.objectStore("device");
  const [now, then] = [await profiles.get(before.id), known && (await profiles.get(known.id))];
  if ((await devices.get("this"))?.current !== before.id) return work.done; // handed over meanwhile
  if (now?.seq !== before.seq || now.lock?.salt !== before.lock?.salt || then?.seq !== known?.seq || then?.lock?.salt !== known?.lock?.salt) {
    await work.done; // another tab kept something meanwhile
    return move(db, { learner, secret, ...(card && { card }) }, before.id);
  }
  for (const { id } of facts) await store.delete(id);
  if (known?.lock) {
    for (const fact of await store.index("unsent").getAll(ofLearner(known))) {
      const { box: _box, ...alone } = fact as BoxedFact;
      await (fact.unsent && "sealed" in fact ? store.put(alone) : store.delete(fact.id));
    }
    for (const key of await places.index("profile").getAllKeys(known.id)) await places.delete(key);
  }
  for (const row of rows) await store.add(row);
  // Also when no answer ever came: the server may have stored what it was sent.
  if (before.seq > 0 && !before.card) {
    await work.objectStore("farewells").put({ learner: before.learner, secret: before.secret, heir: learner });
  }
  if (heir.id !== before.id) {
    for (const key of await places.index("profile").getAllKeys(before.id)) await places.delete(key);
    for (const place of kept) await places.put({ ...place, profile: heir.id });
    await profiles.delete(before.id);
    await work.objectStore("keys").clear();
  }
  await profiles.put(row);
  await devices.put({ ...(await devices.get("this"))!, current: heir.id }, "this");
  return work.done;
}

/** What stays with whoever is here when they become another learner: how they are found, and their lock. */
function ownOf({ id, picture, name, lock, key }: Profile): Partial<Profile> {
  return { id, picture, ...(name !== undefined && { name }), ...(lock && key && { lock, key }) };
}

/** A profile that was here before, in the hands of who has its card. */
function comesBack(known: ProfileRow): Omit<Profile, "secret"> {
  if (!("box" in known)) return known;
  const { lock: _lock, box: _box, sealed_enrolment: _enrolment, ...clear } = known;
  return { ...clear, cursor: 0, whole: true };
}

/** `me` as they are kept: with a lock that is open, under its key. */
async function rowFor(me: Profile): Promise<ProfileRow> {
  return me.key ? (await import("./locked.ts")).lockedRow(me, me.lock!, me.key) : me;
}

/** Keeps with `me` what they `brought`: another secret, another card. */
export async function bring(db: Database, me: Profile, brought: Partial<Pick<Profile, "secret" | "card">>): Promise<void> {
  const row = await rowFor({ ...me, ...brought });
  const work = db.transaction("profiles", "readwrite", STRICT);
  const now = await work.store.get(me.id);
  if (now && now.lock?.salt === me.lock?.salt) {
    const { seq, cursor, epoch, enrolled } = now; // what came meanwhile stays
    await work.store.put({ ...row, seq, cursor, epoch, enrolled });
  }
  return work.done;
}

/**
 * Deletes `me`, who is at the device, with all that they did; the server is told when it can be reached.
 * Answers whether they were still there: another page may have handed the device over.
 */
export async function forget(db: Database, me: Profile): Promise<boolean> {
  const work = db.transaction(["facts", "profiles", "places", "farewells", "device", "keys"], "readwrite", STRICT);
  const [facts, places, devices] = [work.objectStore("facts"), work.objectStore("places"), work.objectStore("device")];
  const device = (await devices.get("this"))!;
  if (device.current !== me.id) return work.done.then(() => false);
  // Also when no answer ever came: the server may have stored what it was sent.
  await work.objectStore("farewells").put({ learner: me.learner, secret: me.secret });
  for (const key of await facts.index("unsent").getAllKeys(ofLearner(me))) await facts.delete(key);
  for (const key of await places.index("profile").getAllKeys(me.id)) await places.delete(key);
  await work.objectStore("profiles").delete(me.id);
  await work.objectStore("keys").clear();
  await devices.put({ ...device, current: null }, "this");
  return work.done.then(() => true);
}
