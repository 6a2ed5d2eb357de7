// What a tutorial chooses of a practice service: a list of the places or tasks of the one chosen beside it.
(() => {
  const PART = "[data-practice-part]";
  const known = new Map(); // address → what the service holds, asked once

  const chooserOf = (input) => document.getElementsByName(input.name.replace(/-(place|task)$/, "-service"))[0];

  function partsOf(input) {
    const pk = chooserOf(input)?.value;
    if (!pk) return Promise.resolve([]);
    const address = input.dataset.practiceParts.replace(/\/0\/$/, `/${pk}/`);
    if (!known.has(address)) {
      known.set(address, fetch(address, { headers: { Accept: "application/json" } }).then((answer) => answer.json()));
    }
    return known.get(address).then((parts) => parts[input.dataset.practicePart]);
  }

  async function fill(list, input) {
    const parts = await partsOf(input).catch(() => []);
    const options = [new Option("…", ""), ...parts.map(([key, words]) => new Option(words, key))];
    if (input.value && !parts.some(([key]) => key === input.value)) {
      options.push(new Option(input.value, input.value));
    }
    list.replaceChildren(...options);
    list.value = input.value;
  }

  function dress(input) {
    const list = document.createElement("select");
    list.id = `${input.id}-list`;
    const label = document.querySelector(`label[for="${input.id}"]`);
    if (label) label.htmlFor = list.id;
    input.type = "hidden";
    input.after(list);
    fill(list, input);
    chooserOf(input)?.addEventListener("change", () => fill(list, input));
    list.addEventListener("change", () => {
      input.value = list.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  const dressed = new WeakSet();
  function dressAll() {
    for (const input of document.querySelectorAll(PART)) {
      if (dressed.has(input)) continue;
      dressed.add(input);
      dress(input);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    dressAll();
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        dressAll();
      });
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
