/** Opens on paper what is closed on the screen, for browsers whose style sheets cannot. */
export function openForPrint(document: Document): void {
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>("main details.more:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

/** “Print” on a sheet. Without JavaScript the browser's own menu prints the same. */
export function printButton(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
