/** The panel “Text and colours”: what is chosen shows at once and is kept on the device. */
import { applyPrefs, keepPrefs, readPrefs } from "./prefs-store.ts";

export function prefsPanel(panel: HTMLElement): void {
  // Asked for anew each time: a page may offer more than others (`speak.ts`).
  const inputs = () => panel.querySelectorAll<HTMLInputElement>("input[type=radio]");
  const kept: Record<string, string | undefined> = readPrefs();
  for (const input of inputs()) input.checked = input.value === (kept[input.name] ?? "");

  panel.addEventListener("change", () => {
    const prefs: Record<string, string> = { ...readPrefs() };
    for (const { checked, name, value } of inputs()) {
      if (checked && value) prefs[name] = value;
      else if (checked) delete prefs[name];
    }
    applyPrefs(document.documentElement, prefs);
    keepPrefs(prefs);
  });
}
