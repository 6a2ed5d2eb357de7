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
