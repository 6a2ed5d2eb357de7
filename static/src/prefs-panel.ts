/** The panel “Text and colours”: what is chosen shows at once and is kept on the device. */
import { applyPrefs, keepPrefs, readPrefs, type Prefs } from "./prefs-store.ts";

export function prefsPanel(panel: HTMLElement): void {
  const inputs = [...panel.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  const kept: Record<string, string | undefined> = readPrefs();
  for (const input of inputs) input.checked = input.value === (kept[input.name] ?? "");

  panel.addEventListener("change", () => {
    const prefs: Prefs = Object.fromEntries(
      inputs.filter((input) => input.checked && input.value).map((input) => [input.name, input.value]),
    );
    applyPrefs(document.documentElement, prefs);
    keepPrefs(prefs);
  });
}
