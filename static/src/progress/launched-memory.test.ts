import assert from "node:assert/strict";
import { test } from "node:test";

const LEARNER = "0b8f6c1e-0000-4000-8000-00000000000a";
const DEVICE = "0b8f6c1e-0000-4000-8000-00000000000d";
const TOKEN = "00112233445566778899aabbccddeeff";

// A browser that keeps nothing for a frame: there is no IndexedDB.
const dataset: Record<string, string> = { launch: "/lti/l/abc", learner: LEARNER, launchDevice: DEVICE, launchToken: TOKEN };
Object.assign(globalThis, { document: { documentElement: { dataset } } });
globalThis.fetch = async () => new Response("", { status: 403 });
const { arrive } = await import("./launched.ts");
const { thisDevice } = await import("./profiles.ts");

test("each page of a launch is the same device, with the same token", async () => {
  for (const _page of [1, 2]) {
    const { device, token } = await thisDevice(await arrive(LEARNER));
    assert.deepEqual([device, token], [DEVICE, TOKEN]);
  }
});
