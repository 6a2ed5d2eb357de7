/** Finds what a page offers and brings it to life. Each behaviour is one module and one data attribute. */
import { appNews } from "./offline/app-news.ts";
import { activityDoor } from "./h5p/door.ts";
import { practiceDoor } from "./practice/door.ts";
import { prefsPanel } from "./prefs-panel.ts";
import { openForPrint, printButton } from "./print.ts";
import { whoIsHere } from "./progress/chip.ts";
import { fold } from "./progress/fold.ts";
import { here } from "./progress/here.ts";
import { keepSending, keptLine, sendNow } from "./progress/keeper.ts";
import { coming } from "./progress/launch.ts";
import { mine } from "./progress/mine.ts";
import { factsOf } from "./progress/notebook.ts";
import { tutorial } from "./progress/tutorial.ts";
import { quiz } from "./quiz/quiz.ts";
import { shareButton } from "./share.ts";
import { speakButtons } from "./speak.ts";
import { stepView } from "./steps.ts";

/** What is the device's own business stays asleep on a page behind a launch. */
const OWN = "html:not([data-launch])";

coming.part = () => import("./progress/launched.ts");
const certificates = () => import("./progress/certificate.ts");

const behaviours: Record<string, (element: HTMLElement) => unknown> = {
  // First: a tutorial's words are its version, before anything changes them; and it hears the others.
  "body[data-page]": tutorial,
  "[data-kept]": keptLine,
  [`${OWN} [data-who]`]: whoIsHere,
  [`${OWN} [data-app-news]`]: appNews,
  // Fetched where they are needed: most pages save nothing.
  "[data-device-page]": (page) => void import("./offline/device-page.ts").then((part) => part.devicePage(page)),
  "[data-card]": (page) => void import("./progress/card-page.ts").then((part) => part.cardPage(page)),
  [`${OWN} [data-certificate]`]: (pane) => void certificates().then((part) => part.certificatePane(pane, { here, factsOf, fold, sendNow })),
  "[data-certificate-name]": (line) => void certificates().then((part) => part.nameOnPaper(line)),
  "[data-practice]": practiceDoor,
  "[data-keep-learner]": (page) => void import("./progress/launched-keep.ts").then((part) => part.keepPage(page)),
  "[data-activity][data-package]": activityDoor,
  "[data-external]": (root) => void import("./lti/external.ts").then((part) => part.external(root, { here, factsOf, fold, sendNow })),
  "[data-my-data]": (part) => void import("./progress/my-data.ts").then(({ myData }) => myData(part)),
  "[data-prefs]": prefsPanel,
  "[data-chooser]": (page) => void import("./progress/people.ts").then((part) => part.chooser(page)),
  // A document is not ready to be made: what was posted is posted again, in so many seconds.
  "form[data-again]": (form) => void setTimeout(() => (form as HTMLFormElement).submit(), 1000 * Number(form.dataset.again)),
  "[data-batch]": (part) => void import("./paper/batch.ts").then(({ watchBatch }) => watchBatch(part)),
  "[data-bookmarks]": mine("bookmarksPane"),
  "[data-continue-pane]": mine("continuePane"),
  "[data-device]": (pane) => void import("./progress/device.ts").then((part) => part.devicePane(pane)),
  "[data-devices]": (part) => void import("./progress/devices.ts").then(({ devicesPart }) => devicesPart(part)),
  "[data-done-list]": mine("doneList"),
  "[data-go-on]": mine("goOnLink"),
  "[data-print-now]": printButton,
  "[data-quiz]": quiz,
  [`${OWN} [data-save-course]`]: (place) => void import("./offline/save-button.ts").then((part) => part.saveButton(place)),
  "[data-share]": shareButton,
  "[data-steps]": stepView,
};

for (const [selector, enliven] of Object.entries(behaviours)) {
  for (const element of document.querySelectorAll<HTMLElement>(selector)) enliven(element);
}
openForPrint(document);
speakButtons(document);
void keepSending();
