/** The worker as a page asks it: without it, and all that it keeps, what is saved would not open. */
import { PATIENCE } from "./ask.ts";
import { byName, SaveError } from "./trouble.ts";

const TO_INSTALL = 20_000;

/** Waits for the worker; one that could not be installed before is tried once more. */
export async function workerIsReady(signal: AbortSignal): Promise<void> {
  const workers = navigator.serviceWorker;
  const heard = new AbortController();
  const failed = new Promise<never>((_, reject) => {
    const hear = ({ data }: MessageEvent) => data?.failed && reject(new SaveError(byName(data.failed) ?? "unready"));
    workers.addEventListener("message", hear, { signal: heard.signal });
  });
  const ready = workers.register("/serviceworker.js").then(() => workers.ready, (error: Error) => {
    throw new SaveError(byName(error.name) ?? "unready", { cause: error });
  });
  try {
    await inTime(Promise.race([ready, failed]), TO_INSTALL, "unready", signal);
  } finally {
    heard.abort();
  }
}

/** Has the worker keep what only saved courses need of the shell. */
export async function keepAllOfTheShell(signal: AbortSignal): Promise<void> {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<unknown>((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  active?.postMessage("keep all", [port2]);
  const told = await inTime(answered, PATIENCE, "gone", signal);
  if (told !== true) throw new SaveError(byName(String(told)) ?? "gone");
}

/** What `wanted` brings, unless the reader stops it or it does not come in time. */
function inTime<T>(wanted: Promise<T>, patience: number, late: "unready" | "gone", signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SaveError(late)), patience);
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    void wanted.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    });
  });
}
