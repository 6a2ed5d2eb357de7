/**
 * Who learns on a page behind a launch (docs/decisions/022). The page names them; the server gives this
 * browser a secret of its own for them, once, to whoever holds the launch's cookie.
 */
import { coming, DATABASE, databaseOf, LAUNCH } from "./launch.ts";
import { inMemory } from "./memory.ts";
import { countOf } from "./notebook.ts";
import { post, send, sendAlone } from "./outbox.ts";
import { profileOf, thisDevice } from "./profiles.ts";
import { database, newDevice, newGuest, open, STRICT, type Database, type Device, type Profile } from "./store.ts";

const HEARD = 600_000; // milliseconds, after which what they did elsewhere is asked for before the page is painted
const PATIENCE = 3_000; // milliseconds that the painting waits for it
const LIST = "pascupas-launched"; // whose databases lie here, and until when: not every browser lists them

/** The database of `learner`, who is in it with what they did elsewhere; in memory where the browser keeps none. */
export async function arrive(learner: string): Promise<Database> {
  const db = await database().catch(forgetful);
  const me = await settleIn(db, learner);
  if (me.secret || (await ask(db, learner))) await hear(db, learner);
  if (!coming.forgets) void tidy().catch(() => {}); // another page of another launch tries again
  return db;
}

async function forgetful(): Promise<Database> {
  coming.forgets = true;
  const db = inMemory();
  // One device a launch, not one a page: the server keeps a row for each, and what the page before this one
  // sends last, with the same token, may arrive after this one was let in.
  const made = newDevice();
  const { launchDevice = made.device, launchToken = made.token } = document.documentElement.dataset;
  await db.put("device", { ...made, device: launchDevice, token: launchToken }, "this");
  return db;
}

async function settleIn(db: Database, learner: string): Promise<Profile> {
  await thisDevice(db);
  const work = db.transaction(["device", "profiles"], "readwrite", STRICT);
  const [devices, profiles] = [work.objectStore("device"), work.objectStore("profiles")];
  const known = (await profiles.get(learner)) as Profile | undefined; // nobody locks one of these
  const me: Profile = known ?? { ...newGuest(), id: learner, learner, secret: "", whole: true };
  if (!known) await profiles.put(me);
  await devices.put({ ...(await devices.get("this"))!, current: learner, touched: Date.now() }, "this");
  await work.done;
  return me;
}

/** Asks the server for this browser's secret, and keeps it; whether there is one now. */
export async function ask(db: Database, learner: string): Promise<boolean> {
  const secret = await secretFor(await thisDevice(db), learner);
  if (!secret) return false;
  const work = db.transaction("profiles", "readwrite", STRICT);
  const me = await work.store.get(learner);
  if (me) await work.store.put({ ...(me as Profile), secret, enrolled: true });
  await work.done;
  return true;
}

/** A secret of `learner` for `device` alone, from the launch of this page; none when it is not given. */
async function secretFor({ device, token }: Pick<Device, "device" | "token">, learner: string): Promise<string | undefined> {
  const response = await post(`${LAUNCH}/device`, { device, token }, false, "same-origin");
  if (response?.status !== 200) return undefined;
  const told = (await response.json().catch(() => ({}))) as { learner?: string; secret?: string };
  return told.learner === learner && /^[0-9a-f]{32}$/.test(told.secret ?? "") ? told.secret : undefined;
}

async function hear(db: Database, learner: string): Promise<void> {
  const me = await profileOf(db, learner);
  if (!me || Math.abs(Date.now() - (me.pulled ?? 0)) < HEARD) return;
  await Promise.race([send(db, { pull: true }), new Promise((late) => setTimeout(late, PATIENCE))]);
}

// --- what is left of launches that are over ----------------------------------------------------------

/** Until when each database of a launch may be needed here, by its learner. */
function listed(): Record<string, number> {
  const kept: unknown = JSON.parse(localStorage.getItem(LIST) ?? "{}");
  return typeof kept === "object" && kept !== null ? (kept as Record<string, number>) : {};
}

/** Sends what waits in the databases of launches that are over, and deletes those in which nothing does. */
async function tidy(now = Date.now()): Promise<void> {
  const { learner = "", until } = document.documentElement.dataset;
  const list = { ...listed(), [learner]: Number(until) };
  localStorage.setItem(LIST, JSON.stringify(list));
  for (const [other, end] of Object.entries(list)) {
    if (end > now || databaseOf(other) === DATABASE) continue;
    if (await isEmptied(other)) {
      indexedDB.deleteDatabase(databaseOf(other));
      const { [other]: _gone, ...rest } = listed();
      localStorage.setItem(LIST, JSON.stringify(rest));
    }
  }
}

/** Whether nothing of `learner` waits here any more, after it was offered once more. */
async function isEmptied(learner: string): Promise<boolean> {
  const db = await open(databaseOf(learner));
  try {
    const me = await profileOf(db, learner);
    if (!me) return true;
    if ((await countOf(db, me)).waiting > 0) await sendAlone(db);
    return me.erased === true || (await countOf(db, me)).waiting === 0;
  } finally {
    db.close();
  }
}
