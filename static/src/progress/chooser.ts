/** The page that asks who is learning: those who have a picture here, a way to get one, and to leave. */
import { keepAll } from "../offline/keep-all.ts";
import { changed, here } from "./here.ts";
import { sendNow } from "./keeper.ts";
import { draw } from "./pictures.ts";
import { current, everybody, handOver, isShared, make, share, thisDevice } from "./profiles.ts";
import { newGuest, type ProfileRow } from "./store.ts";

/** What the part about locks needs of us. */
const core = { current, handOver, newGuest, thisDevice };

export async function chooser(page: HTMLElement): Promise<void> {
  const all = <T extends HTMLElement>(selector: string) => [...page.querySelectorAll<T>(selector)];
  const part = (name: string) => page.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  const found = await here().catch(() => undefined);
  if (!found) {
    page.querySelector<HTMLElement>("[data-closed]")!.hidden = false;
    return;
  }
  const { db, me } = found;
  const profiles = await everybody(db);
  const picks = all<HTMLButtonElement>("[data-pick]");
  const nameOf = (picture: string | null) => picks.find(({ dataset }) => dataset.pick === picture)?.textContent?.trim() ?? "";

  function show(...names: string[]): void {
    for (const each of all("[data-part]")) each.hidden = !names.includes(each.dataset.part!);
    page.dataset.now = names.at(-1);
  }

  /** Leads the focus to what one has come to. */
  function lead(name: string): void {
    show(name);
    part(name).querySelector<HTMLElement>("h2")!.focus();
    scrollTo(0, 0);
  }

  function paint(place: ParentNode, { picture, name }: Pick<ProfileRow, "picture" | "name">): void {
    draw(place.querySelector("[data-picture]"), picture);
    const label = place.querySelector<HTMLElement>("[data-label]")!;
    label.textContent = name ?? (picture === null ? (label.dataset.guest ?? "") : nameOf(picture));
  }

  function start(): void {
    const others = profiles.filter(({ id, picture }) => picture !== null && id !== me?.id);
    show("lead", ...(me ? ["now"] : []), ...(me?.picture ? ["lock"] : []), ...(others.length ? ["list"] : []), "ways", "about");
    part("ways").querySelector("[data-do=pick]")!.classList.toggle("btn--2", me !== undefined || others.length > 0);
    if (me) paint(part("now"), me);
    for (const words of all("[data-for=guest]")) words.hidden = !me || me.picture !== null || me.seq === 0;
    for (const button of all("[data-do=guest]")) button.hidden = me?.picture === null;
    const row = page.querySelector<HTMLTemplateElement>("[data-profile]")!;
    page.querySelector("[data-profiles]")!.replaceChildren(
      ...others.map((profile) => {
        const item = row.content.cloneNode(true) as DocumentFragment;
        paint(item, profile);
        item.querySelector<HTMLElement>("[data-locked]")!.hidden = !profile.lock;
        item.querySelector("button")!.addEventListener("click", () => void (profile.lock ? locking.then((lock) => lock.open(profile)).catch(lockless) : become(profile.id)));
        return item;
      }),
    );
  }

  async function go(address = page.dataset.home ?? "/"): Promise<void> {
    changed();
    // The next page looks as they like it from its first moment on, unless that takes long.
    const worn = import("./preferences.ts").then(({ wear }) => wear());
    await Promise.race([worn, new Promise((late) => setTimeout(late, 1_000))]).catch(() => {});
    location.assign(address);
  }

  const locking = import("./lock-page.ts").then((part) => part.locks(page, db, { core, me, lead, draw, paint, go }));
  locking.catch(() => {}); // said when somebody needs it
  const lockless = () => {
    const said = page.querySelector<HTMLElement>("[data-lockless]")!;
    said.textContent = said.dataset.lockless!;
  };

  async function become(id: string | null): Promise<void> {
    await handOver(db, id);
    void sendNow({ keepalive: true }); // what a guest did who leaves by this
    await go();
  }

  const doing: Record<string, () => void> = {
    pick: () => lead("pick"),
    back: () => {
      start();
      page.querySelector<HTMLElement>("h1")!.focus();
    },
    guest: () => void become(null),
    leave: () => void handOver(db).then(() => {
      changed();
      location.reload();
    }),
  };
  page.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-do], [data-pick]");
    if (button?.dataset.do) doing[button.dataset.do]?.();
    if (!button?.dataset.pick) return;
    page.dataset.picture = button.dataset.pick;
    paint(part("make"), { picture: button.dataset.pick });
    lead("make");
  });
  part("make").querySelector("form")!.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = part("make").querySelector("input")!;
    const button = part("make").querySelector<HTMLButtonElement>("[type=submit]")!;
    button.disabled = true; // pressed twice, it would make two
    void make(db, page.dataset.picture!, input.value).then(() => go()).catch(() => (button.disabled = false));
  });

  // What somebody has is offered to nobody else, as long as there are others.
  const taken = new Set(profiles.map((profile) => profile.picture));
  const free = picks.filter(({ dataset }) => !taken.has(dataset.pick!));
  for (const pick of picks) {
    draw(pick.querySelector("[data-picture]"), pick.dataset.pick!);
    pick.parentElement!.hidden = free.length > 0 && !free.includes(pick);
  }
  const shared = page.querySelector<HTMLInputElement>("[data-shared]")!;
  shared.checked = isShared(await thisDevice(db), profiles);
  shared.disabled = profiles.length > 1; // then it is
  shared.addEventListener("change", () => void share(db, shared.checked));
  start();
  keepAll();
}
