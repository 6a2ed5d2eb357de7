/** Sets the reader's text size, colours and motion before anything is painted, so that nothing flashes. */
import { applyPrefs, readPrefs } from "./prefs-store.ts";

const root = document.documentElement;
root.dataset.js = "";
applyPrefs(root, readPrefs());
