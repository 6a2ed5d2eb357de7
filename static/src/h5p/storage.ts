/** Storage for the core of H5P where there is none: in a platform's frame, with third-party cookies blocked. */

const NAMES = ["localStorage", "sessionStorage"] as const;

/** What a Storage does, until the page is left. */
export class Forgetful implements Storage {
  [name: string]: unknown;
  readonly #kept = new Map<string, string>();

  get length(): number {
    return this.#kept.size;
  }
  key(index: number): string | null {
    return [...this.#kept.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#kept.set(String(key), String(value));
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
  clear(): void {
    this.#kept.clear();
  }
}

/** The browser refuses even to look there, and the core, which looks, would not begin. */
export function lendStorage(where: Window): void {
  for (const name of NAMES) {
    try {
      where[name].setItem("", "");
      where[name].removeItem("");
    } catch {
      Object.defineProperty(where, name, { value: new Forgetful(), configurable: true });
    }
  }
}
