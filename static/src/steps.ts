/**
 * One step on the screen. The address says which (`#pas-3`), so that Back works, a link can lead to a
 * step, and without JavaScript the same links lead down the list.
 */

import { STEP } from "./events.ts";

/** The number of the step that `hash` names, if the tutorial has it. */
export function stepFromHash(hash: string, count: number): number | undefined {
  const number = Number(/^#pas-(\d+)$/.exec(hash)?.[1]);
  return number >= 1 && number <= count ? number : undefined;
}

export function stepView(body: HTMLElement): void {
  const steps = [...body.querySelectorAll<HTMLElement>(".step")];
  const dock = body.querySelector<HTMLElement>("[data-stepdock]");
  const views = body.querySelector<HTMLElement>("[data-views]");
  const back = dock?.querySelector<HTMLAnchorElement>("[data-back]");
  const next = dock?.querySelector<HTMLAnchorElement>("[data-next]");
  const nextLabel = next?.querySelector<HTMLElement>("[data-label]");
  if (!dock || !views || !back || !next || !nextLabel || steps.length === 0) return;

  const root = document.documentElement;
  const title = document.title;
  const nextWords = nextLabel.textContent;
  const [oneStep, allSteps] = views.querySelectorAll("a");
  views.hidden = false;

  function show(number: number): void {
    root.dataset.view = "step";
    dock!.hidden = false;
    steps.forEach((step, index) => {
      const now = step.classList.toggle("is-now", index === number - 1);
      if (!now) step.querySelector("audio")?.pause();
    });
    back!.href = number > 1 ? `#pas-${number - 1}` : "#pasii";
    const last = number === steps.length;
    next!.href = last ? "#verificati" : `#pas-${number + 1}`;
    nextLabel!.textContent = last ? (nextLabel!.dataset.last ?? nextWords) : nextWords;
    mark(oneStep, allSteps);
    const step = steps[number - 1]!;
    step.dispatchEvent(new CustomEvent(STEP, { bubbles: true, detail: step.dataset.step }));
    document.title = `${step.querySelector(".step__no")?.textContent} – ${title}`;
    lead(step.querySelector<HTMLElement>(".step__action"));
    window.scrollTo(0, 0);
  }

  function showAll(): void {
    if (!("view" in root.dataset)) return;
    delete root.dataset.view;
    dock!.hidden = true;
    for (const step of steps) step.classList.remove("is-now");
    document.title = title;
    mark(allSteps, oneStep);
    const target = document.getElementById(location.hash.slice(1));
    target?.scrollIntoView();
    lead(target?.querySelector<HTMLElement>("[tabindex], h2") ?? null);
  }

  function update(): void {
    const number = stepFromHash(location.hash, steps.length);
    if (number === undefined) showAll();
    else show(number);
  }

  window.addEventListener("hashchange", update);
  document.addEventListener("keydown", (event) => {
    if (!("view" in root.dataset) || event.altKey || event.ctrlKey || event.metaKey) return;
    if ((event.target as HTMLElement).matches("input, select, textarea, summary, audio")) return;
    if (event.key === "ArrowRight") next.click();
    else if (event.key === "ArrowLeft") back.click();
  });
  update();
}

function mark(now: Element | undefined, other: Element | undefined): void {
  now?.setAttribute("aria-current", "true");
  other?.removeAttribute("aria-current");
}

/** Leads the focus to a heading, so that a screen reader speaks it and Tab goes on from there. */
function lead(heading: HTMLElement | null): void {
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
