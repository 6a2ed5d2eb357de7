/** On a course's page: what is missing for a certificate, the way to ask for it, and where it then is. */
import type { Fact } from "./facts.ts";
import type { PageState } from "./fold.ts";
import type { Outcome } from "./outbox.ts";
import type { Database, Profile } from "./store.ts";

/** What the page has loaded already: it is not to come a second time with this part. */
export interface Hands {
  here(): Promise<{ db: Database; me: Profile | undefined }>;
  factsOf(db: Database, me: Profile): Promise<Fact[]>;
  fold(facts: Iterable<Fact>): Map<string, PageState>;
  sendNow(how?: { pull?: boolean }): Promise<Outcome>;
}

/** What one tutorial lacks, in numbers. */
export interface Lack {
  answered: number;
  questions: number;
  passed: number;
  practices: number;
  /** Known to the server alone: questions are not graded here. */
  right?: number;
}

interface Told extends Lack {
  page: string;
  codes: ("questions" | "practice" | "score")[];
}

interface Certificate {
  number: string | null;
  code: string;
  name: string;
  show_name: boolean;
  withdrawn: string | null;
  page: string;
  print: string;
}

interface Answer {
  status: "issued" | "missing" | "erased";
  missing?: Told[];
  certificate?: Certificate;
}

const NAME = "pascupas:certificate:"; // in the storage of this tab, before the code

/** What `state` lacks of the `questions` and `practices` that a tutorial asks for; null when it lacks nothing. */
export function lackOf(state: PageState | undefined, questions: string[], practices: string[]): Lack | null {
  const answered = questions.filter((block) => (state?.answers[block]?.tries ?? 0) > 0).length;
  const passed = practices.filter((block) => state?.practice[block]?.passed).length;
  if (answered === questions.length && passed === practices.length) return null;
  return { answered, questions: questions.length, passed, practices: practices.length };
}

/** `words` with each `{name}` replaced by what `values` has for it. */
export function fill(words: string, values: object): string {
  const known = values as Record<string, unknown>;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => (name in known ? String(known[name]) : whole));
}

export async function certificatePane(pane: HTMLElement, { here, factsOf, fold, sendNow }: Hands): Promise<void> {
  const place = <T extends HTMLElement>(name: string) => pane.querySelector<T>(`[data-${name}]`)!;
  const [list, form, issued, said] = [place("missing"), place<HTMLFormElement>("ask"), place("issued"), place("said")];
  const entries = [...list.querySelectorAll<HTMLElement>("[data-page]")];
  const say = (name: string) => (said.textContent = pane.dataset[name] ?? "");
  if (!(await here().catch(() => undefined))) return;

  /** Shows of `parts` those that are named, and of the list the tutorials that lack something. */
  function show(part: "missing" | "ask" | "issued"): void {
    for (const [name, element] of Object.entries({ missing: list, ask: form, issued })) element.hidden = name !== part;
  }

  function listLacks(lacks: Map<string, string[]>): void {
    for (const entry of entries) {
      const words = lacks.get(entry.dataset.page ?? "");
      entry.hidden = !words;
      entry.querySelector("[data-lack]")!.textContent = words?.join("; ") ?? "";
    }
    show("missing");
  }

  async function look(): Promise<void> {
    const { db, me } = await here();
    const states = fold(me ? await factsOf(db, me) : []);
    const lacks = new Map<string, string[]>();
    for (const { dataset } of entries) {
      const [page, questions, practices] = [dataset.page ?? "", split(dataset.questions), split(dataset.practices)];
      const lack = lackOf(states.get(page), questions, practices);
      if (!lack) continue;
      const words = [];
      if (lack.answered < lack.questions) words.push(fill(pane.dataset.questions ?? "", lack));
      if (lack.passed < lack.practices) words.push(fill(pane.dataset.practice ?? "", lack));
      lacks.set(page, words);
    }
    const begun = entries.some(({ dataset }) => states.has(dataset.page ?? ""));
    if (lacks.size === 0) show("ask");
    else if (begun) listLacks(lacks);
    if (lacks.size === 0 && !navigator.onLine) say("offline");
  }

  async function ask(): Promise<void> {
    const button = form.querySelector("button")!;
    const [name, shown] = [form.querySelector<HTMLInputElement>("[name=name]")!, form.querySelector<HTMLInputElement>("[name=show]")!];
    say("asking");
    button.disabled = true;
    await sendNow({ pull: true }); // in its turn: what is being sent at this moment has to be there
    const { me } = await here();
    const wish = name.value.trim() ? { name: name.value.trim(), show_name: shown.checked } : {};
    const { learner, secret } = me ?? { learner: "", secret: "" };
    const answer = await post({ learner, secret, course: pane.dataset.certificate, language: document.documentElement.lang, ...wish });
    button.disabled = false;
    if (typeof answer === "string") return void say(answer);
    if (answer.status === "erased") return void say("erased");
    if (answer.status === "missing") {
      say("judged");
      return listLacks(new Map(answer.missing?.map((told) => [told.page, told.codes.map((code) => fill(pane.dataset[code] ?? "", told))])));
    }
    give(answer.certificate!);
  }

  function give(certificate: Certificate): void {
    if (certificate.name) keepName(certificate);
    issued.querySelector("[data-number]")!.textContent = certificate.number ?? issued.dataset.waiting ?? "";
    issued.querySelector<HTMLAnchorElement>("[data-page-link]")!.href = certificate.page;
    issued.querySelector<HTMLAnchorElement>("[data-print-link]")!.href = certificate.print;
    show("issued");
    if (certificate.withdrawn) said.textContent = fill(pane.dataset.withdrawn ?? "", { reason: certificate.withdrawn });
    else say("done");
    issued.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask();
  });
  addEventListener("online", () => say(""));
  addEventListener("pageshow", ({ persisted }) => persisted && void look());
  await look();
}

/** A name that is for the person's own paper alone stays in this tab: no address carries it. */
function keepName({ code, name }: Certificate): void {
  try {
    sessionStorage.setItem(NAME + code, name);
  } catch {
    // Storage is closed to us: the line stays empty, to be written by hand.
  }
}

/** On the sheet, and in the form that asks for it as PDF: the name that its own person gave, if in this tab. */
export function nameOnPaper(line: HTMLElement): void {
  try {
    const name = sessionStorage.getItem(NAME + line.dataset.certificateName) ?? "";
    if (line instanceof HTMLInputElement) line.value = name;
    else line.textContent = name;
  } catch {
    // As above.
  }
}

function split(ids: string | undefined): string[] {
  return ids?.split(" ").filter(Boolean) ?? [];
}

/** What the server answers; or the name of what to say when it does not answer as it should. */
async function post(body: unknown): Promise<Answer | string> {
  let response: Response;
  try {
    response = await fetch("/api/v1/certificates", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    return "offline";
  }
  if (response.status === 404) return "none";
  if (response.status === 422) return "name";
  if (response.status !== 200) return "later";
  try {
    const answer = (await response.json()) as Answer;
    return ["issued", "missing", "erased"].includes(answer.status) ? answer : "later";
  } catch {
    return "later"; // something else came in its place, or it broke off
  }
}
