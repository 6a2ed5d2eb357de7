/**
 * Keeps what is done on this page and says so; sends it on when there is something worth a request.
 * Everything that the page shows of it is told by the event KEPT on the document.
 */
import { KEPT } from "../events.ts";
import { database, keep, type Database, type Done } from "./store.ts";
import { send, type Outcome } from "./outbox.ts";

/** `here`: kept on the device; `sent`: and with the server; `full`, `closed`: it cannot be kept. */
export type Standing = "here" | "sent" | "full" | "closed";

const SOON = 2000; // milliseconds: some facts come together

/** Kinds that alone are not worth a request: they wait for another, or for the end of the page. */
const PATIENT = new Set(["opened", "time"]);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps `done` on the device. Never rejects: what cannot be kept is said, and the page works on. */
export async function record(done: Done): Promise<void> {
  try {
    await keep(await database(), done);
    say("here");
    if (!PATIENT.has(done.kind)) sendSoon();
  } catch (error) {
    say((error as Error).name === "QuotaExceededError" ? "full" : "closed");
  }
}

export function say(standing: Standing): void {
  document.dispatchEvent(new CustomEvent<Standing>(KEPT, { detail: standing }));
}

function sendSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void sendNow(), SOON);
}

/** Sends what waits, one tab at a time where the browser can tell (not on plain http). */
export async function sendNow(how: { pull?: boolean; keepalive?: boolean } = {}): Promise<Outcome> {
  clearTimeout(timer);
  try {
    const db = await database();
    const work = () => send(db, how);
    const outcome: Outcome = navigator.locks
      ? await navigator.locks.request("pascupas:outbox", { ifAvailable: true }, (lock) => (lock ? work() : "later"))
      : await work();
    if (outcome === "sent" && (await db.count("facts")) > 0) say("sent");
    if (outcome === "erased") say("here");
    return outcome;
  } catch {
    return "later"; // the database is closed to us: there is nothing to send
  }
}

/** Sends what earlier pages left, when the line comes back, and when this page is left. */
export async function keepSending(): Promise<void> {
  addEventListener("online", () => void sendNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void sendNow({ keepalive: true });
  });
  reloadWhenErased();
  const db = await database().catch(() => null);
  if (!db || !(await db.get("identity", "me"))) return void (db && (await farewells(db)));
  const me = await db.get("identity", "me");
  const waiting = await db.getAllFromIndex("facts", "unsent", 1);
  if (me?.erased) say("here");
  else if (waiting.some(({ kind }) => !PATIENT.has(kind))) await sendNow();
  else if (waiting.length === 0) say("sent");
  else say("here");
}

async function farewells(db: Database): Promise<void> {
  if ((await db.count("farewells")) > 0) await sendNow();
}

const ERASED = "pascupas-erased";

/** Has every other page of this site that is open, or that lies behind the Back button, begin anew. */
export function tellErased(): void {
  try {
    localStorage.setItem(ERASED, String(Date.now()));
  } catch {
    // Storage is closed to us: then nothing was kept either.
  }
}

function reloadWhenErased(): void {
  const seen = () => {
    try {
      return localStorage.getItem(ERASED);
    } catch {
      return null;
    }
  };
  const atFirst = seen();
  addEventListener("storage", ({ key }) => key === ERASED && location.reload());
  addEventListener("pageshow", ({ persisted }) => persisted && seen() !== atFirst && location.reload());
}
