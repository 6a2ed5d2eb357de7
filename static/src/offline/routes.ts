/** What the worker answers at all. It is a list of what is ours to answer; everything else passes by. */

export type Kind = "page" | "shell" | "media";

export interface Asked {
  method: string;
  mode: string;
  url: string;
  headers: { has(name: string): boolean };
}

// Never, whatever else may be added below: what is somebody's own, and what must be asked of the server.
const NEVER = /^\/(?:[a-z]{2}\/)?(?:admin|api|documents|lti|packs|media\/documents)(?:\/|$)|^\/serviceworker\.js$/;

/** How to answer `request` at our own `origin`; undefined to leave it alone. */
export function kindOf(request: Asked, origin: string): Kind | undefined {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin || request.headers.has("authorization")) return undefined;
  const { pathname } = url;
  if (/^\/(?:shell|static)\//.test(pathname)) return request.mode === "navigate" ? undefined : "shell";
  if (/^\/media\//.test(pathname)) return request.mode === "navigate" ? undefined : "media";
  // A player's files are kept like an upload; the page that plays is a page.
  if (/^\/h5p\//.test(pathname) && request.mode !== "navigate") return "media";
  if (NEVER.test(pathname)) return undefined;
  return request.mode === "navigate" ? "page" : undefined;
}

/** The language of a path, of those that there are; the first of them where it names none. */
export function languageOf(pathname: string, languages: string[]): string {
  return languages.find((code) => pathname.startsWith(`/${code}/`)) ?? languages[0]!;
}

/** A range header of one range over `size` bytes, as [first, last]; undefined when it cannot be given. */
export function readRange(header: string, size: number): [number, number] | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (from === undefined || to === undefined || from + to === "") return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? [first, last] : undefined;
}
