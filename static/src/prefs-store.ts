/**
 * How pages look: kept on the device under one key, which is all that the script in the head reads. Where
 * somebody with a profile has choices of their own, what the device itself has lies under the other one.
 */

// A page behind a launch has its own: it neither shows nor changes what a profile of the device likes.
const KEY = `pascupas:prefs${globalThis.document?.documentElement.dataset.launch ? "-launched" : ""}`;
const BELOW = "pascupas:prefs-device";

/** The attributes of the root element that a reader may set, and the values that we know. */
export const PREFS = {
  text: ["large", "xlarge"],
  theme: ["light", "dark", "contrast"],
  motion: ["calm"],
  speech: ["slow", "fast"],
} as const;

export type Prefs = Partial<Record<keyof typeof PREFS, string>>;

/** The kept preferences; none where storage is closed to us or holds something else. */
export function readPrefs(): Prefs {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as Prefs) : {};
  } catch {
    return {};
  }
}

/** Keeps `prefs`; in a private window they last as long as the page. */
export function keepPrefs(prefs: Prefs): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // Storage is full or closed: the choice still holds on this page.
  }
}

/** Lays `own` over what the device has: that comes back with `bare`. */
export function layOver(own: Prefs): void {
  try {
    const below = localStorage.getItem(BELOW) ?? localStorage.getItem(KEY) ?? "{}";
    localStorage.setItem(BELOW, below);
    keepPrefs({ ...JSON.parse(below), ...own });
  } catch {
    // Storage is closed to us, or holds something else: pages look as on this device.
  }
}

/** Leaves only what the device itself has: nobody's own choices lie here any more. */
export function bare(): void {
  try {
    const below = localStorage.getItem(BELOW);
    if (below !== null) localStorage.setItem(KEY, below);
    localStorage.removeItem(BELOW);
  } catch {
    // Storage is closed to us: nothing lies there.
  }
}

/** Sets on `root` what is known of `prefs` and clears what is not. */
export function applyPrefs(root: HTMLElement, prefs: Prefs): void {
  for (const name of Object.keys(PREFS) as (keyof typeof PREFS)[]) {
    const value = prefs[name];
    if (value !== undefined && (PREFS[name] as readonly string[]).includes(value)) {
      root.dataset[name] = value;
    } else {
      delete root.dataset[name];
    }
  }
}
