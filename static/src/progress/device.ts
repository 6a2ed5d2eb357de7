/** What stands on this device: whether it was sent, the code for another device, and an end to all of it. */
import { fromCode, toCode, type Moved } from "./code.ts";
import { changed, here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { forget, move, prove } from "./moving.ts";
import { countOf } from "./notebook.ts";
import type { Outcome } from "./outbox.ts";

/** What is said of a code, by what came of it. */
const TOLD: Record<Outcome, string> = { sent: "taken", later: "later", refused: "unknown", erased: "erased" };

function group(letters: string): HTMLElement {
  const element = document.createElement("span");
  element.textContent = letters;
  return element;
}

export async function devicePane(pane: HTMLElement): Promise<void> {
  const place = (name: string) => pane.querySelector<HTMLElement>(`[data-${name}]`)!;
  const [summary, codeOf, codeForm, erase] = [place("summary"), place("code"), place("take"), place("erase")];
  const data = place("my-data");
  const found = await here().catch(() => undefined);
  pane.hidden = false;
  if (!found) {
    summary.textContent = pane.dataset.closed ?? "";
    for (const part of [codeOf, codeForm, erase]) part.hidden = true;
    return;
  }

  const { db } = found;
  const show = async () => {
    const { me } = await here();
    const { all, waiting } = me ? await countOf(db, me) : { all: 0, waiting: 0 };
    const standing = all === 0 ? "nothing" : me?.erased ? "gone" : waiting > 0 ? "waiting" : "sent";
    summary.textContent = (pane.dataset[standing] ?? "").replace("{count}", String(all)).replace("{waiting}", String(waiting));
    erase.hidden = data.hidden = !me;
    codeOf.hidden = !me || me.erased === true;
    if (me) code.replaceChildren(...toCode(me).split(" ").flatMap((letters) => [group(letters), " "]));
  };

  // Not shown unasked: on a shared tablet others look on.
  const code = codeOf.querySelector("output")!;
  const reveal = codeOf.querySelector("button")!;
  reveal.addEventListener("click", () => {
    [reveal.hidden, code.hidden] = [true, false];
    code.focus();
  });

  codeForm.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = codeForm.querySelector<HTMLElement>("[role=status]")!;
    const input = codeForm.querySelector("input")!;
    const moved = fromCode(input.value);
    input.setAttribute("aria-invalid", String(!moved));
    said.textContent = (moved ? codeForm.dataset.taking : codeForm.dataset.wrong) ?? "";
    if (!moved) return;
    void come(moved).then((outcome) => {
      said.textContent = codeForm.dataset[TOLD[outcome]] ?? "";
      return show();
    });
  });

  /** Only once the server has said that it knows them: what was done here goes by their name then. */
  const come = async (moved: Moved): Promise<Outcome> => {
    const known = await prove(moved);
    if (known !== "sent") return known;
    await move(db, moved);
    changed();
    return sendNow({ pull: true });
  };

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
        changed();
        [ask.hidden, sure.hidden] = [false, true];
        said.textContent = pane.dataset.erased ?? "";
        said.focus();
        return show();
      })
      .then(() => sendNow())
      .then(() => db.count("farewells"))
      .then((left) => {
        if (left > 0) said.textContent = `${pane.dataset.erased} ${pane.dataset.erasing}`;
      });
  });
  await show();
  await sendNow({ pull: true });
  await show();
}
