import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { applyPrefs, keepPrefs, readPrefs } from "./prefs-store.ts";

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
