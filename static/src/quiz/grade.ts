/**
 * Grading, pure: (question, answer) → verdict. The shapes are those of `tutorials/blocks/quiz.py`;
 * `tests/vectors/quiz.json` holds examples that this file must satisfy.
 */

export interface Item {
  /** The block's id. */
  id: string;
  right?: boolean;
  /** What to say about this item. */
  why: string;
}

export interface FillAnswer {
  text: string;
  right: boolean;
  why: string;
}

export type Question =
  | { kind: "one" | "several"; items: Item[] }
  /** `items` stand in the right order. */
  | { kind: "order"; items: Item[] }
  /** Each item belongs to the one with the same id. */
  | { kind: "match"; items: Item[] }
  | { kind: "fill"; answers: FillAnswer[]; otherwise: string };

/** What the reader gave: ids in their order (one, several, order), pairs of ids (match), or text (fill). */
export type Answer = string[] | Record<string, string> | string;

export interface Verdict {
  /** Everything right, something right, or nothing yet to be judged. */
  outcome: "right" | "partly" | "wrong" | "empty";
  /** What to explain, in the order in which to say it. */
  whys: string[];
  /** Ids that were given and are right, given and not right, and right but not given. */
  right: string[];
  wrong: string[];
  missed: string[];
}

const EMPTY: Verdict = { outcome: "empty", whys: [], right: [], wrong: [], missed: [] };

export function grade(question: Question, answer: Answer): Verdict {
  switch (question.kind) {
    case "one":
    case "several":
      return gradeChoices(question.items, answer as string[], question.kind === "several");
    case "order":
      return gradePlaces(
        question.items,
        (answer as string[]).map((id, index) => [id, question.items[index]?.id]),
      );
    case "match": {
      const pairs = answer as Record<string, string>;
      if (question.items.some((item) => !pairs[item.id])) return EMPTY;
      return gradePlaces(
        question.items,
        question.items.map((item) => [item.id, pairs[item.id]]),
      );
    }
    case "fill":
      return gradeFill(question.answers, question.otherwise, answer as string);
  }
}

function gradeChoices(items: Item[], given: string[], many: boolean): Verdict {
  if (given.length === 0) return EMPTY;
  const chosen = items.filter((item) => given.includes(item.id));
  const right = chosen.filter((item) => item.right);
  const wrong = chosen.filter((item) => !item.right);
  const missed = items.filter((item) => item.right && !given.includes(item.id));
  const all = wrong.length === 0 && missed.length === 0;
  return {
    outcome: all ? "right" : many && right.length > 0 ? "partly" : "wrong",
    // A wrong choice is explained first; after a right one, all that was chosen.
    whys: (all ? chosen : wrong.length > 0 ? wrong : []).map((item) => item.why),
    right: ids(right),
    wrong: ids(wrong),
    missed: many ? ids(missed) : [],
  };
}

/** `places` pairs every item with what stands where it belongs. */
function gradePlaces(items: Item[], places: [string, string | undefined][]): Verdict {
  const right = places.filter(([id, here]) => id === here).map(([id]) => id);
  const wrong = places.filter(([id, here]) => id !== here).map(([id]) => id);
  const all = wrong.length === 0 && places.length === items.length;
  const explained = all ? items : items.filter((item) => wrong.includes(item.id)).slice(0, 1);
  return {
    outcome: all ? "right" : right.length > 0 ? "partly" : "wrong",
    whys: explained.map((item) => item.why),
    right,
    wrong,
    missed: [],
  };
}

function gradeFill(answers: FillAnswer[], otherwise: string, given: string): Verdict {
  const text = forgiving(given);
  if (text === "") return EMPTY;
  const known = answers.find((answer) => forgiving(answer.text) === text);
  const right = known?.right ?? false;
  return { ...EMPTY, outcome: right ? "right" : "wrong", whys: [known?.why ?? otherwise] };
}

/** `text` without what must not matter: capitals, diacritics, spaces at the ends, a final mark. */
export function forgiving(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/[ .!?]+$/, "") // NFKD has made three full stops of “…”
    .trimStart();
}

function ids(items: Item[]): string[] {
  return items.map((item) => item.id);
}
