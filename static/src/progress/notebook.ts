/**
 * What a learner did on this device, and how it lies in the store: nobody else knows. Facts are written
 * before anything else happens with them, and leave the outbox only when the server has named them.
 */
import { uuid4, uuid7, type Fact } from "./facts.ts";
import { STRICT } from "./store.ts";
import type { BoxedFact, Card, Database, KeptFact, KeptPlace, Place, Profile, ProfileRow } from "./store.ts";

export type Done = Pick<Fact, "kind" | "object" | "version" | "data">;

/** A fact that nobody here can read now, for the server. */
export type Sealed = Required<Pick<BoxedFact, "id" | "sealed">>;

/** How a locked profile's notes lie there: fetched only where somebody has a lock. */
const locked = () => import("./locked.ts");

/**
 * Keeps what the learner of profile `id` just did; undefined when that profile is gone from the device.
 * Resolves once it is on the disk. Rejects with `QuotaExceededError` when the device is full. One
 * transaction, begun at once: who leaves the page with the same press loses nothing.
 */
export async function keep(db: Database, id: string, done: Done, now = new Date()): Promise<KeptFact | undefined> {
  const work = db.transaction(["device", "facts", "profiles"], "readwrite", STRICT);
  const profiles = work.objectStore("profiles");
  const [tablet, me] = await Promise.all([work.objectStore("device").get("this"), profiles.get(id)]);
  if (!tablet || !me) return undefined;
  const seq = me.seq + 1;
  const at = now.toISOString();
  const fact = { id: uuid7(now.getTime()), learner: me.learner, device: tablet.device, seq, at, ...done };
  if (me.lock) return (await locked()).keepLocked(db, id, fact, () => keep(db, id, done, now));
  const row: KeptFact = { ...fact, unsent: 1 };
  // A write that is undone says only that; why, the transaction says.
  const written = Promise.allSettled([profiles.put({ ...me, seq }), work.objectStore("facts").add(row)]);
  work.commit?.(); // now, and not when both are answered: the page may be left before
  await written;
  await work.done;
  return row;
}

/** All that the learner did, here and elsewhere, as far as this device knows. */
export async function factsOf(db: Database, me: Profile): Promise<Fact[]> {
  return (await notesOf(db, me)).map(bare);
}

/** The same, each with how it stands: whether it waits, and what the server refused it for. */
export async function notesOf(db: Database, me: Profile): Promise<KeptFact[]> {
  return readFacts(me, await db.getAllFromIndex("facts", "unsent", ofLearner(me)));
}

/** How many facts there are, and how many of them wait. */
export async function countOf(db: Database, me: Profile): Promise<{ all: number; waiting: number }> {
  const [all, waiting] = await Promise.all([
    db.countFromIndex("facts", "unsent", ofLearner(me)),
    db.countFromIndex("facts", "unsent", [me.learner, 1]),
  ]);
  return { all, waiting };
}

/**
 * The first `most` facts that wait, in the order in which they were made; behind them those that nobody
 * can read here now, as far as they can be sent.
 */
export async function waitingOf(db: Database, me: ProfileRow, most?: number): Promise<(Fact | Sealed)[]> {
  // Some of a locked profile's may have to wait until it is open: those behind them need not.
  const rows = await db.getAllFromIndex("facts", "unsent", [me.learner, 1], me.lock ? undefined : most);
  const read = (await readFacts(me, rows)).map(bare).sort((a, b) => a.seq - b.seq);
  const sealed = rows.filter((row): row is BoxedFact & Sealed => "sealed" in row && !(me.key && row.box));
  return [...read, ...sealed].slice(0, most);
}

export async function placesOf(db: Database, me: Profile): Promise<Map<string, Place>> {
  const rows = await placeRowsOf(db, me);
  return new Map(rows.map(({ key: _key, profile: _profile, ...place }) => [place.page, place]));
}

export async function placeRowsOf(db: Database, me: Profile): Promise<KeptPlace[]> {
  const rows = await db.getAllFromIndex("places", "profile", me.id);
  return me.key ? (await locked()).readPlaceBoxes(me.key, rows) : (rows as KeptPlace[]);
}

/** Keeps `place` as long as the profile stands as it does in `me`. */
export async function keepPlace(db: Database, me: Profile, place: Place): Promise<void> {
  const before = (await placeRowsOf(db, me)).find(({ page }) => page === place.page);
  const row = { key: before?.key ?? uuid4(), profile: me.id, ...place };
  const kept = me.key ? await (await locked()).boxPlace(me.key, row) : row;
  const work = db.transaction(["profiles", "places"], "readwrite");
  const now = await work.objectStore("profiles").get(me.id);
  if (now && now.lock?.salt === me.lock?.salt) await work.objectStore("places").put(kept);
  return work.done;
}

/** What a server said to one learner. */
export interface Told {
  accepted: string[];
  refused: { id: string | null; index: number; code: string }[];
  facts: Fact[];
  cursor: number;
  more: boolean;
  card?: Pick<Card, "handle" | "number"> | null;
}

/**
 * Takes in, in one transaction, what was `told` to the one who was sent as `sentAs` with the facts
 * `waiting`. `named` counts those of them that it speaks of; `anew`: the server had forgotten the learner.
 */
export async function settle(
  db: Database,
  sentAs: ProfileRow,
  waiting: (Fact | Sealed)[],
  told: Told & { epoch: string; pulled: boolean; anew?: boolean },
): Promise<{ named: number; more: boolean }> {
  const pulled = await rowsOf(sentAs, told.facts.map((fact) => ({ ...fact, unsent: 0 })));
  const refused = new Map(told.refused.map(({ index, code }) => [waiting[index]?.id, code]));
  const accepted = new Set(told.accepted);
  const work = db.transaction(["facts", "profiles"], "readwrite", STRICT);
  const [facts, profiles] = [work.objectStore("facts"), work.objectStore("profiles")];
  const me = await profiles.get(sentAs.id);
  // Meanwhile the learner may have been deleted, another may have moved in, or a lock was put on.
  if (me?.learner !== sentAs.learner || me.lock?.salt !== sentAs.lock?.salt) {
    await work.done;
    return { named: 0, more: false };
  }
  /** Nobody reads it here any more: good for nothing once the server has it. */
  const isLost = (row: KeptFact | BoxedFact) => !("kind" in row || row.box);
  const restored = told.anew || (me.epoch !== null && me.epoch !== told.epoch);
  let named = 0;
  for (const { id } of waiting) {
    const row = await facts.get(id);
    if (!row || !(accepted.has(id) || refused.has(id))) continue;
    const code = refused.get(id);
    // A seal that the server could not open is made anew once the profile is open; where nobody opens it
    // any more it is all there is, and that server may find its key again.
    const again = code === "sealed";
    if (again && isLost(row)) continue;
    named += 1;
    const { sealed: _sealed, ...kept } = row as BoxedFact;
    if (isLost(row)) await facts.delete(id);
    else await facts.put({ ...kept, unsent: again ? 1 : 0, ...(code && !again && { refused: code }) });
  }
  for (const row of pulled) {
    const had = await facts.get(row.id);
    if (!had || isLost(had)) await facts.put(row);
  }
  me.seq = Math.max(me.seq, ...told.facts.map(({ seq }) => seq));
  me.enrolled = true;
  me.epoch = told.epoch;
  if (named > 0) me.sent = Date.now();
  if (told.pulled) me.pulled = Date.now();
  if (told.card) me.card = newer(me, { ...told.card, told: told.epoch });
  else if (told.card === null && me.card) me.card.told = null; // it holds none: ours is told anew
  if (told.pulled && sentAs.cursor === me.cursor) {
    me.cursor = told.cursor;
    const waits = await facts.index("unsent").getAll([me.learner, 1]);
    if (!told.more && !waits.some(isLost)) delete me.whole;
  }
  if (restored) {
    // The server went back to an older day: offer everything again, and pull from the beginning.
    me.cursor = 0;
    for (const row of await facts.index("unsent").getAll(ofLearner(me))) {
      const { refused: _refused, ...whole } = row;
      // Those of other devices too: the one that made them may be lost.
      if (!accepted.has(row.id)) await facts.put({ ...whole, unsent: 1 });
    }
  }
  await profiles.put(me);
  await work.done;
  return { named, more: told.more || restored };
}

/** Whether the server has still to hear of the card that was made here. */
export function isUntold({ card, epoch }: ProfileRow): boolean {
  return card?.code !== undefined && card.told !== (epoch ?? "");
}

/** Which of the two holds: the server's, unless a newer one was made here meanwhile. */
function newer({ card: own, lock }: ProfileRow, theirs: Card): Card {
  if (own?.number === theirs.number && own.handle === theirs.handle) return { ...own, ...theirs };
  const isOurs = lock || own?.code; // with a lock, the code lies in the box
  return own && isOurs && own.number > theirs.number ? own : theirs;
}

/** The facts of one learner as those of another, made anew: what was done here goes by that name then. */
export function toldAnew(heir: Profile, device: string, facts: Fact[]): Promise<(KeptFact | BoxedFact)[]> {
  const told = facts
    .sort((a, b) => a.seq - b.seq)
    .map(({ at, kind, object, version, data }, index): KeptFact => {
      const seq = heir.seq + index + 1;
      return { id: uuid7(), learner: heir.learner, device, seq, at, kind, object, version, data, unsent: 1 };
    });
  return rowsOf(heir, told);
}

/** Facts of a learner, whether they wait or not. */
export function ofLearner({ learner }: ProfileRow): IDBKeyRange {
  return IDBKeyRange.bound([learner, 0], [learner, 1]);
}

// --- how it lies there -------------------------------------------------------------------------------

async function rowsOf(me: ProfileRow, facts: KeptFact[]): Promise<(KeptFact | BoxedFact)[]> {
  return me.key && facts.length ? (await locked()).boxFacts(me, facts) : facts;
}

/** What can be read of `rows` as `me` stands here. */
async function readFacts(me: ProfileRow, rows: (KeptFact | BoxedFact)[]): Promise<KeptFact[]> {
  return me.key ? (await locked()).readBoxes(me.key, rows) : (rows.filter((row) => "kind" in row) as KeptFact[]);
}

function bare({ unsent: _unsent, refused: _refused, ...fact }: KeptFact): Fact {
  return fact;
}
