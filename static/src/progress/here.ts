/**
 * Who was at the device when this page began: all that it paints and keeps is theirs. It asks first
 * whether somebody is still there, and begins anew when somebody else is.
 */
import { bare } from "../prefs-store.ts";
import { coming, LEARNER } from "./launch.ts";
import { current, everybody, handOver, isShared, profileOf, somebody, touch } from "./profiles.ts";
import { database, type Database, type Device, type Profile } from "./store.ts";

export const IDLE = 15 * 60_000; // milliseconds without a touch, after which nobody is at a shared device
const CHANGED = "pascupas-changed"; // told to the other pages of this site; its value says nothing

/** `id` is null as long as nobody has done anything. */
interface Begun {
  db: Database;
  id: string | null;
  /** Several people use the device. */
  shared: boolean;
  /** Somebody has a profile here. */
  known: boolean;
}

let begun: Promise<Begun> | undefined;
let several = false; // known at once, when the page is left

async function begin(): Promise<Begun> {
  const db = LEARNER ? await (await coming.part!()).arrive(LEARNER) : await database();
  const device = await db.get("device", "this");
  const profiles = await everybody(db);
  const shared = device !== undefined && isShared(device, profiles);
  if (shared && device.current && isLeft(device)) return handOverHere();
  if (shared) await touch(db);
  several = shared;
  return { db, id: device?.current ?? null, shared, known: profiles.some(({ picture }) => picture !== null) };
}

/** Also when the clock was set back by as much. */
export function isLeft({ touched }: Device, now = Date.now()): boolean {
  return Math.abs(now - touched) >= IDLE;
}

/** Who is here, as they stand now. Rejects where storage is closed to us. */
export async function here(): Promise<Omit<Begun, "id"> & { me: Profile | undefined }> {
  const page = await (begun ??= begin());
  if (page.id === null) {
    const guest = await current(page.db);
    if (guest?.picture === null) page.id = guest.id;
  }
  const { id, ...rest } = page;
  return { ...rest, me: id === null ? undefined : await profileOf(page.db, id) };
}

/** The same, for who does something: nobody becomes a guest. */
export async function hereForGood(): Promise<{ db: Database; id: string }> {
  const page = await (begun ??= begin());
  page.id ??= (await somebody(page.db)).id;
  return { db: page.db, id: page.id };
}

/** This page has changed who is here itself: the others follow, and what is asked next is asked anew. */
export function changed(): void {
  begun = undefined;
  bare();
  forgetTab();
  try {
    localStorage.setItem(CHANGED, String(Date.now()));
  } catch {
    // Storage is closed to us: the others find out when they are looked at.
  }
}

/** Nobody is here any more: the page gives way to the one that asks who is next. */
export async function handOverHere(): Promise<never> {
  await handOver(await database());
  changed();
  giveWay();
  return new Promise(() => {}); // what waits for who is here has nothing to do any more
}

/** Loaded anew for somebody else, this page would tell them where the last one was, and count it as theirs. */
function giveWay(): void {
  forgetTab();
  const chooser = document.querySelector<HTMLAnchorElement>("a[data-who]");
  if (chooser && chooser.pathname !== location.pathname) location.replace(chooser.href);
  else location.reload();
}

/** What only this tab knows of who was here: a name for a certificate's paper. */
function forgetTab(): void {
  try {
    sessionStorage.clear();
  } catch {
    // Closed to us: then nothing lies there.
  }
}

/** Has the page follow as soon as somebody else is at the device, or nobody any more. */
export function follow(): void {
  /** Resolves where the page stays as it is. */
  const look = async () => {
    const page = await begun?.catch(() => undefined);
    const device = await page?.db.get("device", "this");
    if (!page || !device) return;
    if (page.id !== null && page.shared && device.current === page.id && isLeft(device)) return handOverHere();
    const guest = page.id === null && device.current !== null && (await current(page.db))?.picture === null;
    if (device.current === page.id || guest) return;
    if (page.known || page.shared) giveWay();
    else location.reload();
    return new Promise<never>(() => {});
  };
  addEventListener("storage", ({ key }) => key === CHANGED && void look());
  // Behind the Back button lies a page as it was: nobody sees it before it is known whose it may be.
  addEventListener("pagehide", ({ persisted }) => {
    if (persisted && several) document.body.hidden = true;
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) void look().finally(() => (document.body.hidden = false));
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void look());
}
