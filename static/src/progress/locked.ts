/**
 * How what belongs to a locked profile lies in the store: encrypted under the key that its three pictures
 * give and, as long as it waits, sealed to the server as well (docs/decisions/015). Fetched only where
 * somebody has a lock; what every page has is handed in and not imported, so that it lies in no part of
 * its own. WebCrypto never answers within a transaction: what is written is made before it.
 */
import type { Fact } from "./facts.ts";
import { join, sealer, toBase64url, type Seal } from "./hpke.ts";
import type { BoxedFact, BoxedPlace, Bytes, Card, Database, KeptFact, KeptPlace, Lock, LockedProfile, Place, Profile } from "./store.ts";

// Whoever has a lock needs this without internet too; the worker fetches what it has not.
globalThis.navigator?.serviceWorker?.controller?.postMessage("keep all");

const STRICT = { durability: "strict" } as const;
const ABOUT = "pascupas facts 1";
const IV = 12; // bytes, as AES-GCM has them

/** The profile in `row` with what lies in its box; undefined when its key is not here, or is another's. */
export async function opened(db: Database, row: LockedProfile): Promise<Profile | undefined> {
  const key = await db.get("keys", row.id);
  const me = key && (await openWith(key, row).catch(() => undefined));
  if (me) mended ??= sealWaiting(db, me, key!).catch(() => {}); // what a page had no time for that was left
  return me;
}

let mended: Promise<void> | undefined;

/** The same with `key`; rejects when it is not the one. */
export async function openWith(key: CryptoKey, { box, ...row }: LockedProfile): Promise<Profile> {
  const { made, ...own } = (await unbox(key, row.id, box)) as Boxed;
  const { card } = row;
  // Another card may hold by now than the one that was made here.
  const isOurs = card && made?.number === card.number && made.handle === card.handle;
  return { ...row, ...own, ...(isOurs && { card: { ...made, ...card } }), key };
}

type Boxed = Pick<Profile, "name" | "secret"> & { made?: Card };

/** `me` as it is kept under `lock`, whose key is `key`. */
export async function lockedRow(me: Profile, lock: Lock, key: CryptoKey): Promise<LockedProfile> {
  const { name, secret, card, key: _key, ...clear } = me;
  const { code, ...held } = card ?? ({} as Partial<Card>);
  const own: Boxed = { secret, ...(name !== undefined && { name }), ...(card && code && { made: card }) };
  const box = await boxed(key, me.id, own);
  const sealed_enrolment = await sealed({ enrolment: { secret } });
  return { ...clear, lock, box, ...(card && { card: held as Card }), ...(sealed_enrolment && { sealed_enrolment }) };
}

let last: Promise<unknown> = Promise.resolve();
let sealing: Promise<unknown> = last;

/**
 * Keeps `fact` of the locked profile `id` under the next number, after those before; undefined when the
 * profile is not open. When its lock was taken off meanwhile, `again` keeps it as `keep` in `notebook.ts`
 * does. It is sealed only once it is kept: who leaves the page with the same press loses nothing.
 */
export function keepLocked(db: Database, id: string, fact: Fact, again: () => Promise<KeptFact | undefined>): Promise<KeptFact | undefined> {
  const kept = last.then(() => keepNow(db, id, fact, again));
  last = kept.catch(() => {});
  return kept;
}

async function keepNow(db: Database, id: string, fact: Fact, again: () => Promise<KeptFact | undefined>): Promise<KeptFact | undefined> {
  for (;;) {
    const read = db.transaction(["profiles", "keys"]);
    const [me, key] = await Promise.all([read.objectStore("profiles").get(id), read.objectStore("keys").get(id)]);
    if (me && !("box" in me)) return again();
    if (!me || !key) return undefined;
    const seq = me.seq + 1;
    const row: BoxedFact = { id: fact.id, learner: me.learner, unsent: 1, box: await boxed(key, fact.id, { ...fact, seq }) };
    const work = db.transaction(["facts", "profiles"], "readwrite", STRICT);
    const profiles = work.objectStore("profiles");
    const still = await profiles.get(id);
    const same = still?.seq === me.seq && still.lock?.salt === me.lock.salt;
    const written = same ? [profiles.put({ ...still, seq }), work.objectStore("facts").add(row)] : [];
    work.commit?.(); // as in `keep`
    await Promise.allSettled(written);
    await work.done;
    if (!same) continue;
    // With the key in hand, since the profile may be handed over before it is done.
    sealing = sealing.then(() => last).then(() => sealWaiting(db, me, key)).catch(() => {});
    return { ...fact, seq, unsent: 1 };
  }
}

/** Seals what waits of `me` and is not sealed: just kept, or the server could not open it. */
export async function sealWaiting(db: Database, me: Pick<Profile, "learner">, key: CryptoKey): Promise<void> {
  if (!serverKey()) return;
  const rows = (await db.getAllFromIndex("facts", "unsent", [me.learner, 1])) as BoxedFact[];
  for (const { id: factId, box, sealed: before } of rows) {
    if (!box || before) continue;
    const seal = await sealed(await unbox(key, factId, box));
    const work = db.transaction("facts", "readwrite", STRICT);
    const now = (await work.store.get(factId)) as BoxedFact | undefined;
    // Sent meanwhile, or under another lock: then another has sealed it.
    if (seal && now?.unsent && now.box && !now.sealed && isSame(now.box, box)) await work.store.put({ ...now, sealed: seal });
    await work.done;
  }
}

const isSame = (one: Bytes, other: Bytes) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/** Facts of `me`, who is open, as they are kept; those that wait also sealed. */
export async function boxFacts(me: Profile, facts: KeptFact[]): Promise<BoxedFact[]> {
  return Promise.all(
    facts.map(async ({ unsent, refused, ...fact }) => {
      const { id, learner } = fact;
      const [box, seal] = [await boxed(me.key!, id, fact), unsent ? await sealed(fact) : undefined];
      return { id, learner, unsent, ...(refused && { refused }), box, ...(seal && { sealed: seal }) };
    }),
  );
}

/** What lies in `rows`, by the key of their learner; without what nobody can read here any more. */
export async function readBoxes(key: CryptoKey, rows: BoxedFact[]): Promise<KeptFact[]> {
  return Promise.all(
    rows.flatMap((row) => {
      if (!row.box) return [];
      const { id, unsent, refused, box } = row;
      return [unbox(key, id, box).then((fact): KeptFact => ({ ...(fact as Fact), unsent, ...(refused && { refused }) }))];
    }),
  );
}

export async function boxPlace(key: CryptoKey, { key: id, profile, ...place }: KeptPlace): Promise<BoxedPlace> {
  return { key: id, profile, box: await boxed(key, id, place) };
}

export async function readPlaceBoxes(key: CryptoKey, rows: (KeptPlace | BoxedPlace)[]): Promise<KeptPlace[]> {
  return Promise.all(
    rows.map(async (row) =>
      "box" in row ? { key: row.key, profile: row.profile, ...((await unbox(key, row.key, row.box)) as Place) } : row,
    ),
  );
}

// --- encrypted -----------------------------------------------------------------------------------------

/** `value` under `key`, bound to the row `id`: no box can be put into another's place. */
async function boxed(key: CryptoKey, id: string, value: unknown): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return join(iv, new Uint8Array(await crypto.subtle.encrypt(how(iv, id), key, plain)));
}

/** What was put into a box; rejects for another key, another row, and what was changed since. */
async function unbox(key: CryptoKey, id: string, box: Bytes): Promise<unknown> {
  const plain = await crypto.subtle.decrypt(how(box.subarray(0, IV), id), key, box.subarray(IV));
  return JSON.parse(new TextDecoder().decode(plain));
}

const how = (iv: Bytes, id: string) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) });

// --- sealed --------------------------------------------------------------------------------------------

/** What is asked of a page here; a worker, which sends too, has none. */
type Asked = { document?: { querySelector(selector: string): { dataset: Record<string, string | undefined> } | null } };

/** The key that the page says the server has; pages without one offer no lock. */
export function serverKey(): string | undefined {
  return (globalThis as unknown as Asked).document?.querySelector("[data-server-key]")?.dataset.serverKey;
}

let to: [key: string, seal: Promise<Seal>] | undefined;

/** `value` for the server alone; undefined where the page names no key of it: then it waits until it is open. */
async function sealed(value: unknown): Promise<string | undefined> {
  const key = serverKey();
  if (!key) return undefined;
  if (to?.[0] !== key) to = [key, sealer(key, ABOUT)];
  const seal = await to[1];
  return toBase64url(await seal(new TextEncoder().encode(JSON.stringify(value))));
}
