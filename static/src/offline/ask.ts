/** Questions to the server, as a device asks them: without cookies, and with patience that ends. */
import { WrongContent } from "./pack.ts";
import { SaveError } from "./trouble.ts";

export const PATIENCE = 30_000; // without a single byte

/** Fetches without cookies, and only from where it was asked; 409 is the caller's, other refusals are thrown. */
export async function ask(address: string, init: RequestInit): Promise<Response> {
  const response = await fetchInTime(address, init);
  // Where a network wants people to sign in, it sends them elsewhere or answers with a page of its own.
  const isPage = response.ok && (response.headers.get("Content-Type") ?? "").startsWith("text/html");
  if (response.type === "opaqueredirect" || response.status === 511 || isPage) throw new WrongContent(address);
  if (response.status === 404 || response.status === 410) throw new SaveError("missing");
  if (!response.ok && response.status !== 409) throw new SaveError("later");
  return response;
}

async function fetchInTime(address: string, init: RequestInit): Promise<Response> {
  const { signal } = init;
  signal?.throwIfAborted(); // one that was stopped before tells nobody again
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), PATIENCE);
  // Never taken off: the same signal ends the body as well.
  signal?.addEventListener("abort", () => waited.abort(signal.reason));
  try {
    return await fetch(address, { ...init, signal: waited.signal, credentials: "omit", redirect: "manual" });
  } catch (error) {
    if (signal?.aborted) throw new DOMException("stopped", "AbortError");
    throw new SaveError("gone", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** What arrives, as it arrives; a line that falls silent is a line that broke. */
export async function* chunks({ body }: Response, patience = PATIENCE): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!body) return;
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new SaveError("gone")), patience);
      });
      const { done, value } = await Promise.race([reader.read(), silence]);
      clearTimeout(timer);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {}); // it broke by itself
  }
}

/** The whole body; `tell` hears how many bytes of it are here. */
export async function readAll(response: Response, tell: (bytes: number) => void = () => {}): Promise<Blob> {
  const all: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of chunks(response)) {
    all.push(chunk);
    tell((bytes += chunk.length));
  }
  return new Blob(all);
}
