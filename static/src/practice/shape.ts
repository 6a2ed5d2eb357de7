/** A practice service as it is written (`practice-service/1`, tutorials/practice/shape.py), and its play. */

/** Words that the learner may mark. */
export interface Run {
  key: string;
  text: string;
  trap: boolean;
  why: string;
}

export type Text = string | (string | Run)[];

/** What is right: exactly one of these. */
export interface Expect {
  card?: string;
  is?: string | boolean;
  in?: string[];
  mask?: string;
  any?: true;
}

/** Leads to a screen, or only answers, or both. */
export interface Door {
  to?: string;
  say?: string;
}

export interface Item extends Door {
  key: string;
  text: string;
  note?: string;
  address?: string;
  off?: boolean;
  points?: Record<string, number>;
  /** In rows and receipts. */
  label?: string;
  value?: string;
}

export interface Element extends Door {
  key: string;
  type: string;
  text?: Text;
  label?: string;
  input?: string;
  max?: number;
  items?: Item[];
  quiet?: boolean;
  expect?: Expect;
}

export interface Screen {
  key: string;
  title: string;
  address?: Text;
  hint?: string;
  elements: Element[];
}

export interface Task {
  key: string;
  title?: string;
  start: string;
  goal?: string[];
  done?: string;
  expect?: Record<string, Expect>;
}

export interface CardRow {
  key: string;
  label: string;
  value: string;
}

/** What a play needs of a service. */
export interface Service {
  card: CardRow[];
  scales?: { key: string; label: string }[];
  screens: Screen[];
}

export type Value = string | boolean | string[];

/** What undo restores; values by `screen.element`. */
export interface Now {
  screen: string;
  values: Record<string, Value>;
}

/** `slips`, `hints`: what undo leaves alone, since it happened. `degree`: of the last hint, 0 to 3. */
export interface State {
  now: Now;
  past: Now[];
  slips: number;
  hints: number;
  degree: number;
  number: string;
}

/** `at` is `element` or `element.item`, on the screen that one is on. */
export type Event =
  | { type: "set"; at: string; value: string | boolean }
  | { type: "mark" | "press"; at: string }
  | { type: "hint" | "undo" | "restart" };

/** Codes, never sentences, except `say`, which is the author's own. `at` begins with the screen. */
export interface Feedback {
  kind: string;
  at?: string;
  say?: string;
  why?: string;
  act?: string;
  degree?: number;
}
