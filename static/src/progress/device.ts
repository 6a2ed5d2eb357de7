/** What stands on this device: whether it was sent, the code for another device, and an end to all of it. */
import { KEPT } from "../events.ts";
import { fromCode, toCode } from "./code.ts";
import { sendNow, type Standing } from "./keeper.ts";
import { database, forget, move } from "./store.ts";

/** A calm line: kept here, or kept here and sent. Read aloud only when something cannot be kept. */
export function keptLine(line: HTMLElement): void {
  document.addEventListener(KEPT, (event) => {
    const standing = (event as CustomEvent<Standing>).detail;
    if (standing === "full" || standing === "closed") line.role = "status";
    line.hidden = false;
    line.textContent = line.dataset[standing] ?? "";
  });
}

function group(letters: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = letters;
  return element;
}

export async function devicePane(pane: HTMLElement): Promise<void> {
  const place = (name: string) => pane.querySelector<HTMLElement>(`[data-${name}]`)!;
  const [summary, codeOf, codeForm, erase] = [place("summary"), place("code"), place("take"), place("erase")];
  const db = await database().catch(() => null);
  pane.hidden = false;
  if (!db) {
    summary.textContent = pane.dataset.closed ?? "";
    for (const part of [codeOf, codeForm, erase]) part.hidden = true;
    return;
  }

  const show = async () => {
    const [me, count] = [await db.get("identity", "me"), await db.count("facts")];
    const waiting = await db.countFromIndex("facts", "unsent", 1);
    const words = count === 0 ? pane.dataset.nothing : waiting > 0 ? pane.dataset.waiting : pane.dataset.sent;
    summary.textContent = (words ?? "").replace("{count}", String(count)).replace("{waiting}", String(waiting));
    codeOf.hidden = erase.hidden = !me;
    const code = codeOf.querySelector("output");
    if (me && code) code.replaceChildren(...toCode(me).split(" ").flatMap((letters) => [group(letters), " "]));
  };

  codeForm.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = codeForm.querySelector<HTMLElement>("[role=status]")!;
    const moved = fromCode(codeForm.querySelector("input")?.value ?? "");
    said.textContent = (moved ? codeForm.dataset.taking : codeForm.dataset.wrong) ?? "";
    if (!moved) return;
    void move(db, moved)
      .then(() => sendNow({ pull: true }))
      .then((outcome) => {
        said.textContent = (outcome === "refused" ? codeForm.dataset.unknown : outcome === "sent" ? codeForm.dataset.taken : codeForm.dataset.later) ?? "";
        return show();
      });
  });

  const [ask, sure] = [erase.querySelector<HTMLElement>("[data-ask]")!, erase.querySelector<HTMLElement>("[data-sure]")!];
  const said = pane.querySelector<HTMLElement>("[data-erased]")!;
  ask.querySelector("button")?.addEventListener("click", () => {
    [ask.hidden, sure.hidden] = [true, false];
    sure.querySelector<HTMLElement>("[data-no]")?.focus();
  });
  sure.querySelector("[data-no]")?.addEventListener("click", () => {
    [ask.hidden, sure.hidden] = [false, true];
    ask.querySelector("button")?.focus();
  });
  sure.querySelector("[data-yes]")?.addEventListener("click", () => {
    void forget(db)
      .then(() => {
        [ask.hidden, sure.hidden] = [false, true];
        said.textContent = pane.dataset.erased ?? "";
        said.focus();
        return show();
      })
      .then(() => sendNow());
  });
  await show();
  await sendNow({ pull: true });
  await show();
}
