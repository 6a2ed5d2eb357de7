/** Around the frame of an H5P activity: how tall it is, what it says of itself, and “I have finished”. */
import type { Performed } from "../events.ts";
import { readResult } from "./result.ts";

const PATIENCE = 20_000; // milliseconds after which somebody who waits is told that it still comes
const TALLEST = 20_000; // pixels

/** What ends the attempt that is under way in a part of the page, until the next one begins. */
const running = new WeakMap<HTMLElement, () => void>();

/** What the frame sends (page.ts). Never believed beyond what is read here. */
interface Told {
  h5p?: unknown;
  ready?: unknown;
  failed?: unknown;
  height?: unknown;
  statement?: unknown;
}

/**
 * Opens the activity of `root`, in place of an attempt to open it before; `say` hears what comes of it.
 *
 * Nobody knows from outside whether a slow line still brings something. So a frame is taken away only when
 * it says itself that it failed, or when its reader tries again.
 */
export function open(root: HTMLElement, say: (told: Performed) => void): void {
  const part = (name: string) => root.querySelector<HTMLElement>(`[data-${name}]`)!;
  const { activity: block = "", frame: address = "", package: digest } = root.dataset;
  const frame = document.createElement("iframe");
  const slow = root.querySelector<HTMLElement>("[data-slow]") ?? document.createElement("p"); // a saved page may be older
  const { origin } = new URL(address, location.href);
  let begun = false;
  let told = "";

  frame.title = root.querySelector("h3")?.textContent ?? "";
  frame.src = address;

  function done(result: Omit<Performed, "block">): void {
    // Some types tell the same twice in one breath; whoever tries again tells it anew.
    const same = JSON.stringify(result);
    if (same === told) return;
    told = same;
    setTimeout(() => (told = ""), 1000);
    say({ block, ...result });
    if (!result.done) return;
    part("before").hidden = false;
    part("finish").hidden = true;
  }

  function hear({ source, origin: from, data }: MessageEvent): void {
    if (source !== frame.contentWindow || from !== origin) return;
    const message = (typeof data === "object" && data !== null ? data : {}) as Told;
    if (message.h5p !== digest) return;
    if (message.ready === true) ready();
    if (message.failed === true) fail();
    if (typeof message.height === "number" && message.height > 0) frame.height = String(Math.min(Math.ceil(message.height), TALLEST));
    const result = readResult(message.statement);
    if (result) done(result);
  }

  function ready(): void {
    begun = true;
    clearTimeout(timer);
    part("missing").hidden = slow.hidden = part("start").hidden = true;
    // A type that never says that it is done leaves it to the reader.
    if (root.dataset.reports === undefined) part("finish").hidden = !part("before").hidden;
  }

  /** It can be tried again: what is missing may have come by then. */
  function fail(): void {
    if (begun) return;
    end();
    part("stage").hidden = slow.hidden = true;
    part("missing").hidden = part("start").hidden = false;
  }

  /** It may come yet; it can be tried again. */
  function tellThatItComes(): void {
    slow.hidden = part("start").hidden = false;
  }

  /** Of this attempt nothing stays: neither frame nor clock, and nobody listens. */
  function end(): void {
    clearTimeout(timer);
    removeEventListener("message", hear);
    frame.remove();
  }

  running.get(root)?.();
  running.set(root, end);
  const timer = setTimeout(tellThatItComes, PATIENCE);
  addEventListener("message", hear);
  part("missing").hidden = slow.hidden = part("start").hidden = true;
  part("finish").querySelector("button")!.onclick = () => done({ done: true });
  part("stage").replaceChildren(frame);
  part("stage").hidden = false;
  root.querySelector<HTMLElement>("h3")?.focus();
}
