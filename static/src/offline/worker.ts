/**
 * The service worker: the shell, and what people saved themselves. Nothing is kept because somebody
 * passed by, and a page from the network always comes first.
 */
import { sha256 } from "./pack.ts";
import { keptAs, kindOf, languageOf, readRange } from "./routes.ts";
import { fromShelf, savedPacks } from "./shelf.ts";

declare const self: ServiceWorkerGlobalScope & {
  /** Written before this code by the server (offline/shell.py). */
  SHELL: {
    code: string;
    files: Record<string, [address: string, proof: string]>;
    /** Those of `files` that come with the first saved course, or when they are asked for. */
    late: string[];
    /** By language: what stands in for pages that are not saved. */
    pages: Record<string, [address: string, revision: string]>;
    /** Other pages that open without us, kept with `late`. */
    more: [address: string, revision: string][];
  };
};

const { code, files, late, pages, more } = self.SHELL;
const standIns = Object.values(pages);
const OURS = "pascupas:shell:";
const FILES = `${OURS}${code}`;
const IN_USE = "/shell/"; // kept beside the files of the code that is
const PAGES = `${OURS}pages:${[...standIns, ...more].join()}`;
// How long a page may keep people waiting when there is something else to show them.
const WHEN_SAVED = 3_000;
const WHEN_NOT = 8_000;

self.addEventListener("install", (event) => event.waitUntil(install().catch(fail)));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
  if (event.data === "keep all") {
    const [port] = event.ports;
    const answer = (told: unknown) => port?.postMessage(told);
    event.waitUntil(keep(Object.keys(files)).then(() => keepPages(more)).then(() => answer(true), (error: Error) => answer(error.name)));
  }
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const kind = kindOf(request, location.origin);
  if (kind === "page") event.respondWith(page(request, pathname));
  if (kind === "shell") event.respondWith(shell(request, pathname));
  if (kind === "media") event.respondWith(media(request, pathname));
});

async function install(): Promise<void> {
  const had = await partsHad();
  const known = await (await caches.open(FILES)).match(IN_USE);
  const isLeft = (name: string) => late.includes(name) && !had.has(partOf(name));
  const names = Object.keys(files);
  const whole = (await savedPacks()).length > 0 || had.has("people");
  await keep(whole ? names : names.filter((name) => !isLeft(name)));
  await keepPages(whole ? [...standIns, ...more] : standIns);
  // The same code with other words, such as a new telephone number: nobody need be asked.
  if (known) await self.skipWaiting();
}

async function keepPages(wanted: typeof more): Promise<void> {
  const own = await caches.open(PAGES);
  for (const [address] of wanted) {
    if (await own.match(address)) continue; // its revision stands in the shelf's name
    const response = await fetch(address, { ...asNobody, cache: "no-cache" });
    if (!response.ok || !(await response.clone().text()).includes(HERE)) throw refused(response);
    await own.put(address, response);
  }
}

/** What a file is part of, whatever its content: `people` of `/static/people-DF5FISMQ.105c0c9e73d2.js`. */
function partOf(path: string): string {
  return path.replace(/^.*\/|-[A-Z0-9]{8}\..*$/g, "");
}

/** The parts that the shelves of this code and of the one before it have. */
async function partsHad(): Promise<Set<string>> {
  const had = new Set<string>();
  for (const name of await caches.keys()) {
    if (!name.startsWith(OURS)) continue;
    for (const { url } of await (await caches.open(name)).keys()) had.add(partOf(url));
  }
  return had;
}

/** Whoever waits for the worker hears why it does not come. */
async function fail(error: Error): Promise<never> {
  for (const window of await self.clients.matchAll({ includeUncontrolled: true })) window.postMessage({ failed: error.name });
  throw error;
}

/** Puts the files of these names on the shelf of the shell, from the browser's own cache where it has them. */
async function keep(names: string[]): Promise<void> {
  const shelf = await caches.open(FILES);
  const wanted = names.map((name) => files[name]!);
  await Promise.all(wanted.map(async ([address, proof]) => {
    if (!(await shelf.match(address))) await shelf.put(address, await proven(address, proof));
  }));
}

/** The file as it was built: what a network sent in its place may also lie in the browser's own cache. */
async function proven(address: string, proof: string, cache: RequestCache = "default"): Promise<Response> {
  const response = await fetch(address, { ...asNobody, cache });
  const body = await response.arrayBuffer();
  if (response.ok && (await sha256(body)).startsWith(proof)) return new Response(body, response);
  if (cache === "default") return proven(address, proof, "reload");
  throw refused(response);
}

/** The server's own refusal, or something else in place of what was asked for; the page has words for both. */
function refused({ status, url }: Response): DOMException {
  return new DOMException(url, status >= 400 && status !== 511 ? "NetworkError" : "DataError");
}

const asNobody: RequestInit = { credentials: "omit", redirect: "manual" };
const HERE = 'data-away="no"';
const AWAY = 'data-away="yes"';

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== FILES && name !== PAGES) await caches.delete(name);
  }
  await (await caches.open(FILES)).put(IN_USE, new Response());
}

/** From the network; from the shelf when that fails, refuses or keeps people waiting; else what says so. */
async function page(request: Request, path: string): Promise<Response> {
  const kept = (await fromShelf(path)) ?? (await (await caches.open(PAGES)).match(path, { ignoreVary: true }));
  try {
    const response = await within(kept ? WHEN_SAVED : WHEN_NOT, fetch(request));
    return kept && isAbsent(response) ? kept : response;
  } catch {
    return kept ?? (await withSlash(path)) ?? (await instead(path)) ?? Response.error();
  }
}

/** The server is in trouble, or has withdrawn the page; one that moved says where to, and is followed. */
function isAbsent({ status }: Response): boolean {
  return status >= 500 || [404, 410, 429].includes(status);
}

/** To the page as it is saved, for who leaves the last stroke away: the server does the same. */
async function withSlash(path: string): Promise<Response | undefined> {
  if (path.endsWith("/")) return undefined;
  return (await fromShelf(`${path}/`)) && Response.redirect(`${path}/`);
}

/** The page that says that there is no internet. */
async function instead(path: string): Promise<Response | undefined> {
  const own = pages[languageOf(path, Object.keys(pages))]!;
  const kept = await (await caches.open(PAGES)).match(own[0], { ignoreVary: true });
  if (!kept) return undefined;
  const headers = new Headers(kept.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  return new Response((await kept.text()).replace(HERE, AWAY), { headers });
}

/** A file of the shell, by its lasting name or by the one with its hash. */
async function shell(request: Request, path: string): Promise<Response> {
  const lasting = path.startsWith("/shell/") ? path.slice("/shell/".length) : undefined;
  // A style sheet under its lasting name asks for its fonts beside itself, by names with a hash.
  const address = lasting === undefined ? path : (files[lasting]?.[0] ?? `/static/${lasting}`);
  const shelf = await caches.open(FILES);
  const kept = await shelf.match(address, { ignoreVary: true });
  if (kept) return kept;
  // What was asked for once works without internet from then on.
  const name = Object.keys(files).find((name) => files[name]![0] === address);
  const came = name !== undefined && (await keep([name]).then(() => shelf.match(address), () => undefined));
  return came || fetch(lasting === undefined ? request : address);
}

/** An upload, from the shelf if it is there: its name carries its hash. */
async function media(request: Request, path: string): Promise<Response> {
  const kept = await fromShelf(keptAs(path));
  if (!kept) return fetch(request);
  const range = request.headers.get("Range");
  return range === null ? kept : part(kept, range);
}

/** The part of `whole` that a player asks for. */
async function part(whole: Response, header: string): Promise<Response> {
  const body = await whole.blob();
  const range = readRange(header, body.size);
  const headers = new Headers(whole.headers);
  if (!range) {
    headers.set("Content-Range", `bytes */${body.size}`);
    return new Response(null, { status: 416, headers });
  }
  const [first, last] = range;
  headers.set("Content-Range", `bytes ${first}-${last}/${body.size}`);
  headers.set("Content-Length", String(last - first + 1));
  return new Response(body.slice(first, last + 1), { status: 206, statusText: "Partial Content", headers });
}

function within<T>(milliseconds: number, wanted: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("late")), milliseconds);
    wanted.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
