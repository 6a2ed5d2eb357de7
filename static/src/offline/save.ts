/** Brings a pack to the device: what is missing and nothing else, each file proven by its hash. */
import { ask, chunks, readAll } from "./ask.ts";
import { batches, BrokenContent, bundleAddress, Frames, readManifest, sha256, travelsTogether, WrongContent } from "./pack.ts";
import type { Manifest, PackFile } from "./pack.ts";
import { keepAllOfTheShell } from "./ready.ts";
import { alone, cacheName, HASH, savedPack, switchTo, versions } from "./shelf.ts";
import { named, SaveError } from "./trouble.ts";

export type Progress = (done: number, total: number) => void;

const PART = 1024 * 1024;
const TRIES = 3; // a pack that changes faster than it is fetched
// What protects a page on its way protects it from the shelf as well.
const KEPT_HEADERS = [
  "Content-Language",
  "Content-Security-Policy",
  "Cross-Origin-Opener-Policy",
  "Permissions-Policy",
  "Referrer-Policy",
  "X-Content-Type-Options",
  "X-Frame-Options",
];

/** The pack's manifest as it is now. */
export async function fetchManifest(pack: string, signal?: AbortSignal): Promise<Manifest> {
  const response = await ask(pack, { cache: "no-cache", signal: signal ?? null });
  const text = await (await readAll(response)).text();
  try {
    return readManifest(JSON.parse(text));
  } catch (error) {
    throw error instanceof SyntaxError ? new BrokenContent("half a manifest") : error;
  }
}

/** Saves the pack, or brings it up to date. Only one window at a time; what has arrived stays. */
export async function save(pack: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const done = await alone(pack, async () => {
    // Never awaited: Firefox asks the reader first, and waits.
    navigator.storage?.persist?.().catch(() => {});
    try {
      await keepAllOfTheShell(signal);
      for (let tries = 1; !(await bring(pack, progress, signal)); tries += 1) {
        if (tries === TRIES) throw new SaveError("later");
      }
    } catch (error) {
      throw named(error);
    }
  });
  if (!done) throw new SaveError("busy");
}

/** How many bytes of an unfinished version lie here; undefined when nothing was begun. */
export async function begun(pack: string): Promise<number | undefined> {
  const holds = await savedPack(pack);
  const names = (await versions(pack)).filter((name) => !holds || name !== cacheName(pack, holds.version));
  let bytes: number | undefined;
  for (const name of names) {
    for (const kept of await (await caches.open(name)).matchAll()) {
      bytes = (bytes ?? 0) + Number(kept.headers.get("Content-Length"));
    }
  }
  return bytes;
}

/** One attempt at what the pack is now; false when it became another, or somebody emptied the shelf. */
async function bring(pack: string, progress: Progress, signal: AbortSignal): Promise<boolean> {
  const manifest = await fetchManifest(pack, signal);
  const shelf = await caches.open(cacheName(pack, manifest.version));
  const missing = await takeOver(pack, manifest, shelf);
  const absent = missing.reduce((sum, file) => sum + file.bytes, 0);
  let done = manifest.bytes - absent;
  const tell = (more = 0) => progress(Math.min(done + more, manifest.bytes), manifest.bytes);
  const keep: Keep = async (files, body, source) => {
    for (const file of files) {
      await shelf.put(file.url, kept(file, body, source));
      done += file.bytes;
    }
    tell();
  };
  tell();
  for (const batch of batches(missing.filter(travelsTogether))) {
    const address = bundleAddress(pack, manifest, batch);
    if (!(await fetchBundle(address, batch, keep, tell, signal))) return false;
  }
  for (const file of missing) {
    if (!travelsTogether(file)) await fetchLarge(file, shelf, keep, tell, signal);
  }
  signal.throwIfAborted();
  if (!(await holdsAll(pack, manifest))) return false;
  const { title, start, version, bytes } = manifest;
  await switchTo({ pack, title, start, version, bytes, at: Date.now() });
  return true;
}

type Keep = (files: PackFile[], body: Blob, source: Response) => Promise<void>;

/** The files that are neither here yet nor in another version on the device. */
async function takeOver(pack: string, manifest: Manifest, shelf: Cache): Promise<PackFile[]> {
  const own = cacheName(pack, manifest.version);
  const others = (await versions(pack)).filter((name) => name !== own);
  const known = await Promise.all(others.map((name) => caches.open(name)));
  const missing: PackFile[] = [];
  for (const file of manifest.files) {
    if (isKept(await shelf.match(file.url), file)) continue;
    let found: Response | undefined;
    for (const cache of known) {
      found ??= isKept(await cache.match(file.url), file);
    }
    if (found) await shelf.put(file.url, found);
    else missing.push(file);
  }
  // What began to arrive for a version that is past has given what it had.
  const holds = await savedPack(pack);
  for (const name of others) {
    if (!holds || name !== cacheName(pack, holds.version)) await caches.delete(name);
  }
  return missing;
}

/** Whether the shelf has all of it: a shelf that was deleted takes what is put on it, and loses it. */
async function holdsAll(pack: string, { version, files }: Manifest): Promise<boolean> {
  const name = cacheName(pack, version);
  if (!(await caches.has(name))) return false;
  const shelf = await caches.open(name);
  const held = await Promise.all(files.map(async (file) => isKept(await shelf.match(file.url), file)));
  return held.every(Boolean);
}

function isKept(response: Response | undefined, file: PackFile): Response | undefined {
  return response?.headers.get(HASH) === file.sha256 ? response : undefined;
}

function kept(file: PackFile, body: Blob, source: Response): Response {
  const headers = new Headers({
    "Content-Type": file.type.startsWith("text/") ? `${file.type}; charset=utf-8` : file.type,
    "Content-Length": String(file.bytes),
    "Accept-Ranges": "bytes",
    [HASH]: file.sha256,
  });
  for (const name of KEPT_HEADERS) {
    const value = source.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (file.policy !== undefined) headers.set("Content-Security-Policy", file.policy);
  return new Response(body, { headers });
}

/** Fetches `files` in one answer; false when the server has another version by now. */
async function fetchBundle(
  address: string,
  files: PackFile[],
  keep: Keep,
  tell: (more: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const response = await ask(address, { cache: "no-store", signal });
  if (response.status === 409) return false;
  const open = new Map<string, PackFile[]>();
  for (const file of files) open.set(file.sha256, [...(open.get(file.sha256) ?? []), file]);
  const frames = new Frames();
  for await (const chunk of chunks(response)) {
    for (const { sha256: told, body } of frames.push(chunk)) {
      const wanted = open.get(told);
      if (!wanted || (await sha256(body)) !== told) throw new BrokenContent("not what was asked for");
      open.delete(told);
      await keep(wanted, new Blob([body]), response);
    }
    tell(frames.pending);
  }
  frames.end();
  if (open.size > 0) throw new BrokenContent("not all that was asked for");
  return true;
}

/** Fetches a large file in parts that stay here until all of them have come. */
async function fetchLarge(
  file: PackFile,
  shelf: Cache,
  keep: Keep,
  tell: (more: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const names: string[] = [];
  const parts: Blob[] = [];
  let source: Response | undefined;
  for (let from = 0; from < file.bytes; from += PART) {
    const size = Math.min(PART, file.bytes - from);
    const name = `/pascupas-part/${file.sha256}/${from}`;
    let part = await shelf.match(name);
    if (!part) {
      const range = `bytes=${from}-${from + size - 1}`;
      const response = await ask(file.url, { cache: "no-store", signal, headers: { Range: range } });
      if (response.status !== 206) throw new WrongContent("no part");
      const body = await readAll(response, (bytes) => tell(from + bytes));
      if (body.size !== size) throw new BrokenContent("a part of another size");
      part = kept({ ...file, bytes: size }, body, response);
      await shelf.put(name, part.clone());
    }
    source = part;
    names.push(name);
    parts.push(await part.blob());
    tell(from + size);
  }
  const whole = new Blob(parts);
  const sound = source && (await sha256(await whole.arrayBuffer())) === file.sha256;
  if (sound) await keep([file], whole, source!);
  for (const name of names) await shelf.delete(name);
  if (!sound) throw new BrokenContent("not the file that was told of");
}
