/**
 * The quiz: read from the page, graded on the device, explained in words. Without JavaScript every
 * question has “See the answer” instead; with it the answer opens after the first try.
 */
import { ANSWER, ANSWERED_ALL, KNOWN } from "../events.ts";
import { grade, type Answer, type Question, type Verdict } from "./grade.ts";
import { makeOrderable } from "./order.ts";

type Words = DOMStringMap;

export function quiz(form: HTMLElement): void {
  form.addEventListener("submit", (event) => event.preventDefault());
  const questions = [...form.querySelectorAll<HTMLElement>("[data-question]")];
  const answered = new Set<HTMLElement>();
  const allDone = form.querySelector<HTMLElement>("[data-all-done]");
  for (const element of questions) {
    enliven(element, form.dataset, () => {
      answered.add(element);
      if (answered.size < questions.length) return;
      if (allDone?.childElementCount === 0) allDone.append(note("yes", form.dataset.all ?? "", []));
      form.dispatchEvent(new Event(ANSWERED_ALL, { bubbles: true }));
    });
  }
}

function enliven(element: HTMLElement, words: Words, done: () => void): void {
  const key = element.querySelector<HTMLDetailsElement>("[data-key]");
  const act = element.querySelector<HTMLElement>("[data-check]");
  const verdictPlace = element.querySelector<HTMLElement>(".verdict");
  if (!key || !act || !verdictPlace) return;

  const question = readQuestion(element, key);
  if (question.kind === "order") {
    makeOrderable(element.querySelector<HTMLElement>("[data-order]")!, verdictPlace, words);
  }
  act.hidden = false;
  key.hidden = true;

  const check = () => {
    const given = readAnswer(question, element);
    const verdict = grade(question, given);
    clearMarks(element);
    verdictPlace.replaceChildren(tell(verdict, question, words));
    if (verdict.outcome === "empty") return;
    const detail = { block: element.id.replace("intrebare-", ""), given };
    element.dispatchEvent(new CustomEvent(ANSWER, { bubbles: true, detail }));
    showMarks(element, verdict, words);
    // Whoever has tried may look; whoever is right has nothing left to look up.
    key.hidden = verdict.outcome === "right";
    if (verdict.outcome === "right") done();
  };
  act.querySelector("button")?.addEventListener("click", check);
  // Answered right before, on this device or another one.
  element.addEventListener(KNOWN, () => {
    verdictPlace.replaceChildren(note("yes", words.known ?? "", []));
    done();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target as HTMLElement).matches("input")) return;
    event.preventDefault();
    check();
  });
  // A changed answer is no longer the one that was judged.
  element.addEventListener("change", () => {
    clearMarks(element);
    verdictPlace.replaceChildren();
  });
}

/** The question as data, from the answers that stand in the page. */
export function readQuestion(element: HTMLElement, key: HTMLElement): Question {
  const kind = element.dataset.question as Question["kind"];
  const why = (item: HTMLElement) => item.querySelector("[data-why]")?.textContent?.trim() ?? "";
  if (kind === "fill") {
    const answers = [...key.querySelectorAll<HTMLElement>("[data-answer]")].map((item) => ({
      text: item.dataset.answer ?? "",
      right: "right" in item.dataset,
      why: why(item),
    }));
    return { kind, answers, otherwise: key.querySelector<HTMLElement>("[data-otherwise]")?.dataset.otherwise ?? "" };
  }
  const items = [...key.querySelectorAll<HTMLElement>("[data-item]")].map((item) => ({
    id: item.dataset.item ?? "",
    right: "right" in item.dataset,
    why: why(item),
  }));
  return { kind, items };
}

function readAnswer(question: Question, element: HTMLElement): Answer {
  switch (question.kind) {
    case "one":
    case "several":
      return [...element.querySelectorAll<HTMLInputElement>("input:checked")].map((input) => input.value);
    case "order":
      return [...element.querySelectorAll<HTMLElement>("[data-order] > li")].map((item) => item.dataset.item ?? "");
    case "match":
      return Object.fromEntries(
        [...element.querySelectorAll<HTMLSelectElement>("select")].map((select) => [select.dataset.item, select.value]),
      );
    case "fill":
      return element.querySelector<HTMLInputElement>("input")?.value ?? "";
  }
}

function tell(verdict: Verdict, question: Question, words: Words): HTMLElement {
  if (verdict.outcome === "empty") {
    return note("", (question.kind === "fill" ? words.blank : words.empty) ?? "", []);
  }
  if (verdict.outcome === "right") return note("yes", words.yes ?? "", verdict.whys);
  const incomplete = verdict.wrong.length === 0 && verdict.missed.length > 0;
  const tag = incomplete ? words.missed : verdict.outcome === "partly" ? words.almost : words.no;
  return note("", tag ?? "", verdict.whys);
}

function note(kind: "yes" | "", tag: string, whys: string[]): HTMLElement {
  const box = document.createElement("div");
  box.className = kind ? `note note--${kind}` : "note";
  for (const [index, text] of [tag, ...whys].entries()) {
    const line = document.createElement("p");
    if (index === 0) line.className = "note__tag";
    line.textContent = text;
    box.append(line);
  }
  return box;
}

function clearMarks(element: HTMLElement): void {
  for (const choice of element.querySelectorAll(".choice")) {
    choice.classList.remove("is-right");
    choice.querySelector(".choice__mark")?.replaceChildren();
  }
}

function showMarks(element: HTMLElement, verdict: Verdict, words: Words): void {
  for (const choice of element.querySelectorAll<HTMLElement>(".choice")) {
    const id = choice.querySelector("input")?.value ?? "";
    const mark = choice.querySelector(".choice__mark");
    if (verdict.right.includes(id)) {
      choice.classList.add("is-right");
      if (mark) mark.textContent = words.right ?? "";
    } else if (verdict.wrong.includes(id) && mark) {
      mark.textContent = words.yours ?? "";
    }
  }
}
