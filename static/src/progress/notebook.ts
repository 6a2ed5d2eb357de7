/**
 * What a learner did on this device, and how it lies in the store: nobody else knows. Facts are written
 * before anything else happens with them, and leave the outbox only when the server has named them.
 */
import { uuid4, uuid7, type Fact } from "./facts.ts";
import { STRICT, type Database, type KeptFact, type KeptPlace, type Place, type Profile } from "./store.ts";

export type Done = Pick<Fact, "kind" | "object" | "version" | "data">;

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
  const row = rowOf(me, fact, 1);
  // A write that is undone says only that; why, the transaction says.
  await Promise.allSettled([profiles.put({ ...me, seq }), work.objectStore("facts").add(row)]);
  await work.done;
  return row;
}

/** All that the learner did, here and elsewhere, as far as this device knows. */
export async function factsOf(db: Database, me: Profile): Promise<Fact[]> {
  const rows = await db.getAllFromIndex("facts", "unsent", ofLearner(me));
  return rows.map((row) => readFact(me, row));
}

/** The same, each with how it stands: whether it waits, and what the server refused it for. */
export async function notesOf(db: Database, me: Profile): Promise<KeptFact[]> {
  const rows = await db.getAllFromIndex("facts", "unsent", ofLearner(me));
  return rows.map((row) => ({ ...readFact(me, row), unsent: row.unsent, ...(row.refused ? { refused: row.refused } : {}) }));
}

/** How many facts there are, and how many of them wait. */
export async function countOf(db: Database, me: Profile): Promise<{ all: number; waiting: number }> {
  const [all, waiting] = await Promise.all([
    db.countFromIndex("facts", "unsent", ofLearner(me)),
    db.countFromIndex("facts", "unsent", [me.learner, 1]),
  ]);
  return { all, waiting };
}

/** The first `most` facts that wait, in the order in which they were made. */
export async function waitingOf(db: Database, me: Profile, most?: number): Promise<Fact[]> {
  const rows = await db.getAllFromIndex("facts", "unsent", [me.learner, 1], most);
  return rows.map((row) => readFact(me, row)).sort((a, b) => a.seq - b.seq);
}

export async function placesOf(db: Database, me: Profile): Promise<Map<string, Place>> {
  const places = (await db.getAllFromIndex("places", "profile", me.id)).map(readPlace);
  return new Map(places.map((place) => [place.page, place]));
}

export async function keepPlace(db: Database, me: Profile, place: Place): Promise<void> {
  const rows = await db.getAllFromIndex("places", "profile", me.id);
  const before = rows.find((row) => readPlace(row).page === place.page);
  await db.put("places", { key: before?.key ?? uuid4(), profile: me.id, ...place });
}

/** What a server said to one learner. */
export interface Told {
  accepted: string[];
  refused: { id: string | null; index: number; code: string }[];
  facts: Fact[];
  cursor: number;
  more: boolean;
}

/**
 * Takes in, in one transaction, what was `told` to the one who was sent as `sentAs` with the facts
 * `waiting`. `named` counts those of them that it speaks of.
 */
export async function settle(
  db: Database,
  sentAs: Profile,
  waiting: Fact[],
  told: Told & { epoch: string; pulled: boolean },
): Promise<{ named: number; more: boolean }> {
  const pulled = told.facts.map((fact) => rowOf(sentAs, fact, 0));
  const refused = new Map(told.refused.map(({ index, code }) => [waiting[index]?.id, code]));
  const accepted = new Set(told.accepted);
  const work = db.transaction(["facts", "profiles"], "readwrite", STRICT);
  const [facts, profiles] = [work.objectStore("facts"), work.objectStore("profiles")];
  const me = await profiles.get(sentAs.id);
  // Meanwhile the learner may have been deleted, or another may have moved in.
  if (me?.learner !== sentAs.learner) {
    await work.done;
    return { named: 0, more: false };
  }
  const restored = me.epoch !== null && me.epoch !== told.epoch;
  let named = 0;
  for (const { id } of waiting) {
    const row = await facts.get(id);
    if (!row || !(accepted.has(id) || refused.has(id))) continue;
    named += 1;
    const code = refused.get(id);
    await facts.put({ ...row, unsent: 0, ...(code === undefined ? {} : { refused: code }) });
  }
  for (const row of pulled) if (!(await facts.get(row.id))) await facts.add(row);
  me.seq = Math.max(me.seq, ...told.facts.map(({ seq }) => seq));
  me.enrolled = true;
  me.epoch = told.epoch;
  if (told.pulled && sentAs.cursor === me.cursor) {
    me.cursor = told.cursor;
    if (!told.more) delete me.whole;
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

/** The facts of one learner as those of another, made anew: what was done here goes by that name then. */
export function toldAnew(heir: Profile, device: string, facts: Fact[]): KeptFact[] {
  return facts
    .sort((a, b) => a.seq - b.seq)
    .map(({ at, kind, object, version, data }, index) => {
      const seq = heir.seq + index + 1;
      return rowOf(heir, { id: uuid7(), learner: heir.learner, device, seq, at, kind, object, version, data }, 1);
    });
}

/** Facts of a learner, whether they wait or not. */
export function ofLearner({ learner }: Profile): IDBKeyRange {
  return IDBKeyRange.bound([learner, 0], [learner, 1]);
}

// --- how it lies there -------------------------------------------------------------------------------

function rowOf(_me: Profile, fact: Fact, unsent: 0 | 1): KeptFact {
  return { ...fact, unsent };
}

function readFact(_me: Profile, { unsent: _unsent, refused: _refused, ...fact }: KeptFact): Fact {
  return fact;
}

function readPlace({ key: _key, profile: _profile, ...place }: KeptPlace): Place {
  return place;
}
