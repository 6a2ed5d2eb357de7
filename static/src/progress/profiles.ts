/** Who learns on this device, and who of them is at it (docs/decisions/015). */
import { isUntold, ofLearner } from "./notebook.ts";
import { newDevice, newGuest, STRICT, type Database, type Device, type Profile, type ProfileRow } from "./store.ts";

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
  return id ? profileOf(db, id) : undefined;
}

/** The profile `id` as whoever is at the device may see it: none while it is locked. */
export async function profileOf(db: Database, id: string): Promise<Profile | undefined> {
  const row = await db.get("profiles", id);
  return row && "box" in row ? (await import("./locked.ts")).opened(db, row) : row;
}

/** Who is at the device; one who has just come becomes a guest. */
export async function somebody(db: Database): Promise<ProfileRow> {
  await thisDevice(db);
  const work = db.transaction(["device", "profiles"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  const device = (await devices.get("this"))!;
  const known = device.current ? await profiles.get(device.current) : undefined;
  const me = known ?? newGuest();
  if (!known) {
    await profiles.put(me);
    await devices.put({ ...device, current: me.id, touched: Date.now() }, "this");
  }
  await work.done;
  return me;
}

/** Those who may be shown: guests who left are nobody's business. */
export async function everybody(db: Database): Promise<ProfileRow[]> {
  return (await db.getAll("profiles")).filter(({ left }) => !left);
}

/** Whether several people use the device, or one who locks: then nobody stays at it who has gone away. */
export function isShared(device: Device, profiles: ProfileRow[]): boolean {
  return device.shared || profiles.length > 1 || profiles.some(({ lock }) => lock);
}

/** A profile with `picture`, which is at the device from now on. A guest's row becomes it, with all they did. */
export async function make(db: Database, picture: string, name = ""): Promise<Profile> {
  const me = await somebody(db);
  const shown = name.trim().slice(0, LONGEST_NAME);
  // Guests have no lock: theirs is a profile as it is.
  const own = { ...(me.picture === null ? (me as Profile) : newGuest()), picture, ...(shown && { name: shown }) };
  const work = db.transaction(["device", "profiles", "keys"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  // Another tab may have kept something meanwhile: what it counted stands.
  const still = await profiles.get(own.id);
  await profiles.put({ ...own, ...(still as Profile | undefined), picture, ...(shown && { name: shown }) });
  await work.objectStore("keys").clear();
  await devices.put({ ...(await devices.get("this"))!, current: own.id, touched: Date.now() }, "this");
  await work.done;
  return own;
}

/**
 * Nobody is at the device any more, or `next` is, with the `key` of its lock if it has one. A guest who goes
 * is shown to nobody again; the key of a locked profile goes with whoever was there.
 */
export async function handOver(db: Database, next: string | null = null, key?: CryptoKey): Promise<void> {
  await thisDevice(db);
  const work = db.transaction(["device", "profiles", "facts", "places", "keys"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  const device = (await devices.get("this"))!;
  const before = device.current && device.current !== next ? await profiles.get(device.current) : undefined;
  if (before?.picture === null) {
    for (const key of await work.objectStore("places").index("profile").getAllKeys(before.id)) {
      await work.objectStore("places").delete(key);
    }
    await profiles.put({ ...before, left: true });
  }
  await work.objectStore("keys").clear();
  if (key && next) await work.objectStore("keys").put(key, next);
  await devices.put({ ...device, current: next, touched: Date.now() }, "this");
  await work.done;
}

/** Deletes who left and of whom nothing waits any more. */
export async function sweep(db: Database): Promise<void> {
  const work = db.transaction(["profiles", "facts"], "readwrite", STRICT);
  const facts = work.objectStore("facts");
  for (const guest of await work.objectStore("profiles").getAll()) {
    const waits = await facts.index("unsent").count([guest.learner, 1]);
    if (!guest.left || ((waits > 0 || isUntold(guest)) && !guest.erased)) continue;
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
  // Whoever says so is there.
  await work.store.put({ ...(await work.store.get("this"))!, shared, touched: Date.now() }, "this");
  await work.done;
}
