/**
 * The fold, pure: a learner's facts → what they have done, page by page. The twin of
 * `progress/fold.py`; `tests/vectors/fold.json` holds examples that both must satisfy. The order of the
 * facts, and whether one comes twice, change nothing.
 */
import type { Fact } from "./facts.ts";

export const LONGEST = 3600; // seconds that one `time` fact may claim

export interface PageState {
  opened: boolean;
  /** Blocks of the steps that were reached, sorted. */
  steps: string[];
  completed: boolean;
  seconds: number;
  answers: Record<string, { tries: number; right: boolean }>;
  /** The step of the highest order: (seq, device, id). */
  position: { block: string; order: Order } | null;
}

export type Order = [seq: number, device: string, id: string];

/** Whether the raw answer `given` to a question is right; null where the question is not at hand. */
export type Grade = (page: string, block: string, given: unknown) => boolean | null;

export function fold(facts: Iterable<Fact>, grade: Grade = () => null): Map<string, PageState> {
  const states = new Map<string, PageState>();
  const seen = new Set<string>();
  for (const fact of facts) {
    if (seen.has(fact.id)) continue;
    seen.add(fact.id);
    let state = states.get(fact.object.page);
    if (!state) states.set(fact.object.page, (state = empty()));
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

function empty(): PageState {
  // Without a prototype: a block may be named like what every object has.
  const answers = Object.create(null) as PageState["answers"];
  return { opened: false, steps: [], completed: false, seconds: 0, answers, position: null };
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
    case "answer": {
      if (!block) return;
      const answer = (state.answers[block] ??= { tries: 0, right: false });
      answer.tries += 1;
      answer.right ||= grade(page, block, fact.data.given) === true;
      return;
    }
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

/** The sum in whole milliseconds: sums of fractions would depend on their order. */
function sum(one: number, other: number): number {
  return (Math.round(one * 1000) + Math.round(other * 1000)) / 1000;
}
