/** On a shared device nobody stays at it who has gone away; before that, whoever is still there is asked. */
import { handOverHere, IDLE } from "./here.ts";
import { touch } from "./profiles.ts";
import type { Database } from "./store.ts";

const WARNING = 60_000; // milliseconds
const TOLD = 10_000; // so often the other pages are told of a touch

/** What is to be done when the last touch was at `touched`; also when the clock was set back. */
export function idle(touched: number, now: number): "nothing" | "ask" | "leave" {
  const since = Math.abs(now - touched);
  return since >= IDLE ? "leave" : since >= IDLE - WARNING ? "ask" : "nothing";
}

/** Watches over `id`, who is at the device; `bar` asks whether they are still there. */
export function watchIdle(db: Database, id: string, bar: HTMLElement): void {
  const words = bar.querySelector<HTMLElement>("[data-say]")!;
  let [last, told] = [Date.now(), Date.now()];
  const ask = (asking: boolean) => {
    if (bar.hidden !== asking) return;
    bar.hidden = !asking;
    words.textContent = asking ? (words.dataset.say ?? "") : "";
  };
  const touched = () => {
    last = Date.now(); // the question goes a moment later: nothing moves under a finger
    if (Math.abs(last - told) < TOLD) return;
    told = last;
    void touch(db, last);
  };
  bar.querySelector("button")!.addEventListener("click", () => ask(false));
  for (const event of ["pointerdown", "keydown", "scroll"]) addEventListener(event, touched, { passive: true, capture: true });
  setInterval(async () => {
    if (idle(last, Date.now()) === "nothing") return ask(false);
    // Another page of ours may be the one in use, or another person here.
    const device = await db.get("device", "this");
    if (!device || device.current !== id) return;
    const what = idle(Math.max(last, device.touched), Date.now());
    if (what === "leave") await handOverHere();
    ask(what === "ask");
  }, 1_000);
}
