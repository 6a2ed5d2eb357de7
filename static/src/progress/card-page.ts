/** The page of the learning card: one's own, to be made and printed; and the way in with one. */
import { download } from "../download.ts";
import { keepAll } from "../offline/keep-all.ts";
import { beginning, COUNT, fromFragment, fromWords, shownHandle, toHandle, wordOf, type CardCode } from "./card-code.ts";
import { fillPaper } from "./card-paper.ts";
import { makeCard, redeem, type Redeemed } from "./card.ts";
import { hasCamera, scan } from "./card-scan.ts";
import { here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { numberOf } from "./learner-number.ts";
import { isUntold } from "./notebook.ts";
import { draw } from "./pictures.ts";

const OFFERED = 8; // words shown below a field
const ENOUGH = 2; // letters after which they are

/** What is said of a card, by what came of it. */
const TOLD: Record<Redeemed, string> = {
  sent: "taken", later: "later", refused: "unknown", erased: "unknown", unknown: "unknown", wait: "wait",
};

/** The card in the address, taken out of it: a reload or the way back does nothing again. */
function takeFragment(): CardCode | null {
  const card = fromFragment(location.hash);
  if (card) history.replaceState(null, "", location.pathname);
  return card;
}

export async function cardPage(page: HTMLElement): Promise<void> {
  const given = takeFragment();
  const find = <T extends HTMLElement>(selector: string) => page.querySelector<T>(selector)!;
  const found = await here().catch(() => undefined);
  find("[data-closed]").hidden = found !== undefined;
  if (!found) return;
  find("[data-part=have]").hidden = false;
  keepAll();
  const { db } = found;

  // --- one's own ------------------------------------------------------------------------------------

  const paper = find("[data-paper]");
  let shown = false;

  async function show(): Promise<void> {
    const { me } = await here();
    const card = me?.card;
    const now = me?.erased ? "gone" : !card ? "none" : card.code === undefined ? "elsewhere" : shown ? "shown" : "kept";
    for (const part of page.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = !part.dataset.when!.split(" ").includes(now);
    find("[data-state]").textContent = page.dataset[!card?.code || me!.erased ? "" : isUntold(me!) ? "waiting" : "ready"] ?? "";
    const other = find("[data-elsewhere]");
    other.textContent = (other.dataset.elsewhere ?? "").replace("{handle}", card ? shownHandle(card) : "");
    find("[data-number]").hidden = !me || me.erased === true;
    find("[data-number] output").textContent = me ? numberOf(me.learner) : "";
    if (now === "shown") fillPaper(paper, { handle: card!.handle, code: card!.code! }, me!);
  }

  async function make(): Promise<void> {
    await makeCard();
    shown = true;
    await show();
    paper.focus();
    await tell();
  }

  /** The document; asked again while the server gets ready to make any. Undefined where it makes none. */
  async function made(body: URLSearchParams, tries = 15): Promise<Blob | undefined> {
    const headers = { Accept: "application/pdf" };
    const response = await fetch(page.dataset.pdf!, { method: "POST", headers, body, credentials: "omit", cache: "no-store", redirect: "error" });
    if (response.status === 202 && tries > 1) {
      await new Promise((later) => setTimeout(later, 1000 * Number(response.headers.get("Retry-After") ?? 2)));
      return made(body, tries - 1);
    }
    return response.headers.get("Content-Type") === "application/pdf" ? response.blob() : undefined;
  }

  /** The card comes back as a document: it goes to our server in the body, which keeps nothing of it. */
  async function savePdf(): Promise<void> {
    const { me } = await here();
    if (!me?.card?.code) return;
    const { handle, code } = me.card;
    const body = new URLSearchParams({ handle, code, picture: me.picture ?? "", name: me.name ?? "" });
    say("taking");
    const pdf = await made(body).catch(() => undefined);
    if (pdf) download(`${page.dataset.file}.pdf`, pdf, "application/pdf");
    say(pdf ? "saved" : "unmade");
  }

  const tell = () => sendNow({ pull: true }).then(show);
  const renewing = find("[data-renewing]");
  const doing: Record<string, () => unknown> = {
    make,
    show: () => {
      shown = true;
      return show().then(() => paper.focus());
    },
    print: () => window.print(),
    pdf: () => savePdf(),
    renew: () => {
      renewing.hidden = false;
      renewing.querySelector<HTMLElement>("[data-do=keep]")!.focus();
    },
    keep: () => {
      renewing.hidden = true;
      find("[data-do=renew]").focus();
    },
    "renew-yes": () => {
      renewing.hidden = true;
      return make();
    },
    scan: look,
    stop: () => stopped?.abort(),
    come: () => coming && come(coming),
    "come-not": () => {
      coming = undefined;
      find("[data-part=come]").hidden = true;
      find("h1").focus();
    },
  };
  page.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-do]");
    void doing[button?.dataset.do ?? ""]?.();
  });

  // --- coming with a card -----------------------------------------------------------------------------

  const said = find("[data-said]");
  const say = (name: string) => (said.textContent = page.dataset[name] ?? "");
  let coming: CardCode | undefined;

  /** Asks before anything happens: a link may be a stranger's, and somebody else may be at the device. */
  async function offer(card: CardCode): Promise<void> {
    const part = find("[data-part=come]");
    const { me } = await here();
    coming = card;
    say("");
    part.querySelector("[data-handle]")!.textContent = shownHandle(card);
    const other = part.querySelector<HTMLElement>("[data-other]")!;
    other.hidden = !me || me.picture === null;
    draw(other.querySelector("[data-picture]"), me?.picture ?? null);
    other.querySelector("[data-label]")!.textContent = me?.name ?? "";
    part.hidden = false;
    part.querySelector("h2")!.focus();
  }

  async function come(card: CardCode): Promise<void> {
    coming = undefined;
    find("[data-part=come]").hidden = true;
    say("taking");
    said.focus();
    const outcome = await redeem(db, card);
    if (outcome === "later") coming = card; // to be pressed again
    find("[data-part=come]").hidden = outcome !== "later";
    say(TOLD[outcome]);
    find("[data-done]").hidden = outcome !== "sent";
    if (outcome === "sent") form.reset();
    shown = false;
    await show();
  }

  // --- by camera --------------------------------------------------------------------------------------

  const camera = find("[data-camera]");
  let stopped: AbortController | undefined;
  find("[data-part=scan]").hidden = !hasCamera();
  find("[data-no-camera]").hidden = hasCamera();

  async function look(): Promise<void> {
    stopped = new AbortController();
    say("");
    camera.hidden = false;
    camera.querySelector("button")!.focus();
    try {
      await offer(await scan(find("video"), () => say("strange"), stopped.signal));
    } catch (error) {
      const { name } = error as Error;
      if (name !== "AbortError") say(name === "NotAllowedError" ? "denied" : "blind");
      find("[data-do=scan]").focus();
    }
    camera.hidden = true;
  }
  addEventListener("pagehide", () => stopped?.abort());

  // --- typed ------------------------------------------------------------------------------------------

  const form = find<HTMLFormElement>("form");
  const handle = form.querySelector<HTMLInputElement>("[data-field=handle]")!;
  const fields = [...form.querySelectorAll<HTMLInputElement>("[data-field=word]")];
  const offers = form.querySelector("datalist")!;
  form.addEventListener("input", ({ target }) => {
    const field = target as HTMLInputElement;
    field.removeAttribute("aria-invalid");
    if (field === handle) return;
    const typed = field.value.trim().split(/[\s,]+/);
    // All words at once, as they are copied from elsewhere.
    if (typed.length === COUNT) for (const [at, word] of typed.entries()) fields[at]!.value = wordOf(word) ?? word;
    const words = field.value.trim().length < ENOUGH ? [] : beginning(field.value, OFFERED);
    offers.replaceChildren(...words.map((word) => new Option(word)));
  });
  form.addEventListener("change", ({ target }) => {
    const field = target as HTMLInputElement;
    const meant = field.value.trim() && (field === handle ? toHandle(field.value) : wordOf(field.value));
    if (meant) field.value = meant;
    field.setAttribute("aria-invalid", String(meant === null));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find("[data-done]").hidden = true;
    const wrong = [handle, ...fields].filter((field) => (field === handle ? toHandle(field.value) : wordOf(field.value)) === null);
    for (const field of [handle, ...fields]) field.setAttribute("aria-invalid", String(wrong.includes(field)));
    const card = wrong.length ? null : fromWords(handle.value, fields.map(({ value }) => value));
    if (card) return void offer(card);
    say(wrong[0] === handle ? "handle" : wrong.length ? "word" : "wrong");
    (wrong[0] ?? fields[0]!).focus();
  });

  await show();
  if (given) await offer(given);
  addEventListener("hashchange", () => {
    const card = takeFragment();
    if (card) void offer(card);
  });
  addEventListener("online", () => void tell());
  await tell();
}
