import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { applyPrefs, bare, keepPrefs, layOver, readPrefs } from "./prefs-store.ts";

/** Puts `getItem` and `setItem` where the browser has its storage. */
function storage(getItem: () => string | null, setItem: (key: string, value: string) => void = () => {}) {
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: { getItem, setItem } });
}

const closed = () => {
  throw new DOMException("closed", "SecurityError");
};

const root = (dataset: Record<string, string> = {}) => ({ dataset }) as unknown as HTMLElement;

afterEach(() => Reflect.deleteProperty(globalThis, "localStorage"));

test("what is kept is read again", () => {
  let kept: string | null = null;
  storage(() => kept, (_key, value) => (kept = value));
  assert.deepEqual(readPrefs(), {});
  keepPrefs({ text: "large", theme: "dark" });
  assert.deepEqual(readPrefs(), { text: "large", theme: "dark" });
});

for (const rubbish of ["", "{", "null", "7", '"dark"']) {
  test(`a storage that holds ${rubbish || "nothing"} holds no preference`, () => {
    storage(() => rubbish);
    assert.deepEqual(readPrefs(), {});
  });
}

test("a closed storage is no error", () => {
  storage(closed, closed);
  assert.deepEqual(readPrefs(), {});
  keepPrefs({ text: "large" });
});

test("only what we know is set, and what is not chosen is taken away", () => {
  const element = root({ text: "xlarge", motion: "calm", view: "step" });
  applyPrefs(element, { theme: "contrast", text: "enormous" });
  assert.deepEqual(element.dataset, { theme: "contrast", view: "step" });
});

test("a list instead of words sets nothing", () => {
  const element = root();
  applyPrefs(element, ["dark"] as never);
  applyPrefs(element, { theme: ["dark"] } as never);
  assert.deepEqual(element.dataset, {});
});

/** A storage of several keys, as browsers have it. */
function shelf(kept: Map<string, string>) {
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
  });
}

test("somebody's own choices lie over what the device has, and leave nothing behind", () => {
  const kept = new Map<string, string>();
  shelf(kept);
  keepPrefs({ text: "large", theme: "dark" });
  layOver({ text: "xlarge", theme: "" });
  assert.deepEqual(readPrefs(), { text: "xlarge", theme: "" });
  layOver({ motion: "calm" });
  assert.deepEqual(readPrefs(), { text: "large", theme: "dark", motion: "calm" });
  bare();
  assert.deepEqual(readPrefs(), { text: "large", theme: "dark" });
  assert.equal(kept.size, 1);
  bare();
  assert.deepEqual(readPrefs(), { text: "large", theme: "dark" });
});

test("over a device that has none of its own", () => {
  shelf(new Map());
  layOver({ theme: "contrast" });
  assert.deepEqual(readPrefs(), { theme: "contrast" });
  bare();
  assert.deepEqual(readPrefs(), {});
});

test("a closed storage keeps nobody's choices", () => {
  storage(closed, closed);
  layOver({ theme: "dark" });
  bare();
  assert.deepEqual(readPrefs(), {});
});
