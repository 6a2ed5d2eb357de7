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

/**
 * The address under which a pack names the upload that is asked for at `pathname` (offline/packs.py, by
 * Django's `filepath_to_uri`).
 *
 * Who asks may have written the same name in several ways: browsers leave `@`, `&` or `+` as they stand in
 * a page, Django and authors of style sheets may not.
 */
export function keptAs(pathname: string): string {
  return pathname.split("/").map((part) => encodeURIComponent(plain(part))).join("/");
}

/** One part of a path as it was named; a percent sign that begins no code is one, as the server has it. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return part; // no letters: the server, too, takes it as it stands
  }
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
