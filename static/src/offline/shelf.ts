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

/** Every saved pack, the last saved first. */
export async function savedPacks(): Promise<Saved[]> {
  const index = await caches.open(INDEX);
  const all: Saved[] = [];
  for (const request of await index.keys()) {
    const kept = await index.match(request);
    if (kept) all.push((await kept.json()) as Saved);
  }
  return all.sort((one, other) => other.at - one.at);
}

export async function savedPack(pack: string): Promise<Saved | undefined> {
  const kept = await (await caches.open(INDEX)).match(pack);
  return kept && ((await kept.json()) as Saved);
}

/** The switch: from now on `saved` is what the device shows. Then what it showed before may go. */
export async function switchTo(saved: Saved): Promise<void> {
  const index = await caches.open(INDEX);
  const headers = { "Content-Type": "application/json" };
  await index.put(saved.pack, new Response(JSON.stringify(saved), { headers }));
  await dropVersions(saved.pack, saved.version);
}

/** Takes a pack from the device, whole or half arrived. */
export async function remove(pack: string): Promise<void> {
  await (await caches.open(INDEX)).delete(pack);
  await dropVersions(pack);
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
    const name = cacheName(pack, version);
    if (!(await caches.has(name))) continue; // the browser made room
    const kept = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}
