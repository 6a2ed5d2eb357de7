/**
 * Keeps what is done on this page and says so; sends it on when there is something worth a request.
 * Everything that the page shows of it is told by the event KEPT on the document.
 */
import { KEPT } from "../events.ts";
import { follow, here, hereForGood } from "./here.ts";
import { countOf, keep, waitingOf, type Done } from "./notebook.ts";
import { send, type Outcome } from "./outbox.ts";
import type { Database } from "./store.ts";

/** `here`: kept on the device; `sent`: and with the server; `full`, `closed`: it cannot be kept. */
export type Standing = "here" | "sent" | "full" | "closed";

const SOON = 2000; // milliseconds: some facts come together

/** Kinds that alone are not worth a request: they wait for another, or for the end of the page. */
const PATIENT = new Set(["opened", "time"]);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps `done` on the device. Never rejects: what cannot be kept is said, and the page works on. */
export async function record(done: Done): Promise<void> {
  try {
    const { db, id } = await hereForGood();
    if (!(await keep(db, id, done))) return;
    say("here");
    if (!PATIENT.has(done.kind)) sendSoon();
  } catch (error) {
    say((error as Error).name === "QuotaExceededError" ? "full" : "closed");
  }
}

export function say(standing: Standing): void {
  document.dispatchEvent(new CustomEvent<Standing>(KEPT, { detail: standing }));
}

/** A calm line: kept here, or kept here and sent. Read aloud only when something cannot be kept. */
export function keptLine(line: HTMLElement): void {
  document.addEventListener(KEPT, (event) => {
    const standing = (event as CustomEvent<Standing>).detail;
    if (standing === "full" || standing === "closed") line.role = "status";
    line.hidden = false;
    line.textContent = line.dataset[standing] ?? "";
  });
}

function sendSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void sendNow(), SOON);
}

/** Sends what waits, one tab at a time where the browser can tell (not on plain http). */
export async function sendNow(how: { pull?: boolean; keepalive?: boolean } = {}): Promise<Outcome> {
  clearTimeout(timer);
  try {
    const { db, me } = await here();
    const work = () => send(db, how);
    const outcome: Outcome = navigator.locks
      ? await navigator.locks.request("pascupas:outbox", { ifAvailable: true }, (lock) => (lock ? work() : "later"))
      : await work();
    if (outcome === "sent" && me && (await countOf(db, me)).all > 0) say("sent");
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
  follow();
  const found = await here().catch(() => undefined);
  if (!found) return;
  const { db, me } = found;
  const { all, waiting } = me ? await countOf(db, me) : { all: 0, waiting: 0 };
  if (all > 0) say(me?.erased || waiting > 0 ? "here" : "sent");
  if (await isPressing(db)) await sendNow();
}

/** Whether anything that waits here, of anybody, is worth a request. */
async function isPressing(db: Database): Promise<boolean> {
  if ((await db.count("farewells")) > 0) return true;
  for (const profile of await db.getAll("profiles")) {
    if (profile.left) return true;
    const waiting = profile.erased ? [] : await waitingOf(db, profile);
    if (waiting.some(({ kind }) => !PATIENT.has(kind))) return true;
  }
  return false;
}
