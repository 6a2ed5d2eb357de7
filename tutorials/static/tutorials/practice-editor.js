// Keys that make themselves, references chosen from what stands in the same form, checks kept up to date.
(() => {
  const KEY = "[data-practice-key]";
  const REFERENCE = "[data-practice-reference]";
  const LONGEST = 40; // signs of a key
  let touched = false; // what the page brought with it is nobody's copy

  const slug = (words) =>
    words
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "")
      .slice(0, 32)
      .replace(/-+$/, "");

  const named = (name) => document.getElementsByName(name)[0];
  const sourceOf = (key) => named(key.name.replace(/-?key$/, (end) => end.replace("key", key.dataset.practiceSource)));
  const listOf = (name) => name.replace(/-\d+-value-key$/, "");

  function isGone(input) {
    for (let child = input.closest("[data-streamfield-child]"); child; child = child.parentElement.closest("[data-streamfield-child]")) {
      if (child.querySelector(':scope > input[name$="-deleted"]')?.value) return true;
    }
    return false;
  }

  const keys = (scope = "") =>
    [...document.querySelectorAll(scope ? `[data-practice-key="${scope}"]` : KEY)].filter((key) => !isGone(key));

  // --- keys -------------------------------------------------------------------------------------

  /** The keys that `key` must not be: those of its list and, for what is entered, of the service. */
  function others(key) {
    const everywhere = key.dataset.practiceKey === "service";
    return keys()
      .filter((other) => other !== key)
      .filter((other) => listOf(other.name) === listOf(key.name) || (everywhere && other.dataset.practiceKey === "service"))
      .map((other) => other.value);
  }

  function free(wanted, key) {
    const taken = new Set(others(key));
    let made = wanted;
    for (let number = 2; taken.has(made); number += 1) {
      const ending = `-${number}`;
      made = wanted.slice(0, LONGEST - ending.length) + ending;
    }
    return made;
  }

  function changed(input) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** A copy gets a key of its own; the copy of a screen, a row or a task is marked in its title too. */
  function partFromOriginal(key) {
    const made = free(key.value, key);
    if (made === key.value) return;
    const title = sourceOf(key);
    const number = made.slice(made.lastIndexOf("-") + 1);
    key.value = made;
    if (title?.value && key.dataset.practiceKey !== "list" && key.dataset.practiceKey !== "service") {
      title.value = `${title.value} (${number})`;
      changed(title);
    }
  }

  /** A new screen is of the kind of the one before it, at the same address. */
  function likeTheOneBefore(key) {
    const screens = keys("screen");
    const before = screens[screens.indexOf(key) - 1];
    if (!before) return;
    for (const name of ["frame", "address"]) {
      const [from, to] = [before, key].map((each) => named(each.name.replace(/key$/, name)));
      if (from && to && !from.value.includes("[")) to.value = from.value;
    }
  }

  function dressKey(key) {
    const source = sourceOf(key);
    let settled = Boolean(key.value);
    if (settled && touched) partFromOriginal(key);
    if (!settled && touched && key.dataset.practiceKey === "screen" && !source?.value) likeTheOneBefore(key);
    if (!settled && key.dataset.practiceOtherwise) key.value = free(key.dataset.practiceOtherwise, key);
    const follow = () => {
      const words = slug(source.value) || key.dataset.practiceOtherwise;
      if (!settled && words) key.value = free(words, key);
    };
    source?.addEventListener("input", follow);
    source?.addEventListener("change", () => {
      follow();
      settled = Boolean(key.value && source.value);
    });
    key.addEventListener("input", () => {
      settled = Boolean(key.value);
    });
    if (!settled && source?.value) follow(); // a default, such as “Next”
  }

  // --- references -------------------------------------------------------------------------------

  const titled = (scope) => keys(scope).map((key) => [key.value, sourceOf(key)?.value || key.value]);

  function toBeSet() {
    return keys("service").map((key) => {
      const screen = named(`${key.name.match(/^screens-\d+-value/)[0]}-key`);
      const words = [sourceOf(screen)?.value || screen.value, sourceOf(key)?.value || key.value];
      return [`${screen.value}.${key.value}`, words.join(" › ")];
    });
  }

  function choices(kind) {
    return (kind === "set" ? toBeSet() : titled(kind)).filter(([key]) => key);
  }

  function fill(list, input, words) {
    const offered = choices(input.dataset.practiceReference);
    const unchosen = { to: words.none, start: words.first }[input.name.match(/\w+$/)[0]] || words.choose;
    const options = [new Option(unchosen, "")];
    options.push(...offered.map(([key, title]) => new Option(title, key)));
    if (input.value && !offered.some(([key]) => key === input.value)) {
      options.push(new Option(`${words.missing} ${input.value}`, input.value));
    }
    list.replaceChildren(...options);
    list.value = input.value;
  }

  /** A new button leads to the screen after its own, if there is one. */
  function leadOn(input) {
    const type = named(input.name.replace(/value-to$/, "type"));
    if (!touched || input.value || type?.value !== "button") return;
    if (named(input.name.replace(/to$/, "key"))?.value) return; // nothing new: dressed with its key
    const screens = keys("screen");
    const own = screens.findIndex((key) => key.name === input.name.replace(/^(screens-\d+-value-).*/, "$1key"));
    input.value = screens[own + 1]?.value || "";
  }

  /** Of what a right answer may need, only what the chosen kind of answer does need. */
  function onlyWhatIsNeeded(row) {
    const [answer, value] = ["answer", "value"].map((name) => named(row.name.replace(/row$/, name)));
    const show = () => {
      const needs = [[row, ["card"]], [value, ["is", "in", "mask"]]];
      for (const [input, kinds] of needs) {
        input.closest("[data-contentpath]").hidden = !kinds.includes(answer.value) && !input.value;
      }
    };
    answer.addEventListener("change", show);
    show();
  }

  /** The text box stays, hidden, as what the form sends; beside it stands a list. */
  function dressReference(input) {
    const panel = document.querySelector("[data-practice-checks]");
    const list = document.createElement("select");
    list.id = `${input.id}-list`;
    const label = document.querySelector(`label[for="${input.id}"]`);
    if (label) label.htmlFor = list.id;
    input.type = "hidden";
    input.after(list);
    if (input.name.endsWith("-row")) onlyWhatIsNeeded(input);
    if (input.name.endsWith("-to")) leadOn(input);
    const refill = () => fill(list, input, panel.dataset);
    refill();
    for (const event of ["focus", "pointerdown"]) list.addEventListener(event, refill);
    input.addEventListener("practice:refill", refill);
    list.addEventListener("change", () => {
      input.value = list.value;
      changed(input);
    });
  }

  // --- what was added ---------------------------------------------------------------------------

  const dressed = new WeakSet();

  function dress() {
    for (const [selector, each] of [[REFERENCE, dressReference], [KEY, dressKey]]) {
      for (const input of document.querySelectorAll(selector)) {
        if (dressed.has(input)) continue;
        dressed.add(input);
        each(input);
      }
    }
  }

  /** Lists that are not open show the titles as they are now. */
  function refillAll() {
    for (const input of document.querySelectorAll(REFERENCE)) input.dispatchEvent(new Event("practice:refill"));
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const event of ["pointerdown", "keydown"]) {
      document.addEventListener(event, () => { touched = true; }, { capture: true, once: true });
    }
    dress();
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        dress();
      });
    }).observe(document.body, { childList: true, subtree: true });
    document.addEventListener("change", (event) => {
      if (/-(title|label)$/.test(event.target.name || "")) refillAll();
    });
    document.addEventListener("w-autosave:success", ({ detail }) => {
      const panel = document.querySelector("[data-practice-checks]");
      const html = detail?.response?.practice_checks;
      if (!panel || html === undefined) return;
      const open = panel.querySelector("details")?.open;
      panel.innerHTML = html;
      if (open) panel.querySelector("details").open = true;
    });
  });
})();
