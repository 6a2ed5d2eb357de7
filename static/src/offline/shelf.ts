/**
 * Where saved packs lie on the device: one cache for each version of a pack, and one index entry for each
 * pack that names the version that holds. Writing that entry is the switch; what it does not name is
 * never shown.
 */

const INDEX = "pascupas:saved";
const PACK = "pascupas:pack:";

/** The header of a kept file that says which it is. */
export const HASH = "X-Sha256";

export interface Saved {
  /** The address of its manifest, by which we know it. */
  pack: string;
  title: string;
  start: string;
  version: string;
  bytes: number;
  /** When it was saved, in milliseconds by this device's clock. */
  at: number;
}

export const cacheName = (pack: string, version: string) => `${PACK}${pack}:${version}`;

/** Every saved pack that is still here, the last saved first. */
export async function savedPacks(): Promise<Saved[]> {
  const index = await caches.open(INDEX);
  const all: Saved[] = [];
  for (const request of await index.keys()) {
    const kept = await index.match(request);
    const saved = kept && ((await kept.json()) as Saved);
    // Without its files the entry is a promise that nobody keeps: the browser made room.
    if (saved && (await caches.has(cacheName(saved.pack, saved.version)))) all.push(saved);
  }
  return all.sort((one, other) => other.at - one.at);
}

export async function savedPack(pack: string): Promise<Saved | undefined> {
  return (await savedPacks()).find((saved) => saved.pack === pack);
}

const lockName = (pack: string) => `pascupas:save:${pack}`;

/** Does `work` on what the device has of a pack, unless another window does so now: then it is false. */
export async function alone(pack: string, work: () => Promise<void>): Promise<boolean> {
  return navigator.locks.request(lockName(pack), { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

/** Whether some window works on this pack. */
export async function isBusy(pack: string): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return (held ?? []).some(({ name }) => name === lockName(pack));
}

/** The switch: from now on `saved` is what the device shows. Then what it showed before may go. */
export async function switchTo(saved: Saved): Promise<void> {
  const index = await caches.open(INDEX);
  const headers = { "Content-Type": "application/json" };
  await index.put(saved.pack, new Response(JSON.stringify(saved), { headers }));
  await dropVersions(saved.pack, saved.version);
}

/** Takes a pack from the device, whole or half arrived; false while another window saves it. */
export async function remove(pack: string): Promise<boolean> {
  return alone(pack, async () => {
    await (await caches.open(INDEX)).delete(pack);
    await dropVersions(pack);
  });
}

/** Takes what is unfinished from the device, and nothing else; false while another window saves it. */
export async function dropUnfinished(pack: string): Promise<boolean> {
  return alone(pack, async () => dropVersions(pack, (await savedPack(pack))?.version));
}

/** Deletes all kept versions of a pack but `version`. */
export async function dropVersions(pack: string, version?: string): Promise<void> {
  for (const name of await versions(pack)) {
    if (version === undefined || name !== cacheName(pack, version)) await caches.delete(name);
  }
}

/** The caches that hold a version of this pack, whole or half arrived. */
export async function versions(pack: string): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(`${PACK}${pack}:`));
}

/** What the device has for `path`, from the pack saved last that has it. */
export async function fromShelf(path: string): Promise<Response | undefined> {
  for (const { pack, version } of await savedPacks()) {
    const kept = await caches.match(path, { cacheName: cacheName(pack, version), ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}
