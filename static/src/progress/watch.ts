/** Seconds that somebody really spends on a page: it is in front, and touched now and then. */

const IDLE = 180; // seconds without a touch, a key or a scroll: the person has left
const EVERY = 60; // seconds after which what was counted is told

export class Attention {
  private counted = 0;
  private lastTouch: number;
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
    this.lastTouch = now();
  }

  touch(): void {
    this.lastTouch = this.now();
  }

  /** Called once a second; of two tabs only the one in front counts. */
  tick(inFront: boolean): void {
    if (inFront && this.now() - this.lastTouch < IDLE * 1000) this.counted += 1;
  }

  /** What was counted since it was taken last; nothing as long as it is less than `least` seconds. */
  take(least = EVERY): number {
    if (this.counted < least) return 0;
    const seconds = this.counted;
    this.counted = 0;
    return seconds;
  }
}

/** Calls `tell(seconds)` every minute that somebody is there, and when they leave the page. */
export function watchTime(tell: (seconds: number) => void): void {
  const attention = new Attention(() => performance.now());
  for (const touch of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(touch, () => attention.touch(), { passive: true, capture: true });
  }
  setInterval(() => {
    attention.tick(document.visibilityState === "visible" && document.hasFocus());
    const seconds = attention.take();
    if (seconds) tell(seconds);
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    const seconds = document.visibilityState === "hidden" ? attention.take(5) : 0;
    if (seconds) tell(seconds);
  });
}
