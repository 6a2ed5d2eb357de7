/** Brings a pack to the device: what is missing and nothing else, each file proven by its hash. */
import { batches, bundleAddress, Frames, readManifest, sha256, travelsTogether, WrongContent } from "./pack.ts";
import type { Manifest, PackFile } from "./pack.ts";
import { cacheName, HASH, savedPack, switchTo, versions } from "./shelf.ts";

export type Trouble = "gone" | "wrong" | "full" | "busy" | "missing";

/** Why a pack did not arrive; `kind` names the words that say so on the page. */
export class SaveError extends Error {
  readonly kind: Trouble;

  constructor(kind: Trouble, options?: ErrorOptions) {
    super(kind, options);
    this.kind = kind;
  }
}

export type Progress = (done: number, total: number) => void;

const PART = 1024 * 1024;
const PATIENCE = 30_000; // without a single byte
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
  if (response.status === 404) throw new SaveError("missing");
  if (!response.ok) throw new SaveError("gone");
  try {
    return readManifest(await response.json());
  } catch (error) {
    throw isAbort(error) ? error : new SaveError("wrong", { cause: error });
  }
}

/** Saves the pack, or brings it up to date. Only one window at a time; what has arrived stays. */
export async function save(pack: string, progress: Progress, signal: AbortSignal): Promise<void> {
  await navigator.locks.request(`pascupas:save:${pack}`, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new SaveError("busy");
    // Never awaited: Firefox asks the reader first, and waits.
    navigator.storage?.persist?.().catch(() => {});
    try {
      await keepAllOfTheShell();
      for (let tries = 1; !(await bring(pack, progress, signal)); tries += 1) {
        if (tries === TRIES) throw new SaveError("gone");
      }
    } catch (error) {
      throw named(error);
    }
  });
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

/** One attempt at what the pack is now; false when it became another meanwhile. */
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
  const { title, start, version, bytes } = manifest;
  await switchTo({ pack, title, start, version, bytes, at: Date.now() });
  return true;
}

/** Has the worker keep what only saved courses need of the shell; without it the course would not be whole. */
async function keepAllOfTheShell(): Promise<void> {
  const asked = navigator.serviceWorker.ready.then(({ active }) => {
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    active?.postMessage("keep all", [port2]);
    return answered;
  });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
  if (!(await Promise.race([asked, late]))) throw new SaveError("gone");
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
  if (response.status === 404) throw new SaveError("missing");
  if (!response.ok || !response.body) throw new SaveError("gone");
  const open = new Map<string, PackFile[]>();
  for (const file of files) open.set(file.sha256, [...(open.get(file.sha256) ?? []), file]);
  const frames = new Frames();
  for await (const chunk of chunks(response.body)) {
    for (const { sha256: told, body } of frames.push(chunk)) {
      const wanted = open.get(told);
      if (!wanted || (await sha256(body)) !== told) throw new WrongContent("not what was asked for");
      open.delete(told);
      await keep(wanted, new Blob([body]), response);
    }
    tell(frames.pending);
  }
  frames.end();
  if (open.size > 0) throw new WrongContent("not all that was asked for");
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
      if (response.status === 404) throw new SaveError("missing");
      if (response.status !== 206) throw response.ok ? new WrongContent("no part") : new SaveError("gone");
      const body = await response.blob();
      if (body.size !== size) throw new WrongContent("a part of another size");
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
  if (!sound) throw new WrongContent("not the file that was told of");
}

/** Fetches without cookies, and only from where it was asked. */
async function ask(address: string, init: RequestInit): Promise<Response> {
  const { signal } = init;
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), PATIENCE);
  const stop = () => waited.abort(signal?.reason);
  signal?.addEventListener("abort", stop);
  try {
    return await fetch(address, { ...init, signal: waited.signal, credentials: "omit", redirect: "error" });
  } catch (error) {
    if (signal?.aborted) throw new DOMException("stopped", "AbortError");
    throw new SaveError("gone", { cause: error });
  } finally {
    clearTimeout(timer);
    // Kept until the page stops it: the same signal ends the body as well.
    if (signal?.aborted) signal.removeEventListener("abort", stop);
  }
}

/** What arrives, as it arrives; a line that falls silent is a line that broke. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new SaveError("gone")), PATIENCE);
      });
      const { done, value } = await Promise.race([reader.read(), silence]);
      clearTimeout(timer);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {}); // it broke by itself
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** What went wrong, as the page can say it; being stopped is no error of ours. */
function named(error: unknown): unknown {
  if (error instanceof SaveError || isAbort(error)) return error;
  if (error instanceof WrongContent) return new SaveError("wrong", { cause: error });
  if (error instanceof DOMException && error.name === "QuotaExceededError") return new SaveError("full", { cause: error });
  // A stream that breaks off is a TypeError; so is a file that cannot be decoded.
  return new SaveError("gone", { cause: error });
}

