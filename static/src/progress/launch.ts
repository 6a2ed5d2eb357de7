/**
 * A page behind a launch from a learning platform (docs/decisions/022) stands at an address of its own and
 * says itself who learns: whoever is at the device is not asked, nor shown, nor touched.
 */
import type { Database } from "./store.ts";

interface Root {
  documentElement: { dataset: Record<string, string | undefined> };
}

const said = (globalThis as { document?: Root }).document?.documentElement?.dataset ?? {};

/** The address of the launch, `/lti/l/<id>`; empty on every page that is for all. */
export const LAUNCH = said.launch ?? "";

/** Who learns here: known from the page alone. */
export const LEARNER = LAUNCH ? said.learner : undefined;

/** What stands before a page's own path. */
const BEFORE = LAUNCH && `${LAUNCH}/p`;

/** A database for each, so that none meets the facts of another, nor of the device's own people. */
export const DATABASE = databaseOf(LEARNER);

export function databaseOf(learner: string | undefined): string {
  return learner ? `pascupas-launched-${learner}` : "pascupas";
}

/**
 * The part that comes with a launch. The page's own script says how it is fetched (`app.ts`): it imports what
 * every page has, which may not import it back, since the name of each part is made of what it names.
 */
export const coming: { part?: () => Promise<Launched>; forgets?: true } = {};

/** What that part does (`launched.ts`); `forgets` above: this browser keeps nothing for a frame. */
interface Launched {
  arrive(learner: string): Promise<Database>;
  ask(db: Database, learner: string): Promise<boolean>;
}

/** Where the page of the public path `path` is to be opened from here. */
export function pathHere(path: string): string {
  return BEFORE + path;
}

/** The path by which everybody knows a page: what facts and places say. */
export function publicPath(path: string): string {
  return BEFORE && path.startsWith(`${BEFORE}/`) ? path.slice(BEFORE.length) : path;
}
