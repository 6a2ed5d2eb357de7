/** An activity that takes place elsewhere: the way there, for whoever is at the device, and how it went. */
import type { Fact } from "../progress/facts.ts";
import type { PageState } from "../progress/fold.ts";
import type { Outcome } from "../progress/outbox.ts";
import type { Database, Profile } from "../progress/store.ts";

const GO = "/lti/platform/go/";
const AGAIN = 10_000; // milliseconds: tools may tell a score a while after their window is closed

/** What the page has loaded already: it is not to come a second time with this part. */
export interface Hands {
  here(): Promise<{ db: Database; me: Profile | undefined }>;
  factsOf(db: Database, me: Profile): Promise<Fact[]>;
  fold(facts: Iterable<Fact>): Map<string, PageState>;
  sendNow(how?: { pull?: boolean }): Promise<Outcome>;
}

/** The way, or the name of what to say instead. */
interface Answer {
  way?: string;
  said?: string;
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
    if (tab) tab.document.body.textContent = root.dataset.asking ?? "";
    say("asking");
    button.disabled = true;
    const { way, said: why } = await ask().catch((): Answer => ({ said: "later" }));
    button.disabled = false;
    if (!way) {
      tab?.close();
      return void say(why ?? "later");
    }
    gone = true;
    say(tab ? "gone" : "blocked");
    if (!tab) return void said.append(formOf(way, document));
    tab.opener = null; // the tool has no hold on this page
    const form = formOf(way, tab.document);
    tab.document.body.append(form);
    form.submit();
  }

  /** The server must know the learner before: not by what is being sent at this moment, but once it was. */
  async function ask(): Promise<Answer> {
    await sendNow({ pull: true });
    const { me } = await here();
    if (!me) return { said: "later" };
    const { learner, secret } = me;
    const response = await fetch("/lti/platform/begin/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ learner, secret, page, block, language: document.documentElement.lang }),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    if (response.status === 404) return { said: "none" };
    if (response.status === 429) return { said: "busy" };
    if (response.status !== 200) return { said: "later" };
    return (await response.json()) as Answer;
  }

  /**
   * What takes the way to the server, out of a window of its own: there it gets the cookie by which it is
   * known when it comes back. In a platform's frame, cookies are others. To be pressed where no window opened.
   */
  function formOf(way: string, place: Document): HTMLFormElement {
    const form = place.createElement("form");
    Object.assign(form, { method: "post", action: new URL(GO, location.href).href, rel: "noopener" });
    if (place === document) form.target = "_blank";
    const field = Object.assign(place.createElement("input"), { type: "hidden", name: "way", value: way });
    const press = Object.assign(place.createElement("button"), { className: "btn btn--2", textContent: button.textContent!.trim() });
    form.append(field, press);
    return form;
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
