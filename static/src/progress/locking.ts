/** A lock of three pictures: put on, changed, taken off, tried, given up (docs/decisions/015). */
import { boxFacts, boxPlace, lockedRow, openWith, readBoxes, readPlaceBoxes, sealWaiting, serverKey } from "./locked.ts";
import type { BoxedFact, Bytes, Database, Lock, Profile } from "./store.ts";

/** How often PBKDF2 goes round: about a second on an ordinary phone (docs/privacy.md: reckoned from what was measured). */
export const ROUNDS = 1_000_000;
const FREE = 3; // tries before the first wait
const [SHORTEST, LONGEST] = [30_000, 15 * 60_000]; // milliseconds
const STRICT = { durability: "strict" } as const;

/** What every page has already: handed in, so that it lies in no part of its own. */
export type Core = Pick<typeof import("./profiles.ts"), "current" | "handOver" | "thisDevice"> &
  Pick<typeof import("./store.ts"), "newGuest">;

/** Why no lock can be offered here; undefined when it can. */
export function hindrance(): "insecure" | "keyless" | undefined {
  if (!globalThis.crypto?.subtle) return "insecure";
  return serverKey() ? undefined : "keyless";
}

/** The key that `pictures`, in their order, give with `lock`. */
export async function keyOf({ salt, rounds }: Pick<Lock, "salt" | "rounds">, pictures: string[]): Promise<CryptoKey> {
  const said = await crypto.subtle.importKey("raw", utf8(pictures.join(" ")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: utf8(salt), iterations: rounds };
  return crypto.subtle.deriveKey(how, said, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** How long the next try has to wait after so many wrong ones, in milliseconds. */
export function waitAfter(wrong: number): number {
  return wrong < FREE ? 0 : Math.min(SHORTEST * 2 ** (wrong - FREE), LONGEST);
}

export type Locking = ReturnType<typeof locking>;

/** The locks of the profiles in `db`. */
export function locking(db: Database, core: Core) {
  const { current, handOver, newGuest, thisDevice } = core;
  const ofLearner = ({ learner }: Pick<Profile, "learner">) => IDBKeyRange.bound([learner, 0], [learner, 1]);
  const notesOf = async (me: Profile) => {
    const rows = await db.getAllFromIndex("facts", "unsent", ofLearner(me));
    return me.key ? readBoxes(me.key, rows) : rows.filter((row) => "kind" in row);
  };
  const placesOf = async (me: Profile) => {
    const rows = await db.getAllFromIndex("places", "profile", me.id);
    return me.key ? readPlaceBoxes(me.key, rows) : rows.filter((row) => "page" in row);
  };

  /** A profile with `picture` and a lock, as `make` in `profiles.ts`: its name never lies here in the clear. */
  async function makeLocked(picture: string, name: string, pictures: string[], rounds = ROUNDS): Promise<void> {
    const me = await current(db);
    const shown = name.trim();
    const own = me?.picture === null ? me : newGuest();
    await putOn({ ...own, picture, ...(shown && { name: shown }) }, pictures, rounds);
  }

  /** Puts a lock on `me`, who is at the device or will be, or another one in its place. */
  async function putOn(me: Profile, pictures: string[], rounds = ROUNDS): Promise<void> {
    const lock: Lock = { salt: crypto.randomUUID(), rounds, pictures: 3, wrong: 0, wait: 0 };
    await rewrite(me, { lock, key: await keyOf(lock, pictures) });
  }

  /** Takes the lock off `me`, who is open. */
  async function takeOff(me: Profile): Promise<void> {
    await rewrite(me, undefined);
  }

  /** Writes all that `me` has anew under another lock, or under none; again when something came meanwhile. */
  async function rewrite(me: Profile, next: { lock: Lock; key: CryptoKey } | undefined): Promise<void> {
    await thisDevice(db);
    const { lock: _lock, key: _key, sealed_enrolment: _enrolment, ...bare } = me;
    const own: Profile = next ? { ...bare, ...next } : bare;
    const [notes, places] = await Promise.all([notesOf(me), placesOf(me)]);
    const [row, facts, newPlaces] = await Promise.all([
      next ? lockedRow(own, next.lock, next.key) : own,
      next ? boxFacts(own, notes) : notes,
      next ? Promise.all(places.map((place) => boxPlace(next.key, place))) : places,
    ]);
    const work = db.transaction(["device", "profiles", "facts", "places", "keys"], "readwrite", STRICT);
    const [devices, profiles, store] = [work.objectStore("device"), work.objectStore("profiles"), work.objectStore("facts")];
    const [device, still] = [(await devices.get("this"))!, await profiles.get(me.id)];
    if (still && device.current !== me.id) return work.done; // handed over meanwhile
    const here = (await store.index("unsent").getAll(ofLearner(me))).filter((fact) => "kind" in fact || fact.box);
    const moved = still && (still.seq !== me.seq || still.cursor !== me.cursor || still.lock?.salt !== me.lock?.salt);
    const seen = await work.objectStore("places").index("profile").count(me.id);
    if (moved || here.length !== notes.length || seen !== places.length) {
      await work.done;
      const now = await current(db);
      if (now?.id !== me.id) return;
      const { picture, name } = me;
      return rewrite({ ...now, picture, ...(name !== undefined && { name }) }, next);
    }
    await profiles.put({ ...row, ...(still && { epoch: still.epoch, enrolled: still.enrolled }) });
    for (const fact of facts) {
      const { unsent } = (await store.get(fact.id)) ?? fact; // it may have been sent meanwhile
      await store.put({ ...fact, unsent });
    }
    for (const place of newPlaces) await work.objectStore("places").put(place);
    await work.objectStore("keys").clear();
    if (next) await work.objectStore("keys").put(next.key, me.id);
    await devices.put({ ...device, current: me.id, touched: Date.now() }, "this");
    await work.done;
  }

  /** How long `id` has to wait before the next try, in milliseconds. */
  async function waitOf(id: string): Promise<number> {
    return (await db.get("profiles", id))?.lock?.wait ?? 0;
  }

  /**
   * So many milliseconds were waited in front of the lock; answers how many are left. Only time that was
   * waited there counts: no clock that is set makes it shorter.
   */
  async function waited(id: string, milliseconds: number): Promise<number> {
    const work = db.transaction("profiles", "readwrite", STRICT);
    const row = await work.store.get(id);
    const wait = Math.max(0, (row?.lock?.wait ?? 0) - milliseconds);
    if (row?.lock) await work.store.put({ ...row, lock: { ...row.lock, wait } });
    await work.done;
    return wait;
  }

  /**
   * Tries `pictures` at the lock of `id`, who is at the device when they are right. Answers whether they were.
   * A try counts before it is made: whoever closes the page meanwhile gains none.
   */
  async function tryOpen(id: string, pictures: string[]): Promise<boolean> {
    const work = db.transaction("profiles", "readwrite", STRICT);
    const row = await work.store.get(id);
    if (!row || !("box" in row) || row.lock.wait > 0) return false;
    const wrong = row.lock.wrong + 1;
    await work.store.put({ ...row, lock: { ...row.lock, wrong, wait: waitAfter(wrong) } });
    await work.done;
    const key = await keyOf(row.lock, pictures);
    if (!(await openWith(key, row).catch(() => undefined))) return false;
    await handOver(db, id, key);
    await settleIn(id);
    return true;
  }

  /** Forgets the wrong tries; has the enrolment and what waits sealed with the key that the server has now. */
  async function settleIn(id: string): Promise<void> {
    const me = await current(db);
    if (me?.id !== id || !me.lock || !me.key) return;
    const { sealed_enrolment } = await lockedRow(me, me.lock, me.key);
    const work = db.transaction("profiles", "readwrite", STRICT);
    const row = await work.store.get(id);
    if (row?.lock?.salt === me.lock.salt) {
      const lock = { ...row.lock, wrong: 0, wait: 0 };
      await work.store.put({ ...row, lock, ...(sealed_enrolment && { sealed_enrolment }) });
    }
    await work.done;
    await sealWaiting(db, me, me.key);
  }

  /** The pictures are forgotten, and there is no card: the profile is shown no more, and deleted once all is sent. */
  async function giveUp(id: string): Promise<void> {
    const work = db.transaction(["profiles", "facts", "places"], "readwrite", STRICT);
    const [profiles, facts, places] = [work.objectStore("profiles"), work.objectStore("facts"), work.objectStore("places")];
    const row = await profiles.get(id);
    if (row && "box" in row) {
      await profiles.put({ ...row, left: true });
      for (const fact of await facts.index("unsent").getAll(ofLearner(row))) {
        const { box: _box, ...alone } = fact as BoxedFact;
        await (fact.unsent && "sealed" in fact ? facts.put(alone) : facts.delete(fact.id));
      }
      for (const key of await places.index("profile").getAllKeys(id)) await places.delete(key);
    }
    await work.done;
  }

  return { giveUp, makeLocked, putOn, takeOff, tryOpen, waited, waitOf };
}
