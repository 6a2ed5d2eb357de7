import assert from "node:assert/strict";
import { test } from "node:test";
import { lendStorage } from "./storage.ts";

function refusing(): Window {
  const refuse = { get: () => assert.fail("access is denied"), configurable: true };
  return Object.defineProperties({}, { localStorage: refuse, sessionStorage: refuse }) as Window;
}

test("where the browser refuses storage, there is one that forgets", () => {
  const where = refusing();
  lendStorage(where);
  where.localStorage.setItem("a", "1");
  assert.equal(where.localStorage.getItem("a"), "1");
  assert.equal(where.sessionStorage.getItem("a"), null);
  assert.equal(where.localStorage.key(0), "a");
  assert.equal(where.localStorage.length, 1);
  where.localStorage.removeItem("a");
  assert.equal(where.localStorage.length, 0);
});

test("a browser's own is left as it is", () => {
  const own = { setItem() {}, removeItem() {} };
  const where = { localStorage: own, sessionStorage: own } as unknown as Window;
  lendStorage(where);
  assert.equal(where.localStorage, own);
});
