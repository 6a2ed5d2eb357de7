/**
 * How pages look to somebody with a profile (docs/decisions/017): their own choices are facts about no
 * page, so that they go with them to other devices and stay with nobody else on this one.
 */
import { applyPrefs, bare, layOver, PREFS, readPrefs, type Prefs } from "../prefs-store.ts";
import type { Fact } from "./facts.ts";
import { isLater, NO_PAGE, orderOf, type Order } from "./fold.ts";
import { here } from "./here.ts";
import { record } from "./keeper.ts";
import { factsOf } from "./notebook.ts";

/** Of every name what was chosen last; "" is “as on this device”. What we do not know says nothing. */
export function preferencesOf(facts: Iterable<Fact>): Prefs {
  const [chosen, orders]: [Prefs, Record<string, Order>] = [{}, {}];
  for (const fact of facts) {
    const { name, value } = fact.data;
    if (fact.kind !== "preference" || !isKnown(name) || typeof value !== "string") continue;
    const order = orderOf(fact);
    if (orders[name] && !isLater(order, orders[name])) continue;
    [chosen[name], orders[name]] = [value, order];
  }
  return chosen;
}

function isKnown(name: unknown): name is keyof Prefs {
  return typeof name === "string" && Object.hasOwn(PREFS, name);
}

/** Has this page and the next ones look as who is here likes it, or as the device does. */
export async function wear(): Promise<void> {
  const { db, me } = await here();
  const own = me?.picture ? preferencesOf(await factsOf(db, me)) : {};
  if (Object.keys(own).length > 0) layOver(own);
  else bare();
  const prefs: Record<string, string | undefined> = readPrefs();
  applyPrefs(document.documentElement, prefs);
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-prefs] input")) {
    input.checked = input.value === (prefs[input.name] ?? "");
  }
}

/** What somebody with a profile chooses in `panel` is theirs. */
export function tellChoices(panel: HTMLElement): void {
  const tell = ({ target }: Event) => {
    const { name, value } = target as HTMLInputElement;
    layOver({}); // before the panel keeps the choice: what the device has stays as it is
    void record({ kind: "preference", object: { page: NO_PAGE }, version: "", data: { name, value } });
  };
  panel.addEventListener("change", tell, { capture: true });
  panel.dataset.tells = ""; // from now on
}
