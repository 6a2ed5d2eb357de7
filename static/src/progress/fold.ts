/**
 * The fold, pure: a learner's facts → what they have done, page by page. The twin of
 * `progress/fold.py`; `tests/vectors/fold.json` holds examples that both must satisfy. The order of the
 * facts, and whether one comes twice, change nothing.
 */
import type { Fact } from "./facts.ts";

export const LONGEST = 3600; // seconds that one `time` fact may claim

const MOST_COUNTED = 10_000; // slips or hints that one fact may claim

/** The nil UUID (RFC 9562, 5.9): what is said of no page gives no state of one. */
export const NO_PAGE = "00000000-0000-0000-0000-000000000000";

/** One practice of a page: how often it was begun, and the fewest slips and hints of a pass. */
export interface Practice {
  begun: number;
  passed: boolean;
  slips: number | null;
  hints: number | null;
}

/** One activity from elsewhere: whether it was ever done, and the best score that it told, from 0 to 1. */
export interface Activity {
  done: boolean;
  score: number | null;
}

/** Whether a page was kept, and the order of the fact that said so last. */
export interface Bookmark {
  on: boolean;
  order: Order;
}

export interface PageState {
  opened: boolean;
  /** Blocks of the steps that were reached, sorted. */
  steps: string[];
  completed: boolean;
  seconds: number;
  answers: Record<string, { tries: number; right: boolean }>;
  practice: Record<string, Practice>;
  activities: Record<string, Activity>;
  /** The step of the highest order: (seq, device, id). */
  position: { block: string; order: Order } | null;
  /** Whether the page was kept to be found again, as it was said last. */
  bookmark: Bookmark | null;
}

export type Order = [seq: number, device: string, id: string];

/** Whether the raw answer `given` to a question is right; null where the question is not at hand. */
export type Grade = (page: string, block: string, given: unknown) => boolean | null;

export function fold(facts: Iterable<Fact>, grade: Grade = () => null): Map<string, PageState> {
  const states = new Map<string, PageState>();
  const seen = new Set<string>();
  for (const fact of facts) {
    if (seen.has(fact.id) || fact.object.page === NO_PAGE) continue;
    seen.add(fact.id);
    let state = states.get(fact.object.page);
    if (!state) states.set(fact.object.page, (state = nothingYet()));
    add(state, fact, grade);
  }
  for (const state of states.values()) state.steps.sort();
  return states;
}

/** Whether `a` comes after `b`. */
export function isLater(a: Order, b: Order): boolean {
  if (a[0] !== b[0]) return a[0] > b[0];
  return a[1] !== b[1] ? a[1] > b[1] : a[2] > b[2];
}

export function orderOf(fact: Fact): Order {
  return [fact.seq, fact.device, fact.id];
}

/** The state of a page without facts. */
export function nothingYet(): PageState {
  // Without a prototype: a block may be named like what every object has.
  const [answers, practice, activities] = [Object.create(null), Object.create(null), Object.create(null)];
  return { opened: false, steps: [], completed: false, seconds: 0, answers, practice, activities, position: null, bookmark: null };
}

function add(state: PageState, fact: Fact, grade: Grade): void {
  state.opened = true;
  const { page, block } = fact.object;
  switch (fact.kind) {
    case "step": {
      if (!block) return;
      if (!state.steps.includes(block)) state.steps.push(block);
      const order = orderOf(fact);
      if (!state.position || isLater(order, state.position.order)) state.position = { block, order };
      return;
    }
    case "bookmark": {
      const [on, order] = [fact.data.on, orderOf(fact)];
      if (typeof on !== "boolean") return;
      if (!state.bookmark || isLater(order, state.bookmark.order)) state.bookmark = { on, order };
      return;
    }
    case "answer": {
      if (!block) return;
      const answer = (state.answers[block] ??= { tries: 0, right: false });
      answer.tries += 1;
      answer.right ||= grade(page, block, fact.data.given) === true;
      return;
    }
    case "practice":
      if (block) practise(state, block, fact.data);
      return;
    case "activity":
      if (block) perform(state, block, fact.data);
      return;
    case "completed":
      state.completed = true;
      return;
    case "time": {
      const seconds = fact.data.seconds;
      if (typeof seconds === "number") state.seconds = sum(state.seconds, Math.min(Math.max(seconds, 0), LONGEST));
      return;
    }
  }
}

function practise(state: PageState, block: string, { event, slips, hints }: Fact["data"]): void {
  if (event !== "begun" && event !== "passed") return;
  const practice = (state.practice[block] ??= { begun: 0, passed: false, slips: null, hints: null });
  if (event === "begun") {
    practice.begun += 1;
    return;
  }
  practice.passed = true;
  practice.slips = fewer(practice.slips, slips);
  practice.hints = fewer(practice.hints, hints);
}

function perform(state: PageState, block: string, { done, score }: Fact["data"]): void {
  if (typeof done !== "boolean") return;
  const activity = (state.activities[block] ??= { done: false, score: null });
  activity.done ||= done;
  if (typeof score === "number" && score >= 0 && score <= 1) activity.score = Math.max(activity.score ?? 0, score);
}

/** The smaller count; a claim that is no whole number between nothing and MOST_COUNTED says nothing. */
function fewer(one: number | null, claimed: unknown): number | null {
  const counts = Number.isInteger(claimed) && (claimed as number) >= 0 && (claimed as number) <= MOST_COUNTED;
  if (!counts) return one;
  return Math.min(one ?? MOST_COUNTED, claimed as number);
}

/** The sum in whole milliseconds: sums of fractions would depend on their order. */
function sum(one: number, other: number): number {
  return (Math.round(one * 1000) + Math.round(other * 1000)) / 1000;
}
