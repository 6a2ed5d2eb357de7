/** What the server refused: it stays here, is counted, and can be handed to whoever helps. */
import { download } from "../download.ts";
import { here } from "./here.ts";
import { notesOf } from "./notebook.ts";
import type { KeptFact } from "./store.ts";

/** The file for support: what was refused and why, and by which browser it was made. */
export function fileOf(facts: KeptFact[], madeBy: string, now = new Date()): object {
  const refused = facts.filter(({ refused }) => refused !== undefined).map(({ unsent: _unsent, ...fact }) => fact);
  return { format: "pascupas-refused", version: 1, made_at: now.toISOString(), made_by: madeBy, facts: refused };
}

/** Shows `part` when there is any. */
export async function refusedPart(part: HTMLElement): Promise<void> {
  const { db, me } = await here();
  const facts = me ? await notesOf(db, me) : [];
  const count = facts.filter(({ refused }) => refused !== undefined).length;
  const words = part.querySelector<HTMLElement>("[data-count]")!;
  words.textContent = (words.dataset.count ?? "").replace("{count}", String(count));
  part.hidden = count === 0;
  part.querySelector("button")!.onclick = () => {
    const text = JSON.stringify(fileOf(facts, navigator.userAgent), null, 2);
    download(`${part.dataset.name}.json`, text, "application/json");
  };
}
