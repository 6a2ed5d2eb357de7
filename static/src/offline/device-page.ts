/** The page of what this device keeps: its list, and the search in it. */
import { searchPack, type PackedIndex } from "../search/pack-index.ts";
import { cacheName, remove, savedPacks, type Saved } from "./shelf.ts";
import { askIn } from "./sure.ts";
import { dayInWords, sizeInWords, whyNot } from "./words.ts";

interface Hit {
  title: string;
  summary: string;
  address: string;
  score: number;
}

export async function devicePage(page: HTMLElement): Promise<void> {
  const find = <T extends HTMLElement>(selector: string) => page.querySelector<T>(selector)!;
  page.querySelector("[data-retry]")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  const why = await whyNot();
  if (why) {
    find(`[data-cannot="${why}"]`).hidden = false;
    page.dataset.now = why;
    return;
  }
  const language = document.documentElement.lang;

  async function list(): Promise<Saved[]> {
    const saved = await savedPacks();
    find("[data-courses]").replaceChildren(...saved.map(row));
    find("[data-none]").hidden = saved.length > 0;
    find("[data-list]").hidden = false;
    find("[data-search]").hidden = saved.length === 0;
    page.dataset.now = "listed";
    return saved;
  }

  function row(saved: Saved): Node {
    const item = find<HTMLTemplateElement>("[data-course]").content.cloneNode(true) as DocumentFragment;
    const link = item.querySelector("a")!;
    link.textContent = saved.title;
    link.href = saved.start;
    item.querySelector("[data-date]")!.textContent = dayInWords(saved.at, language);
    item.querySelector("[data-size]")!.textContent = sizeInWords(saved.bytes, language);
    const button = item.querySelector("button")!;
    button.setAttribute("aria-label", `${button.dataset.delete} ${saved.title}`);
    const [ask, sure] = [item.querySelector<HTMLElement>("[data-ask]")!, item.querySelector<HTMLElement>("[data-sure]")!];
    const back = () => {
      [ask.hidden, sure.hidden] = [false, true];
      button.focus();
    };
    button.addEventListener("click", () => {
      ask.hidden = true;
      askIn(sure, () => void take(saved), back);
    });
    return item;
  }

  async function take(saved: Saved): Promise<void> {
    const taken = await remove(saved.pack);
    const said = find("[data-said]");
    await list();
    said.textContent = taken ? `${said.dataset.said} ${saved.title}.` : said.dataset.busy!;
    find("[data-list] h2").focus();
  }

  async function search(query: string): Promise<void> {
    const hits = (await Promise.all((await savedPacks()).map((saved) => hitsIn(saved, query)))).flat();
    const best = new Map<string, Hit>();
    for (const hit of hits.sort((one, other) => other.score - one.score)) {
      if (!best.has(hit.address)) best.set(hit.address, hit);
    }
    const told = find("[data-found]");
    told.textContent = best.size ? `${told.dataset.found} ${best.size}` : told.dataset.nothing!;
    find("[data-hits]").replaceChildren(...[...best.values()].map(hitRow));
    find("[data-results]").hidden = false;
  }

  function hitRow(hit: Hit): Node {
    const item = find<HTMLTemplateElement>("[data-hit]").content.cloneNode(true) as DocumentFragment;
    const link = item.querySelector("a")!;
    link.textContent = hit.title;
    link.href = hit.address;
    item.querySelector("p")!.textContent = hit.summary;
    return item;
  }

  const field = find<HTMLInputElement>("[name=q]");
  find("form[role=search]").addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) void search(field.value);
  });
  const saved = await list();
  const asked = new URLSearchParams(location.search).get("q");
  if (asked && saved.length) {
    field.value = asked;
    await search(asked);
  }
}

async function hitsIn({ pack, version }: Saved, query: string): Promise<Hit[]> {
  const shelf = await caches.open(cacheName(pack, version));
  const kept = await shelf.match(pack.replace(/\.json$/, "/search.json"));
  if (!kept) return [];
  const index = (await kept.json()) as PackedIndex;
  const pages = new Map(index.pages.map(([number, title, summary, address]) => [number, { title, summary, address }]));
  return searchPack(index, query).pages.map(([number, score]) => ({ ...pages.get(number)!, score }));
}
