/** What an H5P activity says of itself in xAPI, as what we note of it. Pure. */
import type { Performed } from "../events.ts";

const DONE = /^https?:\/\/adlnet\.gov\/expapi\/verbs\/(?:answered|completed)$/;

/**
 * What `statement` says of the whole activity; undefined when it says nothing that counts.
 *
 * Only `answered` and `completed` with a result count, and only of the activity itself: a part of it
 * (a question in a film, one of a set) has a parent in its context, and its score is not that of the whole.
 */
export function readResult(statement: unknown): Omit<Performed, "block"> | undefined {
  const told = record(statement);
  const result = record(told?.result);
  if (!told || !result || !DONE.test(String(record(told.verb)?.id))) return undefined;
  if (hasParent(record(told.context)) || String(record(told.object)?.id).includes("subContentId=")) return undefined;
  const done = result.completion !== false;
  const score = share(record(result.score));
  return score === undefined ? { done } : { done, score };
}

function hasParent(context: Record<string, unknown> | undefined): boolean {
  const parent = record(context?.contextActivities)?.parent;
  return Array.isArray(parent) ? parent.length > 0 : record(parent) !== undefined;
}

/** A score between 0 and 1; undefined where there is none. */
function share(score: Record<string, unknown> | undefined): number | undefined {
  if (!score) return undefined;
  const { scaled, raw, max } = score;
  const value = isNumber(scaled) ? scaled : isNumber(raw) && isNumber(max) && max > 0 ? raw / max : undefined;
  return value === undefined ? undefined : Math.min(Math.max(value, 0), 1);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
