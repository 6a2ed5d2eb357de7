/** What can go wrong while a course comes to the device, by the names of the words that say so. */
import { BrokenContent, WrongContent } from "./pack.ts";

export type Trouble = "gone" | "later" | "wrong" | "broken" | "full" | "busy" | "missing" | "unready";

/** Why a pack did not arrive; `kind` names the words that say so on the page. */
export class SaveError extends Error {
  readonly kind: Trouble;

  constructor(kind: Trouble, options?: ErrorOptions) {
    super(kind, options);
    this.kind = kind;
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** What went wrong, as the page can say it; being stopped is no error of ours. */
export function named(error: unknown): unknown {
  if (error instanceof SaveError || isAbort(error)) return error;
  if (error instanceof BrokenContent) return new SaveError("broken", { cause: error });
  if (error instanceof WrongContent) return new SaveError("wrong", { cause: error });
  // A stream that breaks off is a TypeError; so is a file that cannot be decoded.
  return new SaveError(byName((error as Error).name) ?? "gone", { cause: error });
}

/** The trouble behind an error's name, which is all that a worker can tell of its own. */
export function byName(name: string): Trouble | undefined {
  const known: Record<string, Trouble> = {
    QuotaExceededError: "full",
    DataError: "wrong",
    NetworkError: "later",
    TypeError: "gone",
  };
  return known[name];
}
