/**
 * Keeps what is done on this page and says so; sends it on when there is something worth a request.
 * Everything that the page shows of it is told by the event KEPT on the document.
 */
import { KEPT } from "../events.ts";
import { follow, here, hereForGood } from "./here.ts";
import { coming, LEARNER } from "./launch.ts";
import { countOf, isUntold, keep, waitingOf, type Done } from "./notebook.ts";
import { LATER, sendAlone, type Outcome } from "./outbox.ts";
import type { Database, Profile } from "./store.ts";

/**
 * `keeping`: more or less is on its way to the disk than before; `here`: kept on the device; `sent`: and with the
 * server; `full`, `closed`: it cannot be kept; `stale`: not by this page. Where the browser keeps nothing behind a
 * launch: `leaving`: in this page alone; `told`: with the server.
 */
export type Standing = "keeping" | "here" | "sent" | "full" | "closed" | "stale" | "leaving" | "told";

const SOON = 2000; // milliseconds: some facts come together

/** Kinds that alone are not worth a request: they wait for another, or for the end of the page. */
const PATIENT = new Set(["opened", "time"]);

const FIRST = 5_000; // milliseconds after a first failure
const LONGEST = 300_000;

type WithSync = ServiceWorkerRegistration & { sync: { register(tag: string): Promise<void> } };

let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0; // in a row
let underWay = 0; // how much of what was done here is on its way to the disk

/** How long to wait after `failures` in a row: doubled each time, and not at once with every other device. */
export function pause(failures: number, chance = Math.random()): number {
  return Math.min(FIRST * 2 ** (failures - 1), LONGEST) * (0.5 + chance / 2);
}

/** Keeps `done` on the device, and says whether it is. Never rejects: what cannot be kept is said, and the page works on. */
export async function record(done: Done): Promise<boolean> {
  const standing = await onItsWay(put(done));
  say(standing);
  if (standing !== "here") return false;
  if (PATIENT.has(done.kind)) return true;
  sendSoon();
  void outboxWorker();
  return true;
}

/** `work` brings to the disk what was done here; until it is settled the line says that something is on its way. */
export async function onItsWay<T>(work: Promise<T>): Promise<T> {
  underWay += 1;
  say("keeping");
  try {
    return await work;
  } finally {
    underWay -= 1;
    say("keeping");
  }
}

/** Puts `done` into the notebook of who is here; resolves to how it stands then. */
async function put(done: Done): Promise<Standing> {
  let db: Database | undefined;
  try {
    const page = await hereForGood();
    db = page.db;
    if (!(await keep(db, page.id, done))) throw new DOMException("Whose page this was is gone.", "InvalidStateError");
    return "here";
  } catch (error) {
    const { name } = error as Error;
    // Newer code has the database, or all was deleted under this page: a page opened anew works.
    const isOld = name === "VersionError" || (db && name === "InvalidStateError");
    return name === "QuotaExceededError" ? "full" : isOld ? "stale" : "closed";
  }
}

export function say(kept: Standing): void {
  const standing = coming.forgets ? (({ here: "leaving", sent: "told" } as const)[kept as "here"] ?? kept) : kept;
  document.dispatchEvent(new CustomEvent<Standing>(KEPT, { detail: standing }));
}

/** A calm line: kept here, or kept here and sent. Read aloud only when something cannot be kept. */
export function keptLine(line: HTMLElement): void {
  // Until all is on the disk, the line speaks of what was done before.
  const mark = () => line.setAttribute("aria-busy", String(underWay > 0));
  mark();
  document.addEventListener(KEPT, (event) => {
    const standing = (event as CustomEvent<Standing>).detail;
    mark();
    if (standing === "keeping") return;
    if (!["here", "sent", "leaving", "told"].includes(standing)) line.role = "status";
    line.hidden = false;
    line.textContent = line.dataset[standing] ?? "";
  });
}

function sendSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void sendNow(), SOON);
}

/**
 * Sends what waits, one tab at a time where the browser can tell (not on plain http). Whoever pulls waits
 * for their turn: somebody looks at what comes.
 */
export async function sendNow(how: { pull?: boolean; keepalive?: boolean } = {}): Promise<Outcome> {
  clearTimeout(timer);
  try {
    const { db, me } = await here();
    // Behind a launch nothing is sent before the server has given this browser its secret.
    const enter = async () => LEARNER !== undefined && (await coming.part!()).ask(db, LEARNER);
    const isIn = !LEARNER || me?.secret || (await enter());
    let { outcome, isLater } = isIn ? await sendAlone(db, how) : LATER;
    // It forgot this browser, as after a restore: the launch lets it in anew.
    if (outcome === "refused" && (await enter())) ({ outcome, isLater } = await sendAlone(db, how));
    failures = isLater ? failures + 1 : 0;
    if (failures) {
      timer = setTimeout(() => void sendNow(), pause(failures));
      void outboxWorker(true);
    }
    if (outcome === "sent" && me && (await countOf(db, me)).all > 0) say("sent");
    if (outcome === "erased") say("here");
    return outcome;
  } catch {
    return "later"; // the database is closed to us: there is nothing to send
  }
}

/**
 * The worker that sends with no page open, once there is internet (Background Sync); it is fetched with
 * the first thing that is worth a request. With `wanted` it is asked to. Absent where browsers have none.
 */
async function outboxWorker(wanted = false): Promise<void> {
  if (!("SyncManager" in globalThis) || LEARNER) return; // it would not know whose database to open
  try {
    const worker = await navigator.serviceWorker.register("/outboxworker.js", { scope: "/outboxworker/" });
    if (wanted) await (worker as WithSync).sync.register("outbox");
  } catch {
    // Refused by the browser's settings, or not here yet: the next page sends.
  }
}

/** Sends what earlier pages left, when the line comes back, and when this page is left or seen again. */
export async function keepSending(): Promise<void> {
  addEventListener("online", () => {
    failures = 0;
    void sendNow();
  });
  document.addEventListener("visibilitychange", () => {
    const hidden = document.visibilityState === "hidden";
    if (hidden || failures) void sendNow({ keepalive: hidden });
  });
  follow();
  const found = await here().catch(() => undefined);
  if (!found) return;
  const { db, me } = found;
  const { all, waiting } = me ? await countOf(db, me) : { all: 0, waiting: 0 };
  if (all > 0) say(me?.erased || waiting > 0 ? "here" : "sent");
  if (await isPressing(db, me)) await sendNow();
}

/** Whether anything that waits here, of anybody, is worth a request. */
export async function isPressing(db: Database, me: Profile | undefined): Promise<boolean> {
  if ((await db.count("farewells")) > 0) return true;
  for (const row of await db.getAll("profiles")) {
    const profile = row.id === me?.id ? me : row; // what lies in a locked row's box is seen by who opened it
    if (profile.left || (isUntold(profile) && !profile.erased)) return true;
    const waiting = profile.erased ? [] : await waitingOf(db, profile);
    if (waiting.some((each) => "sealed" in each || !PATIENT.has(each.kind))) return true;
  }
  return false;
}
