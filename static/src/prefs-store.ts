/** What a reader prefers: kept on the device, under one key, and nowhere else. */

const KEY = "pascupas:prefs";

/** The attributes of the root element that a reader may set, and the values that we know. */
export const PREFS = {
  text: ["large", "xlarge"],
  theme: ["light", "dark", "contrast"],
  motion: ["calm"],
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
