/** What stands on this device: whether it was sent, the way to the card for another one, and an end to all of it. */
import { lastTime } from "../offline/words.ts";
import { changed, here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { forget } from "./moving.ts";
import { countOf } from "./notebook.ts";
import { refusedPart } from "./refused.ts";

export async function devicePane(pane: HTMLElement): Promise<void> {
  const place = (name: string) => pane.querySelector<HTMLElement>(`[data-${name}]`)!;
  const [summary, erase, data, lock] = [place("summary"), place("erase"), place("my-data"), place("lock")];
  const found = await here().catch(() => undefined);
  pane.hidden = false;
  if (!found) {
    summary.textContent = pane.dataset.closed ?? "";
    erase.hidden = true;
    return;
  }

  const { db } = found;
  const show = async () => {
    const { me } = await here();
    const { all, waiting } = me ? await countOf(db, me) : { all: 0, waiting: 0 };
    const standing = all === 0 ? "nothing" : me?.erased ? "gone" : waiting > 0 ? "waiting" : "sent";
    summary.textContent = (pane.dataset[standing] ?? "").replace("{count}", String(all)).replace("{waiting}", String(waiting));
    if (me?.sent) summary.append(" ", (pane.dataset.last ?? "").replace("{time}", whenSent(me.sent)));
    erase.hidden = data.hidden = !me;
    lock.hidden = !me?.picture;
  };

  const whenSent = (at: number) => lastTime(at, Date.now(), document.documentElement.lang, pane.dataset.between ?? "");

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
    void here()
      .then(({ me }) => me && forget(db, me))
      .then((done) => {
        if (!done) return location.reload(); // somebody else is here by now
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
  await refusedPart(place("refused"));
}
