/** The card as paper: handle, words, and a QR code that the camera of another device opens. */
import encode from "qr";
import { shownHandle, toFragment, toWords, type CardCode } from "./card-code.ts";
import { draw } from "./pictures.ts";
import type { Profile } from "./store.ts";

const QUIET = 4; // modules of white around a code (ISO/IEC 18004)
const SVG = "http://www.w3.org/2000/svg";

/** Fills `paper`, whose words stand there already. */
export function fillPaper(paper: HTMLElement, card: CardCode, { picture, name }: Pick<Profile, "picture" | "name">): void {
  const at = (part: string) => paper.querySelector<HTMLElement>(`[data-${part}]`)!;
  at("handle").textContent = shownHandle(card);
  at("name").textContent = name ?? "";
  draw(at("picture"), picture);
  at("words").replaceChildren(...toWords(card).map((word) => {
    const item = document.createElement("li");
    item.textContent = word;
    return item;
  }));
  const { site = "", says = "" } = at("qr").dataset;
  at("qr").replaceChildren(qr(`${site}#${toFragment(card)}`, says));
}

function qr(address: string, label: string): SVGElement {
  const rows = encode(address, "raw", { ecc: "medium", border: QUIET });
  const made = (tag: string, attributes: Record<string, string>) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const side = rows.length;
  const dark = rows.flatMap((row, y) => row.map((is, x) => (is ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  const drawing = made("svg", { class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label });
  drawing.append(made("path", { class: "qr__paper", fill: "#fff", d: `M0 0h${side}v${side}H0z` }), made("path", { fill: "#000", d: dark }));
  return drawing;
}
