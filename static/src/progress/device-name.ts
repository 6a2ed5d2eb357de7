/** What a device may be called, by what its browser says of itself: kind, browser and system. */

export type Kind = "tablet" | "phone" | "computer";

const BROWSERS: [RegExp, string][] = [
  [/EdgA?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPad/, "iPad"],
  [/iPhone|iPod/, "iPhone"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux/, "Linux"],
];

const first = (known: [RegExp, string][], said: string) => known.find(([sign]) => sign.test(said))?.[1] ?? "";

/** `said` is the user agent; an iPad says that it is a Mac, but no Mac is touched by `touches` fingers. */
export function readDevice(said: string, touches: number): { kind: Kind; browser: string; system: string } {
  const own = first(SYSTEMS, said);
  const system = own === "macOS" && touches > 1 ? "iPad" : own;
  const handheld = system === "Android" ? (/Mobile/.test(said) ? "phone" : "tablet") : undefined;
  const kind = handheld ?? (system === "iPad" ? "tablet" : system === "iPhone" ? "phone" : "computer");
  return { kind, browser: first(BROWSERS, said), system };
}
