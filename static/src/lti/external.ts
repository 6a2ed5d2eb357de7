/** An activity that takes place elsewhere: the way there, for whoever is at the device, and how it went. */
import type { Fact } from "../progress/facts.ts";
import type { PageState } from "../progress/fold.ts";
import type { Outcome } from "../progress/outbox.ts";
import type { Database, Profile } from "../progress/store.ts";

const AGAIN = 10_000; // milliseconds: tools may tell a score a while after their window is closed

/** What the page has loaded already: it is not to come a second time with this part. */
export interface Hands {
  here(): Promise<{ db: Database; me: Profile | undefined }>;
  factsOf(db: Database, me: Profile): Promise<Fact[]>;
  fold(facts: Iterable<Fact>): Map<string, PageState>;
  sendNow(how?: { pull?: boolean }): Promise<Outcome>;
}

export function external(root: HTMLElement, { here, factsOf, fold, sendNow }: Hands): void {
  const activity = root.closest<HTMLElement>("[data-activity]")!;
  const without = activity.querySelector<HTMLElement>("[data-external-without]")!;
  const button = root.querySelector("button")!;
  const said = root.querySelector<HTMLElement>("[data-said]")!;
  const { external: block = "", page = "" } = root.dataset;
  let gone = false;

  const say = (name: string) => (said.textContent = root.dataset[name] ?? "");

  /** Without internet there is nothing to press. */
  function stand(): void {
    without.hidden = navigator.onLine;
    root.hidden = !navigator.onLine;
  }

  async function go(): Promise<void> {
    // At once, or browsers take it for a window that nobody asked for.
    const tab = window.open("", "_blank");
    say("asking");
    button.disabled = true;
    const way = await ask().catch(() => "later");
    button.disabled = false;
    if (!way.startsWith("http")) {
      tab?.close();
      return void say(way);
    }
    gone = true;
    say(tab ? "gone" : "blocked");
    if (!tab) return offer(way);
    tab.opener = null; // the tool has no hold on this page
    tab.location.replace(way);
  }

  /** The address of the way; or the name of what to say. The server must know the learner before. */
  async function ask(): Promise<string> {
    await sendNow();
    const { me } = await here();
    if (!me) return "later";
    const { learner, secret } = me;
    const response = await fetch("/lti/platform/begin/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ learner, secret, page, block, language: document.documentElement.lang }),
      credentials: "same-origin", // the way is for this browser: a cookie of five minutes
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    if (response.status === 404) return "none";
    if (response.status === 429) return "busy";
    if (response.status !== 200) return "later";
    return String(((await response.json()) as { address?: unknown }).address);
  }

  /** The link, for a browser that opens no window by itself. */
  function offer(way: string): void {
    const link = document.createElement("a");
    Object.assign(link, { href: way, target: "_blank", rel: "noopener", textContent: button.textContent!.trim() });
    said.append(" ", link);
  }

  /** Asks what other devices of the learner told, the server among them, and shows it. */
  async function look(): Promise<void> {
    await sendNow({ pull: true });
    const { db, me } = await here();
    const state = fold(me ? await factsOf(db, me) : []).get(page)?.activities[block];
    if (state?.done) activity.querySelector<HTMLElement>("[data-before]")!.hidden = false;
  }

  button.addEventListener("click", () => void go());
  for (const change of ["online", "offline"]) addEventListener(change, stand);
  document.addEventListener("visibilitychange", () => {
    if (!gone || document.visibilityState === "hidden") return;
    void look().catch(() => {});
    setTimeout(() => void look().catch(() => {}), AGAIN);
  });
  stand();
}
