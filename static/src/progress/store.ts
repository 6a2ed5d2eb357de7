/**
 * The database of this site on this device: its stores, and how an older one becomes today's. What lies
 * in them and how, `profiles.ts` and `notebook.ts` know and nobody else (docs/decisions/015).
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { hex, random, uuid4, type Fact } from "./facts.ts";
import { DATABASE } from "./launch.ts";

/** The tablet: one device for all who learn on it. */
export interface Device {
  device: string;
  /** Lets this device push: 32 hexadecimal digits. */
  token: string;
  /** Who is at the device; null: nobody yet, who becomes a guest with the first thing they do. */
  current: string | null;
  /** When it was touched last, in milliseconds. */
  touched: number;
  /** It was said to be shared by several people. */
  shared: boolean;
  /** From when until when the server asked to be left alone, in milliseconds. */
  rests?: [from: number, until: number];
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** What unlocks a profile: three pictures, in order. */
export interface Lock {
  /** Another one with every new lock: a UUID of version 4. */
  salt: string;
  /** How often PBKDF2 is to go round. */
  rounds: number;
  pictures: 3;
  /** Wrong tries since it was open last. */
  wrong: number;
  /** Milliseconds to wait before the next try. */
  wait: number;
}

/** A learner on this device. One without a picture is a guest. */
export interface Profile {
  id: string;
  picture: string | null;
  name?: string;
  /** A guest who handed over: shown to nobody, sent, then deleted. */
  left?: true;
  learner: string;
  /** Lets pull, move and erase: 32 hexadecimal digits. */
  secret: string;
  /** The highest `seq` seen. */
  seq: number;
  /** How far this device has pulled. */
  cursor: number;
  /** What this device did before, and lost, has to be pulled as well. */
  whole?: true;
  /** By this device's clock, in milliseconds: when the server last named something of theirs, and was last asked for more. */
  sent?: number;
  pulled?: number;
  epoch: string | null;
  /** Whether the server knows this learner with this device. */
  enrolled: boolean;
  /** The learner was deleted from another device: the server keeps nothing of them any more. */
  erased?: true;
  lock?: Lock;
  /** Of one with a lock: what enrols it, sealed to the server. */
  sealed_enrolment?: string;
  /** Of one with a lock that is open. Never kept in its row. */
  key?: CryptoKey;
  card?: Card;
}

/** The learning card that holds, as far as this device knows (docs/decisions/016). */
export interface Card {
  handle: string;
  number: number;
  /** 64 bits in hexadecimal digits; absent where it was made elsewhere, and in the row of a locked profile. */
  code?: string;
  /** The epoch of the server that knows it. */
  told?: string | null;
}

/** One with a lock, as it is kept: name and secret lie in the box (`locked.ts`). */
export type LockedProfile = Omit<Profile, "name" | "secret" | "key"> & {
  lock: Lock;
  box: Bytes;
  name?: undefined;
  secret?: undefined;
  key?: undefined;
};

export type ProfileRow = Profile | LockedProfile;

/** A fact as it is kept: `unsent` is 1 as long as it waits (IndexedDB has no index over booleans). */
export type KeptFact = Fact & { unsent: 0 | 1; refused?: string };

/**
 * The same of a locked profile; as long as it waits, also sealed to the server (base64url). Without a box
 * nobody can read it here any more: it waits for the server alone.
 */
export type BoxedFact = Pick<KeptFact, "id" | "learner" | "unsent" | "refused"> & { box?: Bytes; sealed?: string };

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

export type KeptPlace = Place & { key: string; profile: string };

export type BoxedPlace = Pick<KeptPlace, "key" | "profile"> & { box: Bytes };

/** A learner whom the server still has to forget: once all is sent as `heir`, if they moved to one. */
export type Farewell = Pick<Profile, "learner" | "secret"> & { heir?: string };

export interface Schema extends DBSchema {
  device: { key: "this"; value: Device };
  profiles: { key: string; value: ProfileRow };
  facts: { key: string; value: KeptFact | BoxedFact; indexes: { unsent: [learner: string, unsent: number] } };
  places: { key: string; value: KeptPlace | BoxedPlace; indexes: { profile: string } };
  farewells: { key: string; value: Farewell };
  /** Of the locked profile that is at the device, by its id. */
  keys: { key: string; value: CryptoKey };
}

export type Database = IDBPDatabase<Schema>;

/** For what must outlive a battery that is taken out. */
export const STRICT = { durability: "strict" } as const;

export function open(name = "pascupas"): Promise<Database> {
  return openDB<Schema>(name, 3, {
    async upgrade(database, before, _now, work) {
      // Version 3 has the stores of version 2, and rows that pages of then could not read.
      if (before === 2) return;
      const old = before === 1 ? await takeOld(database, work) : undefined;
      for (const [store, keyPath] of [["facts", "id"], ["farewells", "learner"]] as const) {
        if (!old) database.createObjectStore(store, { keyPath });
      }
      work.objectStore("facts").createIndex("unsent", ["learner", "unsent"]);
      database.createObjectStore("profiles", { keyPath: "id" });
      for (const store of ["device", "keys"] as const) database.createObjectStore(store);
      database.createObjectStore("places", { keyPath: "key" }).createIndex("profile", "profile");
      if (!old?.me) return;
      const { device, token, ...me } = old.me;
      const guest: Profile = { id: uuid4(), picture: null, ...me };
      await work.objectStore("profiles").put(guest);
      await work.objectStore("device").put({ ...newDevice(), device, token, current: guest.id }, "this");
      for (const place of old.places) {
        await work.objectStore("places").put({ key: uuid4(), profile: guest.id, ...place });
      }
    },
    blocking(_current, _blocked, event) {
      // Another tab has newer code: it may go on, and this one works again after its next load.
      (event.target as IDBDatabase).close();
    },
    terminated: () => (opened = undefined),
  });
}

/** What version 1 had, whose one learner needed no profile; takes away its stores that are others today. */
async function takeOld(database: Database, work: { objectStore(name: never): unknown }) {
  type Old = { get(key: string): Promise<unknown>; getAll(): Promise<unknown[]>; deleteIndex(name: string): void };
  const store = (name: string) => work.objectStore(name as never) as Old;
  const me = (await store("identity").get("me")) as (Omit<Profile, "id" | "picture"> & Pick<Device, "device" | "token">) | undefined;
  const places = (await store("places").getAll()) as Place[];
  store("facts").deleteIndex("unsent");
  for (const name of ["identity", "places"]) database.deleteObjectStore(name as "places");
  return { me, places };
}

const PATIENCE = 5_000; // milliseconds: some private windows never answer
let opened: Promise<Database> | undefined;

/** The database of this site, opened once a page. Rejects where storage is closed to us. */
export async function database(): Promise<Database> {
  opened ??= open(DATABASE);
  const late = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE, new Error("IndexedDB does not answer")));
  late.catch(() => {});
  return Promise.race([opened, late]);
}

export function newDevice(now = Date.now()): Device {
  return { device: uuid4(), token: hex(random(16)), current: null, touched: now, shared: false };
}

/** A guest, whom nobody knows yet. */
export function newGuest(): Profile {
  return {
    id: uuid4(),
    picture: null,
    learner: uuid4(),
    secret: hex(random(16)),
    seq: 0,
    cursor: 0,
    epoch: null,
    enrolled: false,
  };
}
