/** From which devices somebody learns, by name, and when each sent last: only who has the secret is told. */
import { lastTime } from "../offline/words.ts";
import { readDevice } from "./device-name.ts";
import { here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { askOne, type Entry, type KnownDevice } from "./outbox.ts";
import { thisDevice } from "./profiles.ts";
import type { Database, Profile } from "./store.ts";

/**
 * The devices of `me` as the server lists them, once it was told the `name` of this one; null when it
 * cannot be asked now, or knows nothing of them yet.
 */
export async function askDevices(db: Database, { learner, secret, cursor }: Profile, name?: string): Promise<KnownDevice[] | null> {
  const { device, token } = await thisDevice(db);
  const entry: Entry = { learner, secret, cursor, devices: true, ...(name && { name }), facts: [] };
  const told = await askOne({ device, token }, entry);
  return told && told !== "refused" && told.status === "ok" ? (told.devices ?? null) : null;
}

/** Fills `part` with what this device knows by itself, then, once all is sent, with what the server says. */
export async function devicesPart(part: HTMLElement): Promise<void> {
  const { dataset: words } = part;
  const list = part.querySelector("[data-list]")!;
  const said = part.querySelector<HTMLElement>("[role=status]")!;
  const form = part.querySelector("form")!;
  const input = form.querySelector("input")!;

  function ownName(): string {
    const { kind, browser, system } = readDevice(navigator.userAgent, navigator.maxTouchPoints);
    const more = [browser, system].filter(Boolean).join(", ");
    return more ? `${words[kind]} (${more})` : (words[kind] ?? "");
  }

  function row(name: string, own: boolean, at: number | undefined): Node {
    const item = part.querySelector("template")!.content.cloneNode(true) as DocumentFragment;
    item.querySelector("[data-name]")!.textContent = name || (words.unnamed ?? "");
    item.querySelector<HTMLElement>("[data-own]")!.hidden = !own;
    const when = at === undefined ? "" : lastTime(at, Date.now(), document.documentElement.lang, words.between ?? "");
    item.querySelector("[data-when]")!.textContent = when ? (words.last ?? "").replace("{time}", when) : (words.never ?? "");
    return item;
  }

  async function show(ask: boolean, name?: string): Promise<boolean> {
    const { db, me } = await here();
    part.hidden = !me;
    if (!me) return false;
    const { device } = await thisDevice(db);
    if (!list.childElementCount) list.replaceChildren(row(ownName(), true, me.sent));
    let known = ask && me.enrolled ? await askDevices(db, me, name) : null;
    if (known?.find((each) => each.device === device)?.name === "") known = await askDevices(db, me, ownName());
    if (!known) return false;
    input.value = known.find((each) => each.device === device)?.name ?? "";
    // Of this device its own clock says when: it may have sent what the server had from another one.
    const times = ({ device: id, received_at }: KnownDevice) =>
      id === device && me.sent ? me.sent : received_at ? Date.parse(received_at) : undefined;
    list.replaceChildren(...known.map((each) => row(each.name, each.device === device, times(each))));
    return true;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return input.focus();
    void show(true, input.value).then((kept) => (said.textContent = (kept ? words.changed : words.later) ?? ""));
  });
  await show(false);
  await sendNow({ pull: true });
  await show(true);
}
