/** What one behaviour tells another, as events that rise through the page: neither knows who listens. */

/** On a step that is shown; its detail is the block. */
export const STEP = "pascupas:step";
/** On a question that was answered; its detail is the block and what was given. */
export const ANSWER = "pascupas:answer";
/** On the quiz, once every question is answered right. */
export const ANSWERED_ALL = "pascupas:answered-all";
/** To a question that was answered right before. */
export const KNOWN = "pascupas:known";
/** On the document: where what was done stands now (`Standing`). */
export const KEPT = "pascupas:kept";
/** On a practice that is played; its detail is `Practised`. Never what was typed. */
export const PRACTICE = "pascupas:practice";

/** On an activity that says for itself what came of it; its detail is `Performed`. */
export const ACTIVITY = "pascupas:activity";

/** What an activity from elsewhere says; nobody here can recompute it. */
export interface Performed {
  block: string;
  done: boolean;
  /** Between 0 and 1; absent where there is none. */
  score?: number;
}

export interface Practised {
  block: string;
  event: "begun" | "slip" | "hint" | "passed";
  task: string;
  /** How many of each there were since it was begun. */
  slips: number;
  hints: number;
}
