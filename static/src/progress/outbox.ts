/**
 * The outbox: sends facts, takes in what the server answers. A fact leaves only when the answer names
 * it; any other answer (an error, a captive portal's page, none at all) leaves everything as it was.
 */
import type { Fact } from "./facts.ts";
import type { Moved } from "./code.ts";
import { newIdentity, type Database, type Identity, type KeptFact } from "./store.ts";

export const BATCH = 500; // facts in a call: about 150 kB, well under the server's bounds

interface Answer {
  epoch: string;
  learners: {
    learner: string;
    status: "ok" | "forbidden" | "erased" | "later";
    accepted: string[];
    refused: { id: string | null; index: number; code: string; message: string }[];
    facts: Fact[];
    cursor: number;
    more: boolean;
  }[];
}

/** What came of it: all is there; the server does not answer as it should; it does not take us, or no more. */
export type Outcome = "sent" | "later" | "refused" | "erased";

interface Entry {
  learner: string;
  enrolment?: { secret: string };
  secret?: string;
  cursor?: number;
  whole?: boolean;
  facts: Fact[];
}

export interface Call {
  device: string;
  token: string;
  learners: [Entry];
}

/** Sends all that waits and, with `pull`, fetches what other devices of the learner added. */
export async function send(db: Database, how: { pull?: boolean; keepalive?: boolean } = {}): Promise<Outcome> {
  const outcome = await sendFacts(db, how);
  await sayFarewell(db, outcome);
  return outcome;
}

/** Whether the server knows the learner of a code: nothing changes here nor there. */
export async function prove({ learner, secret }: Moved): Promise<Outcome> {
  const { device, token } = newIdentity();
  const response = await post("/api/v1/sync", { device, token, learners: [{ learner, secret, facts: [] }] }, false);
  if (response?.status === 403) return "refused";
  const ours = (response && (await read(response)))?.learners.find((told) => told.learner === learner);
  return ours?.status === "ok" ? "sent" : ours?.status === "erased" ? "erased" : "later";
}

/** All that the server has of this device's learner; null when it cannot be asked now. Changes nothing. */
export async function pullWhole(db: Database): Promise<Fact[] | null> {
  const me = await db.get("identity", "me");
  if (!me || me.erased) return [];
  const { learner, secret, device, token } = me;
  const facts: Fact[] = [];
  for (let [cursor, more] = [0, true]; more; ) {
    const entry: Entry = { learner, secret, cursor, whole: true, facts: [] };
    const response = await post("/api/v1/sync", { device, token, learners: [entry] }, false);
    if (response?.status === 403) return []; // it does not know them: nothing was sent yet
    const ours = (response && (await read(response)))?.learners.find((told) => told.learner === learner);
    if (ours?.status === "erased") return [];
    if (ours?.status !== "ok") return null;
    facts.push(...ours.facts);
    [cursor, more] = [ours.cursor, ours.more];
  }
  return facts;
}

async function sendFacts(db: Database, { pull = false, keepalive = false }): Promise<Outcome> {
  let [batch, enrol] = [BATCH, false];
  for (;;) {
    const me = await db.get("identity", "me");
    if (!me) return "sent";
    if (me.erased) return "erased";
    const waiting = (await db.getAllFromIndex("facts", "unsent", 1, batch)).sort((a, b) => a.seq - b.seq);
    if (waiting.length === 0 && !pull) return "sent";
    const response = await post("/api/v1/sync", callOf(me, waiting, { pull, enrol }), keepalive);
    if (response?.status === 413 && batch > 1) {
      batch = Math.ceil(batch / 4);
      continue;
    }
    if (response?.status === 403) {
      // A server that lost us gets our enrolment once more; a second 403 means what it says.
      if (enrol) return "refused";
      enrol = true;
      continue;
    }
    const answer = response && (await read(response));
    if (!answer) return "later";
    const { named, more, erased, later } = await take(db, me, waiting, answer, pull);
    if (erased) return "erased";
    if (later) return "later";
    if (waiting.length > 0 && named === 0) return "later"; // it said nothing about what we sent
    pull = more;
    enrol = false;
  }
}

/** The call for `waiting`: as small as it may be, with the secret only where it is needed. */
export function callOf(me: Identity, waiting: KeptFact[], { pull = false, enrol = false } = {}): Call {
  const enrolment = me.enrolled && !enrol ? {} : { enrolment: { secret: me.secret } };
  const pulled = pull ? { secret: me.secret, cursor: me.cursor } : {};
  const facts = waiting.map(({ unsent: _unsent, refused: _refused, ...fact }) => fact);
  return { device: me.device, token: me.token, learners: [{ learner: me.learner, ...enrolment, ...pulled, facts }] };
}

/** The answer in `response`, if it is one of ours: 200, JSON, of the shape agreed on. */
async function read(response: Response): Promise<Answer | null> {
  if (response.status !== 200 || !response.headers.get("Content-Type")?.startsWith("application/json")) return null;
  try {
    const answer = (await response.json()) as Partial<Answer>;
    const well = typeof answer.epoch === "string" && Array.isArray(answer.learners);
    return well ? (answer as Answer) : null;
  } catch {
    return null; // it broke off
  }
}

/** Keeps what `answer` says, in one transaction; `named` counts the facts sent that it speaks of. */
async function take(
  db: Database,
  sentAs: Identity,
  waiting: KeptFact[],
  answer: Answer,
  pulled: boolean,
): Promise<{ named: number; more: boolean; erased?: boolean; later?: boolean }> {
  const work = db.transaction(["facts", "identity"], "readwrite", { durability: "strict" });
  const [facts, identities] = [work.objectStore("facts"), work.objectStore("identity")];
  const me = await identities.get("me");
  const ours = answer.learners.find(({ learner }) => learner === me?.learner);
  // Meanwhile the learner may have been deleted, or another may have moved in.
  if (!me || me.learner !== sentAs.learner || !ours || ours.status === "forbidden" || ours.status === "later") {
    await work.done;
    return { named: 0, more: false, later: ours?.status === "later" };
  }
  if (ours.status === "erased") {
    // Asked for on another device. What lies here stays until it is deleted here; nobody is told "sent".
    await identities.put({ ...me, erased: true }, "me");
    await work.done;
    return { named: 0, more: false, erased: true };
  }
  const restored = me.epoch !== null && me.epoch !== answer.epoch;
  const refused = new Map(ours.refused.map(({ index, code }) => [waiting[index]?.id, code]));
  const accepted = new Set(ours.accepted);
  let named = 0;
  for (const { id } of waiting) {
    const fact = await facts.get(id);
    if (!fact || !(accepted.has(id) || refused.has(id))) continue;
    named += 1;
    const code = refused.get(id);
    await facts.put({ ...fact, unsent: 0, ...(code === undefined ? {} : { refused: code }) });
  }
  for (const fact of ours.facts) {
    me.seq = Math.max(me.seq, fact.seq);
    if (!(await facts.get(fact.id))) await facts.add({ ...fact, unsent: 0 });
  }
  me.enrolled = true;
  me.epoch = answer.epoch;
  if (pulled && sentAs.cursor === me.cursor) me.cursor = ours.cursor;
  if (restored) {
    // The server went back to an older day: offer everything again, and pull from the beginning.
    me.cursor = 0;
    for (const fact of await facts.getAll()) {
      const { refused: _refused, ...whole } = fact;
      // Those of other devices too: the one that made them may be lost.
      if (!accepted.has(fact.id)) await facts.put({ ...whole, unsent: 1 });
    }
  }
  await identities.put(me, "me");
  await work.done;
  return { named, more: ours.more || restored };
}

/** Has the server forget whom this device has forgotten; one that does not answer is asked again. */
async function sayFarewell(db: Database, outcome: Outcome): Promise<void> {
  const me = await db.get("identity", "me");
  for (const { heir, learner, secret } of await db.getAll("farewells")) {
    // What they did goes by another name now: until the server has it so, it keeps the old.
    if (heir !== undefined && heir === me?.learner && outcome !== "sent") continue;
    const response = await post("/api/v1/erase", { learner, secret }, false);
    // 403: it knows another secret, so it was never ours to forget.
    if (response?.status === 204 || response?.status === 403) await db.delete("farewells", learner);
  }
}

/** The answer of the server, whichever it is; null when there is none. */
async function post(url: string, body: unknown, keepalive: boolean): Promise<Response | null> {
  const text = JSON.stringify(body);
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: text,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      keepalive: keepalive && text.length < 60_000, // browsers allow 64 kB to outlive a page
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    return null;
  }
}
