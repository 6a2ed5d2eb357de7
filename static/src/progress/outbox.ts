/**
 * The outbox: sends the facts of all who learn on this device in one call, takes in what the server
 * answers to each. A fact leaves only when the answer names it; any other answer (an error, a captive
 * portal's page, none at all) leaves everything as it was.
 */
import type { Fact } from "./facts.ts";
import { coming } from "./launch.ts";
import { isUntold, settle, waitingOf, type Sealed, type Told } from "./notebook.ts";
import { current, profileOf, sweep } from "./profiles.ts";
import { STRICT, type Card, type Database, type Device, type Profile, type ProfileRow } from "./store.ts";

export const BATCH = 500; // facts in a call: about 150 kB, well under the server's bounds
export const MOST = 100; // learners in a call
const LONGEST_REST = 3_600_000; // milliseconds

/** A device of a learner, as the server knows it. */
export interface KnownDevice {
  device: string;
  name: string;
  /** When a fact that was made there arrived last. */
  received_at: string | null;
}

interface ToldOne extends Told {
  learner: string;
  status: "ok" | "forbidden" | "erased" | "later";
  devices?: KnownDevice[];
}

interface Answer {
  epoch: string;
  learners: ToldOne[];
}

/** What came of it: all is there; the server does not answer as it should; it does not take us, or no more. */
export type Outcome = "sent" | "later" | "refused" | "erased";

export interface Entry {
  learner: string;
  enrolment?: { secret: string };
  secret?: string;
  cursor?: number;
  whole?: boolean;
  name?: string;
  devices?: boolean;
  card?: Omit<Card, "told">;
  facts: Fact[];
  /** Of a locked profile: facts and, at their end, an enrolment that only the server reads. */
  sealed?: string[];
}

export interface Call {
  device: string;
  token: string;
  learners: Entry[];
}

/** What is sent of one learner. */
interface Part {
  profile: ProfileRow;
  waiting: (Fact | Sealed)[];
  pull?: boolean;
  enrol?: boolean;
}

/**
 * Sends all that waits and, with `pull`, fetches what other devices added for who is at the device. Says
 * what came of it for them; for nobody, what came of all.
 */
export async function send(db: Database, how: How = {}): Promise<Outcome> {
  return (await sendAll(db, how)).outcome;
}

interface How {
  pull?: boolean;
  keepalive?: boolean;
}

/** What came of it for whoever is at the device; and whether anything, of anybody, has to be tried again. */
interface Sent {
  outcome: Outcome;
  isLater: boolean;
}

export const LATER: Sent = { outcome: "later", isLater: true };

async function sendAll(db: Database, how: How): Promise<Sent> {
  // A server that asked to be left alone is; a clock that was set back makes nobody wait.
  const [from, until] = (await db.get("device", "this"))?.rests ?? [0, 0];
  if (from <= Date.now() && Date.now() < until) return LATER;
  const outcomes = await sendFacts(db, how);
  await sweep(db);
  await sayFarewell(db, outcomes);
  const me = await current(db);
  const isLater = [...outcomes.values()].includes("later");
  const outcome = me ? (outcomes.get(me.learner) ?? "sent") : isLater ? "later" : "sent";
  return { outcome, isLater };
}

/** The same, if no other page, nor the worker, is at it: one at a time where the browser can tell (not on plain http). */
export async function sendAlone(db: Database, how: How = {}): Promise<Sent> {
  // A frame without storage has no locks either, and no other page shares what lies in this one's memory.
  if (!navigator.locks || coming.forgets) return sendAll(db, how);
  // Who asks for what others added waits for their turn: nobody else asks for it.
  return navigator.locks.request(`${db.name}:outbox`, { ifAvailable: !how.pull }, (lock) => (lock ? sendAll(db, how) : LATER));
}

/** Calls until everybody has an outcome: their facts are there, or it is no use to try again now. */
async function sendFacts(db: Database, { pull = false, keepalive = false }): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const [enrol, pulling] = [new Set<string>(), new Set<string>()];
  const device = await db.get("device", "this");
  const here = await current(db);
  if (here && (pull || here.whole)) pulling.add(here.learner);
  let batch = BATCH;
  while (device) {
    const parts = await partsOf(db, batch, outcomes, { pulling, enrol, first: await current(db) });
    if (parts.length === 0) break;
    const response = await post("/api/v1/sync", callOf(device, parts), keepalive);
    await rest(db, response?.headers.get("Retry-After") ?? "");
    if (response?.status === 413 && batch > 1) {
      batch = Math.ceil(batch / 4);
      continue;
    }
    const alone = parts.length === 1 ? parts[0] : undefined;
    const answer = response?.status === 403 && alone ? no(alone.profile) : response && (await read(response));
    for (const part of parts) {
      const { learner } = part.profile;
      const { outcome, more } = await take(db, part, answer);
      // A server that lost us gets our enrolment once more; a second no means what it says.
      if (outcome === "refused" && !part.enrol) enrol.add(learner);
      else if (outcome) outcomes.set(learner, outcome);
      else {
        enrol.delete(learner);
        pulling[more && part.profile.secret ? "add" : "delete"](learner);
      }
    }
    if (!answer) break; // those who were not in this call are not helped by another
  }
  return outcomes;
}

/** Leaves the server alone for as long as it `asked` for (RFC 9110, 10.2.3: seconds or a date), at most LONGEST_REST. */
async function rest(db: Database, asked: string): Promise<void> {
  const [now, seconds] = [Date.now(), Number(asked)];
  const wait = Math.min(Number.isNaN(seconds) ? Date.parse(asked) - now : seconds * 1000, LONGEST_REST);
  if (!(wait > 0)) return;
  const work = db.transaction("device", "readwrite", STRICT);
  const device = await work.store.get("this");
  if (device) await work.store.put({ ...device, rests: [now, now + wait] }, "this");
  await work.done;
}

/** An answer that forbids one learner: so a server says it of a call that has no other. */
function no({ learner }: ProfileRow): Answer {
  return { epoch: "", learners: [{ learner, status: "forbidden", accepted: [], refused: [], facts: [], cursor: 0, more: false }] };
}

/** Whom the next call speaks of, with at most `batch` facts together; who is at the device comes first. */
async function partsOf(
  db: Database,
  batch: number,
  outcomes: Map<string, Outcome>,
  { pulling, enrol, first }: { pulling: Set<string>; enrol: Set<string>; first: Profile | undefined },
): Promise<Part[]> {
  const parts: Part[] = [];
  const others = (await db.getAll("profiles")).filter(({ id }) => id !== first?.id);
  const profiles = first ? [first, ...others] : others;
  let room = batch;
  for (const profile of profiles) {
    const { learner } = profile;
    if (outcomes.has(learner)) continue;
    if (room === 0 || parts.length === MOST) break;
    const waiting = profile.erased ? [] : await waitingOf(db, profile, room);
    const pull = pulling.has(learner) || isUntold(profile); // a card goes with the secret
    if (profile.erased) outcomes.set(learner, "erased");
    else if (waiting.length === 0 && !pull) outcomes.set(learner, "sent");
    else parts.push({ profile, waiting, pull, enrol: enrol.has(learner) });
    room -= waiting.length;
  }
  return parts;
}

/** The call for `parts`: as small as it may be, with secrets only where they are needed. */
export function callOf({ device, token }: Pick<Device, "device" | "token">, parts: Part[]): Call {
  const learners = parts.map(({ profile, waiting, pull, enrol }): Entry => {
    const { learner, secret, cursor, enrolled, whole, sealed_enrolment } = profile;
    const [facts, sealed]: [Fact[], string[]] = [[], []];
    for (const each of waiting) "sealed" in each ? sealed.push(each.sealed) : facts.push(each);
    const enrols = !enrolled || enrol;
    if (enrols && !secret && sealed_enrolment) sealed.push(sealed_enrolment);
    const enrolment = enrols && secret ? { enrolment: { secret } } : {};
    const pulled = pull && secret ? { secret, cursor, ...(whole && { whole }) } : {};
    const { told, ...card } = profile.card ?? {};
    const made = isUntold(profile) && { card: card as Card };
    return { learner, ...enrolment, ...pulled, ...made, facts, ...(sealed.length && { sealed }) };
  });
  return { device, token, learners };
}

/** The answer in `response`, if it is one of ours: 200, JSON, of the shape agreed on. */
export async function read(response: Response): Promise<Answer | null> {
  if (response.status !== 200 || !response.headers.get("Content-Type")?.startsWith("application/json")) return null;
  try {
    const answer = (await response.json()) as Partial<Answer>;
    const well = typeof answer.epoch === "string" && Array.isArray(answer.learners);
    return well ? (answer as Answer) : null;
  } catch {
    return null; // it broke off
  }
}

/** Keeps what `answer` says of one learner; without an outcome there is more to send or to fetch. */
async function take(db: Database, { profile, waiting, pull = false, enrol = false }: Part, answer: Answer | null): Promise<{ outcome?: Outcome; more: boolean }> {
  const told = answer?.learners.find(({ learner }) => learner === profile.learner);
  if (!answer || !told || told.status === "later") return { outcome: "later", more: false };
  if (told.status === "forbidden") return { outcome: "refused", more: false };
  if (told.status === "erased") {
    // Asked for on another device. What lies here stays until it is deleted here; nobody is told "sent".
    const work = db.transaction("profiles", "readwrite", { durability: "strict" });
    const me = await work.store.get(profile.id);
    if (me?.learner === profile.learner) await work.store.put({ ...me, erased: true });
    await work.done;
    return { outcome: "erased", more: false };
  }
  const { named, more } = await settle(db, profile, waiting, { ...told, epoch: answer.epoch, pulled: pull, anew: enrol && profile.enrolled });
  // It said nothing about what we sent.
  const unheard = isUntold(profile) && !(told.card && told.card.number >= profile.card!.number);
  return unheard || (waiting.length > 0 && named === 0) ? { outcome: "later", more } : { more };
}

/** Has the server forget whom this device has forgotten; one that does not answer is asked again. */
async function sayFarewell(db: Database, outcomes: Map<string, Outcome>): Promise<void> {
  const profiles = await db.getAll("profiles");
  for (const { heir: to, learner, secret } of await db.getAll("farewells")) {
    // What they did goes by another name now: until the server has it so, it keeps the old.
    const heir = profiles.find((profile) => profile.learner === to);
    if (heir && (outcomes.get(heir.learner) !== "sent" || (await db.countFromIndex("facts", "unsent", [heir.learner, 1])) > 0)) continue;
    const own = heir && (await profileOf(db, heir.id));
    if (heir && !own) continue; // locked: certificates go to the heir by their secret
    const ask = (more = {}) => post("/api/v1/erase", { learner, secret, ...more }, false);
    let response = await ask(own && { heir: { learner: own.learner, secret: own.secret } });
    if (response?.status === 403 && own) response = await ask(); // it may be the heir who is refused
    // 403: it knows another secret, so it was never ours to forget.
    if (response?.status === 204 || response?.status === 403) await db.delete("farewells", learner);
  }
}

/**
 * What the server says of the one learner of `entry`, in a call of their own that changes nothing here;
 * "refused" where it takes neither the device nor the secret; null where it does not answer as it should.
 */
export async function askOne({ device, token }: Omit<Call, "learners">, entry: Entry, keepalive = false): Promise<ToldOne | "refused" | null> {
  const response = await post("/api/v1/sync", { device, token, learners: [entry] } satisfies Call, keepalive);
  if (response?.status === 403) return "refused";
  const answer = response && (await read(response));
  return answer?.learners.find(({ learner }) => learner === entry.learner) ?? null;
}

/** The answer of the server, whichever it is; null when there is none. */
export async function post(url: string, body: unknown, keepalive: boolean, credentials: RequestCredentials = "omit"): Promise<Response | null> {
  const text = JSON.stringify(body);
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: text,
      credentials,
      cache: "no-store",
      redirect: "error",
      keepalive: keepalive && text.length < 60_000, // browsers allow 64 kB to outlive a page
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    return null;
  }
}
