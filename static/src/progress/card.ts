/** What a device does with learning cards: makes one, redeems one (docs/decisions/016). */
import { newCard, type CardCode } from "./card-code.ts";
import { changed, hereForGood } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { bring, move, prove } from "./moving.ts";
import { post, type Outcome } from "./outbox.ts";
import { profileOf, thisDevice } from "./profiles.ts";
import type { Database } from "./store.ts";

/** `unknown`: no such card, or no more; `wait`: too many tries. */
export type Redeemed = Outcome | "unknown" | "wait";

/** A new card for who is here; the one before holds no more as soon as the server hears of it. */
export async function makeCard(): Promise<void> {
  const { db, id } = await hereForGood();
  const me = await profileOf(db, id);
  if (me) await bring(db, me, { card: { ...newCard(), number: (me.card?.number ?? 0) + 1 } });
}

/**
 * Makes who is at the device the learner of this card, with what both did: all of it is fetched before, since
 * the learner of before is forgotten.
 */
export async function redeem(db: Database, card: CardCode): Promise<Redeemed> {
  const { id } = await hereForGood();
  if ((await profileOf(db, id))?.enrolled && (await sendNow({ pull: true })) === "later") return "later";
  const { device, token } = await thisDevice(db);
  const response = await post("/api/v1/card/redeem", { ...card, device, token }, false);
  const given = response && (await read(response));
  if (!response || !given) return response?.status === 403 ? "unknown" : response?.status === 429 ? "wait" : "later";
  const { learner, secret, number } = given;
  const known = (await db.getAll("profiles")).find((profile) => profile.learner === learner);
  // The learner's first secret, where this device has it, outlives a restored server: it stays.
  const first = known?.secret;
  const keeps = first && (await prove({ learner, secret: first })) === "sent";
  await move(db, { learner, secret: keeps ? first : secret, card: { ...card, number } }, id);
  changed();
  return sendNow({ pull: true });
}

interface Given {
  learner: string;
  secret: string;
  number: number;
}

async function read(response: Response): Promise<Given | null> {
  if (response.status !== 200) return null;
  try {
    const given = (await response.json()) as Partial<Given>;
    return given.learner && given.secret && given.number ? (given as Given) : null;
  } catch {
    return null; // something else came in its place, or it broke off
  }
}
