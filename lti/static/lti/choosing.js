// In the editor of a tutorial: “Choose in the tool” opens it, and what was chosen there fills the block.
(() => {
  const waiting = new Map(); // key → the button that asked
  const channel = new BroadcastChannel("pascupas-lti-choice");

  /** The field of the same block that is called `name`. */
  function field(button, name) {
    const address = button.parentElement.parentElement.querySelector("input");
    return document.getElementsByName(address.name.replace(/address$/, name))[0];
  }

  const said = (button) => button.parentElement.querySelector("[data-chosen]");

  function fill(input, value) {
    if (!input || input.value === String(value)) return;
    input.value = value;
    for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-choose-external]");
    if (!button) return;
    const tool = field(button, "tool")?.value;
    if (!tool) return void (said(button).textContent = button.dataset.first);
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    waiting.set(key, button);
    said(button).textContent = button.dataset.waiting;
    window.open(`${button.dataset.chooseExternal.replace("/0/", `/${tool}/`)}?key=${key}`, "_blank", "noopener");
  });

  channel.addEventListener("message", ({ data }) => {
    const button = waiting.get(data.key);
    if (!button?.isConnected) return;
    waiting.delete(data.key);
    if (!data.item) return void (said(button).textContent = button.dataset.nothing);
    for (const name of ["address", "custom", "label", "max_score"]) fill(field(button, name), data.item[name]);
    // What an editor has written stays.
    for (const name of ["title", "purpose"]) {
      const input = field(button, name);
      if (input && !input.value) fill(input, data.item[name]);
    }
    said(button).textContent = `${button.dataset.done} ${data.item.title || data.item.address}`;
  });
})();
