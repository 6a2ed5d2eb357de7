/** Finds what a page offers and brings it to life. Each behaviour is one module and one data attribute. */
import { prefsPanel } from "./prefs-panel.ts";
import { openForPrint, printButton } from "./print.ts";
import { quiz } from "./quiz/quiz.ts";
import { shareButton } from "./share.ts";
import { speakButtons } from "./speak.ts";
import { stepView } from "./steps.ts";

const behaviours: Record<string, (element: HTMLElement) => void> = {
  "[data-prefs]": prefsPanel,
  "[data-print-now]": printButton,
  "[data-quiz]": quiz,
  "[data-share]": shareButton,
  "[data-steps]": stepView,
};

for (const [selector, enliven] of Object.entries(behaviours)) {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) enliven(element);
}
openForPrint(document);
speakButtons(document);
