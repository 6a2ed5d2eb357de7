/**
 * What the device keeps of its learner, in IndexedDB. Facts are written before anything else happens
 * with them, and leave the outbox only when the server has named them.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Moved } from "./code.ts";
import { hex, random, uuid4, uuid7, type Fact } from "./facts.ts";

export interface Identity {
  learner: string;
  /** Lets pull, move and erase: 32 hexadecimal digits. */
  secret: string;
  device: string;
  /** Lets this device push: 32 hexadecimal digits. */
  token: string;
  /** The highest `seq` seen. */
  seq: number;
  /** How far this device has pulled. */
  cursor: number;
  epoch: string | null;
  /** Whether the server knows this learner with this device. */
  enrolled: boolean;
  /** The learner was deleted from another device: the server keeps nothing of them any more. */
  erased?: boolean;
}

/** A fact as it is kept: `unsent` is 1 as long as it waits (IndexedDB has no index over booleans). */
export type KeptFact = Fact & { unsent: 0 | 1; refused?: string };

/** What a page is called here, for “continue where you left off”. */
export interface Place {
  page: string;
  title: string;
  url: string;
  /** Blocks of its steps, in their order. */
  steps: string[];
  /** What its questions ask, by block. */
  questions?: Record<string, string>;
}

/** A learner whom the server still has to forget: once all is sent as `heir`, if they moved to one. */
export type Farewell = Pick<Identity, "learner" | "secret"> & { heir?: string };

interface Schema extends DBSchema {
  facts: { key: string; value: KeptFact; indexes: { unsent: number } };
  places: { key: string; value: Place };
  farewells: { key: string; value: Farewell };
  identity: { key: "me"; value: Identity };
}

export type Database = IDBPDatabase<Schema>;

const STRICT = { durability: "strict" } as const;

export function open(name = "pascupas"): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("facts", { keyPath: "id" }).createIndex("unsent", "unsent");
      database.createObjectStore("places", { keyPath: "page" });
      database.createObjectStore("farewells", { keyPath: "learner" });
      database.createObjectStore("identity");
    },
    blocking(_current, _blocked, event) {
      // Another tab has newer code: it may go on, and this one works again after its next load.
      (event.target as IDBDatabase).close();
    },
    terminated: () => (opened = undefined),
  });
}

const PATIENCE = 5_000; // milliseconds: some private windows never answer
let opened: Promise<Database> | undefined;

/** The database of this site, opened once a page. Rejects where storage is closed to us. */
export async function database(): Promise<Database> {
  opened ??= open();
  const late = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE, new Error("IndexedDB does not answer")));
  late.catch(() => {});
  return Promise.race([opened, late]);
}

export function newIdentity(): Identity {
  return {
    learner: uuid4(),
    secret: hex(random(16)),
    device: uuid4(),
    token: hex(random(16)),
    seq: 0,
    cursor: 0,
    epoch: null,
    enrolled: false,
  };
}

export type Done = Pick<Fact, "kind" | "object" | "version" | "data">;

/**
 * Keeps what was just done; the learner is made with their first fact. Resolves once it is on the disk.
 * Rejects with `QuotaExceededError` when the device is full.
 */
export async function keep(db: Database, done: Done, now = new Date()): Promise<KeptFact> {
  const work = db.transaction(["facts", "identity"], "readwrite", STRICT);
  const identities = work.objectStore("identity");
  const me = (await identities.get("me")) ?? newIdentity();
  me.seq += 1;
  const { learner, device, seq } = me;
  const at = now.toISOString();
  const fact: KeptFact = { id: uuid7(now.getTime()), learner, device, seq, at, ...done, unsent: 1 };
  // A write that is undone says only that; why, the transaction says.
  await Promise.allSettled([identities.put(me, "me"), work.objectStore("facts").add(fact)]);
  await work.done;
  return fact;
}

/**
 * Makes this device one of the learner who moved here by their code. What was done here before stays:
 * it is told anew as theirs, and the learner it was told as is to be forgotten by the server.
 */
export async function move(db: Database, { learner, secret }: Moved): Promise<void> {
  const work = db.transaction(["facts", "identity", "farewells"], "readwrite", STRICT);
  const [facts, identities] = [work.objectStore("facts"), work.objectStore("identity")];
  const before = await identities.get("me");
  if (before?.learner === learner) return work.done;
  const me: Identity = { ...newIdentity(), learner, secret };
  const own = (await facts.getAll()).sort((a, b) => a.seq - b.seq);
  for (const fact of own) {
    me.seq += 1;
    const { at, kind, object, version, data } = fact;
    await facts.delete(fact.id);
    await facts.add({ id: uuid7(), learner, device: me.device, seq: me.seq, at, kind, object, version, data, unsent: 1 });
  }
  if (before?.enrolled) {
    await work.objectStore("farewells").put({ learner: before.learner, secret: before.secret, heir: learner });
  }
  await identities.put(me, "me");
  return work.done;
}

/** Deletes all that was done here; the server is told when it can be reached. */
export async function forget(db: Database): Promise<void> {
  const work = db.transaction(["facts", "identity", "places", "farewells"], "readwrite", STRICT);
  const me = await work.objectStore("identity").get("me");
  if (me) {
    // Also when no answer ever came: the server may have stored what it was sent.
    await work.objectStore("farewells").put({ learner: me.learner, secret: me.secret });
  }
  for (const name of ["facts", "identity", "places"] as const) await work.objectStore(name).clear();
  return work.done;
}
