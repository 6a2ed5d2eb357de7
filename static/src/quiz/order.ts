/** A list that is put in order with two buttons an item: by mouse, finger, keyboard or voice alike. */

export function makeOrderable(list: HTMLElement, status: HTMLElement, words: DOMStringMap): void {
  const items = () => [...list.children] as HTMLElement[];

  const refresh = () => {
    const all = items();
    all.forEach((item, index) => {
      item.querySelector<HTMLButtonElement>("[data-move='-1']")!.disabled = index === 0;
      item.querySelector<HTMLButtonElement>("[data-move='1']")!.disabled = index === all.length - 1;
    });
  };

  const move = (item: HTMLElement, by: -1 | 1, pressed: HTMLButtonElement) => {
    const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!neighbour) return;
    if (by < 0) neighbour.before(item);
    else neighbour.after(item);
    refresh();
    // At the end of the way the pressed button sleeps; the focus goes to its neighbour, not astray.
    const other = item.querySelector<HTMLButtonElement>(`[data-move='${-by}']`);
    (pressed.disabled ? other : pressed)?.focus();
    const text = item.querySelector("span")?.textContent ?? "";
    const said = document.createElement("p");
    said.textContent = (words.moved ?? "")
      .replace("{text}", text)
      .replace("{place}", String(items().indexOf(item) + 1))
      .replace("{count}", String(items().length));
    status.replaceChildren(said);
  };

  for (const item of items()) {
    const moves = document.createElement("span");
    moves.className = "order__moves";
    for (const [by, word] of [[-1, words.up], [1, words.down]] as const) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn--2";
      button.dataset.move = String(by);
      button.textContent = word ?? "";
      button.setAttribute("aria-label", `${word}: ${item.querySelector("span")?.textContent}`);
      button.addEventListener("click", () => move(item, by, button));
      moves.append(button);
    }
    item.append(moves);
  }
  refresh();
}
