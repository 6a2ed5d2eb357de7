/** Who learns on this device, and who of them is at it (docs/decisions/015). */
import type { Moved } from "./code.ts";
import { factsOf, ofLearner, toldAnew } from "./notebook.ts";
import { newDevice, newGuest, STRICT, type Database, type Device, type Profile } from "./store.ts";

export const LONGEST_NAME = 40;

/** This device, made when it is asked for first. */
export async function thisDevice(db: Database): Promise<Device> {
  const known = await db.get("device", "this");
  if (known) return known;
  const work = db.transaction("device", "readwrite", STRICT);
  const device = (await work.store.get("this")) ?? newDevice();
  await work.store.put(device, "this");
  await work.done;
  return device;
}

/** Who is at the device, if anybody is. */
export async function current(db: Database): Promise<Profile | undefined> {
  const id = (await db.get("device", "this"))?.current;
  return id ? db.get("profiles", id) : undefined;
}

/** Who is at the device; one who has just come becomes a guest. */
export async function somebody(db: Database): Promise<Profile> {
  await thisDevice(db);
  const work = db.transaction(["device", "profiles"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  const device = (await devices.get("this"))!;
  const known = device.current ? await profiles.get(device.current) : undefined;
  const me = known ?? newGuest();
  if (!known) {
    await profiles.put(me);
    await devices.put({ ...device, current: me.id }, "this");
  }
  await work.done;
  return me;
}

/** Those who may be shown: guests who left are nobody's business. */
export async function everybody(db: Database): Promise<Profile[]> {
  return (await db.getAll("profiles")).filter(({ left }) => !left);
}

/** Whether several people use the device: then nobody stays at it who has gone away. */
export function isShared(device: Device, profiles: Profile[]): boolean {
  return device.shared || profiles.length > 1;
}

/** A profile with `picture`, which is at the device from now on. A guest's row becomes it, with all they did. */
export async function make(db: Database, picture: string, name = ""): Promise<Profile> {
  const me = await somebody(db);
  const shown = name.trim().slice(0, LONGEST_NAME);
  const own: Profile = { ...(me.picture === null ? me : newGuest()), picture, ...(shown && { name: shown }) };
  const work = db.transaction(["device", "profiles"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  // Another tab may have kept something meanwhile: what it counted stands.
  const still = await profiles.get(own.id);
  await profiles.put({ ...own, ...still, picture, ...(shown && { name: shown }) });
  await devices.put({ ...(await devices.get("this"))!, current: own.id, touched: Date.now() }, "this");
  await work.done;
  return own;
}

/** Nobody is at the device any more, or `next` is. A guest who goes is shown to nobody again. */
export async function handOver(db: Database, next: string | null = null): Promise<void> {
  await thisDevice(db);
  const work = db.transaction(["device", "profiles", "facts", "places"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  const device = (await devices.get("this"))!;
  const before = device.current && device.current !== next ? await profiles.get(device.current) : undefined;
  if (before?.picture === null) {
    for (const key of await work.objectStore("places").index("profile").getAllKeys(before.id)) {
      await work.objectStore("places").delete(key);
    }
    await profiles.put({ ...before, left: true });
  }
  await devices.put({ ...device, current: next, touched: Date.now() }, "this");
  await work.done;
}

/** Deletes guests who left and of whom nothing waits any more. */
export async function sweep(db: Database): Promise<void> {
  const work = db.transaction(["profiles", "facts"], "readwrite", STRICT);
  const facts = work.objectStore("facts");
  for (const guest of await work.objectStore("profiles").getAll()) {
    const waits = await facts.index("unsent").count([guest.learner, 1]);
    if (!guest.left || (waits > 0 && !guest.erased)) continue;
    for (const key of await facts.index("unsent").getAllKeys(ofLearner(guest))) await facts.delete(key);
    await work.objectStore("profiles").delete(guest.id);
  }
  await work.done;
}

/** Somebody touched the device. */
export async function touch(db: Database, now = Date.now()): Promise<void> {
  const work = db.transaction("device", "readwrite");
  const device = await work.store.get("this");
  if (device) await work.store.put({ ...device, touched: now }, "this");
  await work.done;
}

/** Says whether several people use the device, beyond what its profiles say. */
export async function share(db: Database, shared: boolean): Promise<void> {
  await thisDevice(db);
  const work = db.transaction("device", "readwrite", STRICT);
  await work.store.put({ ...(await work.store.get("this"))!, shared }, "this");
  await work.done;
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
  const rows = await toldAnew(heir, device, facts);
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
