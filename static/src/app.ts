/** Finds what a page offers and brings it to life. Each behaviour is one module and one data attribute. */
import { appNews } from "./offline/app-news.ts";
import { prefsPanel } from "./prefs-panel.ts";
import { openForPrint, printButton } from "./print.ts";
import { quiz } from "./quiz/quiz.ts";
import { shareButton } from "./share.ts";
import { speakButtons } from "./speak.ts";
import { stepView } from "./steps.ts";

const behaviours: Record<string, (element: HTMLElement) => void> = {
  "[data-app-news]": appNews,
  // Fetched where they are needed: most pages save nothing.
  "[data-device-page]": (page) => void import("./offline/device-page.ts").then((part) => part.devicePage(page)),
  "[data-prefs]": prefsPanel,
  "[data-print-now]": printButton,
  "[data-quiz]": quiz,
  "[data-save-course]": (place) => void import("./offline/save-button.ts").then((part) => part.saveButton(place)),
  "[data-share]": shareButton,
  "[data-steps]": stepView,
};

for (const [selector, enliven] of Object.entries(behaviours)) {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) enliven(element);
}
openForPrint(document);
speakButtons(document);
