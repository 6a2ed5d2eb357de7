/**
 * A worker of its own for what waits: the browser wakes it once there is internet, also with no page of
 * ours open (Background Sync). It sends by the same code and under the same lock as pages do.
 */
import { sendAlone } from "./outbox.ts";
import { open } from "./store.ts";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("sync", (event) => (event as ExtendableEvent).waitUntil(push()));

/** Rejects when the server cannot be reached: then the browser asks again. Whoever is at it asks by itself. */
async function push(): Promise<void> {
  const db = await open();
  try {
    if ((await sendAlone(db)).isLater) throw new Error("later");
  } finally {
    db.close();
  }
}
