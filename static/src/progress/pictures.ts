/** The drawn pictures by which people find themselves; words stand beside each (progress/pictures.json). */
import drawings from "../../../progress/pictures.json" with { type: "json" };

const SVG = "http://www.w3.org/2000/svg";

/** Draws `picture` into `place`; nothing where it is not known here. */
export function draw(place: Element | null, picture: string | null): void {
  const paths = (drawings as Record<string, string[]>)[picture ?? ""] ?? [];
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 64 64");
  drawn.classList.add("ill");
  for (const [index, d] of paths.entries()) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    if (index === 0) path.classList.add("f");
    drawn.append(path);
  }
  place?.replaceChildren(...(paths.length ? [drawn] : []));
}
