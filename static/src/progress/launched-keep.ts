/**
 * The page by which somebody who learns in a platform's frame keeps themselves on this device: they come
 * with a ticket, see who they would be, choose a picture, and are a profile like any other.
 */
import { changed, here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { post } from "./outbox.ts";
import { draw } from "./pictures.ts";
import { everybody, handOver, LONGEST_NAME, thisDevice } from "./profiles.ts";
import { newGuest, STRICT, type Database, type Profile } from "./store.ts";

/** Whose ticket it is. */
interface Told {
  learner: string;
  name: string;
  platform: string;
  title: string;
  page: string;
}

/** The ticket in the address, taken out of it: the way back and the browser's history do not have it. */
function takeTicket(): string {
  const ticket = location.hash.slice(1);
  if (ticket) history.replaceState(null, "", location.pathname);
  return ticket;
}

/** A profile of this device for `learner`, who is at it from now on; whoever was leaves it as by handing over. */
export async function settle(db: Database, by: Pick<Profile, "learner" | "secret">, picture: string, name: string): Promise<void> {
  const shown = name.trim().slice(0, LONGEST_NAME);
  const me: Profile = { ...newGuest(), ...by, picture, ...(shown && { name: shown }), enrolled: true, whole: true };
  const work = db.transaction("profiles", "readwrite", STRICT);
  await work.store.put(me);
  await work.done;
  await handOver(db, me.id);
}

export async function keepPage(page: HTMLElement): Promise<void> {
  const ticket = takeTicket();
  const part = (name: string) => page.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  const show = (name: string) => {
    for (const each of page.querySelectorAll<HTMLElement>("[data-part]")) each.hidden = each.dataset.part !== name;
    const title = part(name).querySelector<HTMLElement>("h2");
    title?.focus();
  };

  const found = await here().catch(() => undefined);
  if (!found) return show("closed");
  const { db, me } = found;
  const answer = ticket ? await post(page.dataset.ticket!, { ticket }, false) : null;
  if (ticket && (!answer || answer.status >= 500)) return show("away");
  if (answer?.status !== 200) return show("old");
  const told = (await answer.json()) as Told;

  const picks = [...page.querySelectorAll<HTMLButtonElement>("[data-pick]")];
  const nameOf = (picture: string | null) => picks.find(({ dataset }) => dataset.pick === picture)?.textContent?.trim() ?? "";
  for (const place of page.querySelectorAll<HTMLElement>("[data-told]")) place.textContent = told[place.dataset.told as keyof Told] || (place.dataset.otherwise ?? "");
  const go = (address: string) => {
    changed();
    location.assign(address);
  };

  const profiles = await everybody(db);
  const known = profiles.find(({ learner }) => learner === told.learner);
  if (known) {
    draw(part("again").querySelector("[data-picture]"), known.picture);
    part("again").querySelector("[data-label]")!.textContent = known.name ?? nameOf(known.picture);
    part("again").querySelector("[data-do=go]")!.addEventListener("click", async () => {
      if (known.lock) return go(page.dataset.who!); // their pictures are asked for there
      await handOver(db, known.id);
      go(told.page);
    });
    return show("again");
  }

  const taken = new Set(profiles.map(({ picture }) => picture));
  const free = picks.filter(({ dataset }) => !taken.has(dataset.pick!));
  for (const pick of picks) {
    draw(pick.querySelector("[data-picture]"), pick.dataset.pick!);
    pick.parentElement!.hidden = free.length > 0 && !free.includes(pick);
  }
  let picture = "";
  page.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-do], [data-pick]");
    if (button?.dataset.do === "pick") show("pick");
    if (!button?.dataset.pick) return;
    picture = button.dataset.pick;
    draw(part("make").querySelector("[data-picture]"), picture);
    part("make").querySelector("[data-label]")!.textContent = nameOf(picture);
    show("make");
  });

  const form = part("make").querySelector("form")!;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>("[type=submit]")!;
    button.disabled = true; // pressed twice, it would make two
    const { device, token } = await thisDevice(db);
    const answered = await post(page.dataset.redeem!, { ticket, device, token }, false);
    const by = answered?.status === 200 ? ((await answered.json()) as Pick<Profile, "learner" | "secret">) : undefined;
    if (!by) {
      button.disabled = false;
      return show(answered && answered.status < 500 ? "old" : "away");
    }
    await settle(db, by, picture, form.querySelector("input")!.value);
    await Promise.race([sendNow({ pull: true }), new Promise((late) => setTimeout(late, 3_000))]);
    go(told.page);
  });

  // What was done here by nobody in particular stays nobody's: it is sent, and leaves the device.
  for (const words of page.querySelectorAll<HTMLElement>("[data-for=guest]")) words.hidden = !me || me.picture !== null || me.seq === 0;
  show("ask");
}
