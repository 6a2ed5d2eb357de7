/** The tutorials that somebody kept: by what they are called here, or were where they were kept. */
import type { Fact } from "./facts.ts";
import { isLater } from "./fold.ts";
import type { Known } from "./places.ts";

export interface Named {
  title: string;
  url: string;
}

const OURS = "https://ours.invalid"; // any origin will do: a path keeps it

/** What was kept, the last one first. A page of which nobody said what it is called is left out. */
export function keptPages({ facts, states, places }: Known): Named[] {
  const kept = [...states].flatMap(([page, { bookmark }]) => (bookmark?.on ? [{ page, order: bookmark.order }] : []));
  kept.sort((one, other) => (isLater(one.order, other.order) ? -1 : 1));
  return kept.flatMap(({ page, order }) => {
    const named = places.get(page) ?? toldBy(facts.find(({ id }) => id === order[2]));
    return named ? [{ title: named.title, url: named.url }] : [];
  });
}

/** The name in a bookmark that another device may have made: only of a page of this site. */
function toldBy(fact: Fact | undefined): Named | undefined {
  const { title, url } = fact?.data ?? {};
  if (typeof title !== "string" || typeof url !== "string" || !title.trim()) return undefined;
  // Whatever it says, it leads to a path of ours. Browsers skip some letters: only their own reading tells.
  return url.startsWith("/") && isOurs(url) ? { title, url } : undefined;
}

function isOurs(url: string): boolean {
  try {
    return new URL(url, OURS).origin === OURS;
  } catch {
    return false;
  }
}

export function list(pane: HTMLElement, known: Known): void {
  const pages = keptPages(known);
  pane.querySelector("[data-list]")!.replaceChildren(
    ...pages.map(({ title, url }) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      [link.className, link.href, link.textContent] = ["link", url, title];
      item.append(link);
      return item;
    }),
  );
  pane.hidden = pages.length === 0;
}
