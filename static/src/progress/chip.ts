import { here } from "./here.ts";

/** What says who is here, where that is a question: fetched only there. */
export async function whoIsHere(chip: HTMLElement): Promise<void> {
  const found = await here().catch(() => undefined);
  if (found?.known || found?.shared) await (await import("./people.ts")).people(chip);
}
