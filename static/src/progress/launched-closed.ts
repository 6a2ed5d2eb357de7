/**
 * A page behind a launch in a browser that keeps nothing for a frame: what is done lives in this page, and
 * leaves at once. Closing the page without internet loses it, and the page says that nothing is kept.
 */
import { uuid7, type Fact } from "./facts.ts";
import { pause, say } from "./keeper.ts";
import { LEARNER } from "./launch.ts";
import { secretFor } from "./launched.ts";
import type { Done } from "./notebook.ts";
import { askOne, BATCH } from "./outbox.ts";
import { newDevice } from "./store.ts";

const SOON = 1_000; // milliseconds: some facts come together
const WHOLE = { whole: true, facts: [] };

const learner = LEARNER!;
const tablet = newDevice();
let secret: string | undefined;
let seq = 0;
let waiting: Fact[] = [];
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let knocking: Promise<void> | undefined;

/** Takes `done`, and says so once the server has it. */
export async function tell(done: Done, now = new Date()): Promise<boolean> {
  await (knocking ??= knock());
  seq += 1;
  waiting.push({ id: uuid7(now.getTime()), learner, device: tablet.device, seq, at: now.toISOString(), ...done });
  say("closed");
  if (!timer) timer = setTimeout(() => void push(), SOON);
  return true;
}

addEventListener("online", () => void push());
addEventListener("pagehide", () => void push(true));

/** Comes in by the page's launch, and counts on from what they did before. */
async function knock(): Promise<void> {
  secret ??= await secretFor(tablet, learner);
  let cursor = 0;
  for (let more = secret !== undefined; more; ) {
    const told = await askOne(tablet, { learner, secret, cursor, ...WHOLE });
    if (!told || told === "refused") return;
    for (const fact of told.facts) seq = Math.max(seq, fact.seq);
    more = told.more && told.cursor > cursor;
    cursor = told.cursor;
  }
}

async function push(leaving = false): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (waiting.length === 0) return;
  if (!secret) await knock();
  const facts = waiting.slice(0, BATCH);
  const told = secret ? await askOne(tablet, { learner, facts }, leaving) : null;
  if (told === "refused") secret = undefined; // the server forgot this browser: it is let in anew
  const heard = told !== null && told !== "refused" && told.status !== "later" ? told : null;
  const named = new Set(heard ? [...heard.accepted, ...heard.refused.map(({ id }) => id)] : []);
  const before = waiting.length;
  waiting = waiting.filter(({ id }) => !named.has(id));
  failures = waiting.length < before ? 0 : failures + 1;
  if (waiting.length === 0) say("told");
  else timer = setTimeout(() => void push(), failures ? pause(failures) : 0);
}
