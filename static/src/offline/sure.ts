const PRESSED_TWICE = 700;

/** Shows `question` and asks before something is deleted; what a second press by mistake hits answers nothing. */
export function askIn(question: HTMLElement, yes: () => void, no: () => void): void {
  const since = performance.now();
  question.hidden = false;
  question.querySelector<HTMLElement>("[data-question]")?.focus();
  question.onclick = ({ target, timeStamp }) => {
    const button = (target as Element).closest<HTMLElement>("[data-yes], [data-no]");
    if (!button || timeStamp - since < PRESSED_TWICE) return;
    ("yes" in button.dataset ? yes : no)();
  };
}
