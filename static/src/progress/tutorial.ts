/** A tutorial that remembers: what was reached, answered and finished here, told as facts. */
import { ACTIVITY, ANSWER, ANSWERED_ALL, KNOWN, PRACTICE, STEP, type Performed, type Practised } from "../events.ts";
import { grade, type Answer } from "../quiz/grade.ts";
import { readQuestion } from "../quiz/quiz.ts";
import { versionOf } from "./facts.ts";
import { fold, nothingYet, type PageState } from "./fold.ts";
import { here } from "./here.ts";
import { publicPath } from "./launch.ts";
import { onItsWay, record } from "./keeper.ts";
import { factsOf, keepPlace } from "./notebook.ts";
import { watchTime } from "./watch.ts";

/** Enlivens the body of a tutorial. Before all else on the page: its words are the version. */
export function tutorial(body: HTMLElement): void {
  const page = body.dataset.page ?? "";
  const version = versionOf(body.querySelector("article")?.textContent ?? "");
  const tell = (kind: string, data: Record<string, unknown>, block?: string) =>
    record({ kind, object: block === undefined ? { page } : { page, block }, version, data });

  let last = "";
  body.addEventListener(STEP, (event) => {
    const block = (event as CustomEvent<string>).detail;
    if (block === last) return;
    last = block;
    void tell("step", {}, block);
  });
  body.addEventListener(ANSWER, (event) => {
    const { block, given } = (event as CustomEvent<{ block: string; given: Answer }>).detail;
    void tell("answer", { given }, block);
  });
  body.addEventListener(PRACTICE, (event) => {
    const { block, ...data } = (event as CustomEvent<Practised>).detail;
    void tell("practice", data, block);
  });
  body.addEventListener(ACTIVITY, (event) => {
    const { block, ...data } = (event as CustomEvent<Performed>).detail;
    void tell("activity", data, block);
  });
  watchTime((seconds) => void tell("time", { seconds }));
  const begun = begin(body, page, () => tell("opened", {}));
  const finish = async () => {
    const state = await begun;
    if (state.completed) return;
    state.completed = true;
    await tell("completed", {});
  };
  // At once: a slow disk may still be looking when the last answer is given.
  body.addEventListener(ANSWERED_ALL, () => void onItsWay(finish()));
  void begun.then((state) => {
    paint(body, state);
    const place = body.querySelector<HTMLElement>("[data-bookmark]");
    if (place) bookmark(place, state.bookmark?.on === true, (on) => tell("bookmark", { on, ...named(body) }));
  });
}

/** Tells this visit, before anything that is done in it, and finds what was done here before. */
async function begin(body: HTMLElement, page: string, open: () => Promise<unknown>): Promise<PageState> {
  await open();
  // Who opens it is somebody now.
  const { db, me } = await here().catch(() => ({ db: undefined, me: undefined }));
  const all = me ? await factsOf(db, me).catch(() => []) : [];
  const facts = all.filter((fact) => fact.object.page === page);
  const state = fold(facts, (_page, block, given) => judge(body, block, given)).get(page);
  const steps = [...body.querySelectorAll<HTMLElement>("[data-step]")].map((step) => step.dataset.step ?? "");
  const questions = questionsOf(body);
  if (me) void onItsWay(keepPlace(db, me, { page, ...named(body), steps, questions })).catch(() => {});
  return state ?? { ...nothingYet(), opened: true };
}

/** What the page is called, also for a device that never opened it. */
function named(body: HTMLElement): { title: string; url: string } {
  return { title: body.querySelector("h1")?.textContent ?? "", url: publicPath(location.pathname) };
}

/** The button that keeps the page, to find it again; pressed once `keep` has kept that it is. */
function bookmark(place: HTMLElement, on: boolean, keep: (on: boolean) => Promise<boolean>): void {
  const [button, said] = place.children as unknown as HTMLElement[];
  const show = () => {
    button!.setAttribute("aria-pressed", String(on));
    said!.textContent = on ? (said!.dataset.said ?? "") : "";
  };
  button!.addEventListener("click", async () => {
    if (await keep(!on)) on = !on;
    show();
  });
  show();
  place.hidden = false;
}

/** What each question asks, by its block. */
function questionsOf(body: HTMLElement): Record<string, string> {
  const asked = [...body.querySelectorAll<HTMLElement>("[data-question]")];
  return Object.fromEntries(
    asked.map(({ id, firstElementChild }) => [id.replace("intrebare-", ""), firstElementChild?.textContent?.trim() ?? ""]),
  );
}

/** Whether `given` is right, by the question as it stands in this page. */
function judge(body: HTMLElement, block: string, given: unknown): boolean | null {
  const element = body.querySelector<HTMLElement>(`#intrebare-${CSS.escape(block)}`);
  const key = element?.querySelector<HTMLElement>("[data-key]");
  if (!element || !key) return null;
  try {
    return grade(readQuestion(element, key), given as Answer).outcome === "right";
  } catch {
    return null; // an answer to what the question once was
  }
}

function paint(body: HTMLElement, state: PageState): void {
  const steps = [...body.querySelectorAll<HTMLElement>("[data-step]")];
  const reached = steps.findIndex((step) => step.dataset.step === state.position?.block);
  const begin = body.querySelector<HTMLAnchorElement>("[data-begin]");
  const words = begin?.querySelector<HTMLElement>("[data-label]");
  if (begin && words && reached > 0 && !state.completed) {
    begin.href = `#pas-${reached + 1}`;
    words.textContent = (begin.dataset.continue ?? "").replace("{number}", String(reached + 1));
  }
  const done = body.querySelector<HTMLElement>("[data-done]");
  if (done) done.hidden = !state.completed;
  for (const [block, answer] of Object.entries(state.answers)) {
    if (answer.right) body.querySelector(`#intrebare-${CSS.escape(block)}`)?.dispatchEvent(new Event(KNOWN));
  }
  // Calmly, and without keeping anybody from it.
  for (const [block, { passed }] of Object.entries(state.practice)) {
    const said = body.querySelector<HTMLElement>(`[data-practice="${CSS.escape(block)}"] [data-before]`);
    if (said) said.hidden = !passed;
  }
  for (const [block, { done }] of Object.entries(state.activities)) {
    const said = body.querySelector<HTMLElement>(`[data-activity="${CSS.escape(block)}"] [data-before]`);
    if (said && done) said.hidden = false;
  }
}
