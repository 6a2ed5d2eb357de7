/** The bar of a pack that is being made: it moves without loading its page anew, under nobody's finger. */

const AGAIN = 2_000; // milliseconds

/** Follows `part`, the bar and its words, until the page has something else to say. */
export function watchBatch(part: HTMLElement): void {
  async function look(): Promise<void> {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status >= 500) return again();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-batch]");
    if (!now) return location.reload();
    part.querySelector("progress")!.replaceWith(now.querySelector("progress")!);
    part.querySelector("p:last-child")!.replaceWith(now.querySelector("p:last-child")!);
    again();
  }

  const again = (): void => void setTimeout(() => void look().catch(again), AGAIN); // also without internet
  again();
}
