/**
 * The painter of a practice service. The server drew every screen of the task; here they are hidden,
 * shown, filled in, focused and spoken of. What happens is decided by the reducer alone, and what is
 * typed stays in its state: it is never kept, and never sent.
 */
import type { Practised } from "../events.ts";
import { Page, type Played } from "./page.ts";
import { begin, isDone, step } from "./reducer.ts";
import { Speaker } from "./speaker.ts";
import type { Event as Act, Feedback, State } from "./shape.ts";

const SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"; // none that is read as another
const SAME_PRESS = 500; // milliseconds

/** Opens the practice in `root` and begins its task; `say` hears what happens in it. */
export function practise(root: HTMLElement, say: (told: Practised) => void): void {
  const played = JSON.parse(root.querySelector("[data-service]")!.textContent) as Played;
  const { service, task } = played;
  const page = new Page(root, played);
  const speaker = new Speaker(played);
  let state = begin(task, practiceNumber());
  let hasPassed = false;
  let refusedAt = -SAME_PRESS;

  function tell(event: Practised["event"]): void {
    say({
      block: root.dataset.practice ?? "",
      event,
      task: task.key,
      slips: state.slips,
      hints: state.hints,
    });
  }

  function play(act: Act): Feedback {
    const before = state;
    const [after, feedback] = step(service, task, state, act);
    state = after;
    const done = isDone(task, state);
    page.show(state, before);
    page.answer(feedback, speaker.words(feedback, act, state), state.now.screen !== before.now.screen);
    page.end(state, done, speaker);
    report(before, state, done);
    return feedback;
  }

  function report(before: State, after: State, done: boolean): void {
    if (after.slips > before.slips) tell("slip");
    if (after.hints > before.hints) tell("hint");
    if (done && !hasPassed) tell("passed");
    hasPassed ||= done;
  }

  root.addEventListener("change", (event) => {
    const act = setting(event.target as HTMLInputElement);
    if (act && play(act).kind === "refused") refusedAt = event.timeStamp;
  });
  root.addEventListener("click", (event) => {
    const pressed = (event.target as HTMLElement).closest<HTMLElement>("[data-press], [data-mark], [data-do]");
    // The press that left a field whose value was refused is no act of its own: first the reason is read.
    if (!pressed || event.timeStamp - refusedAt < SAME_PRESS) return;
    if (pressed.dataset.do === "print") return page.print();
    // Screen readers and voices press without leaving the field: what stands in it counts all the same.
    const left = page.unread(state);
    if (left && play({ type: "set", at: left.dataset.set!, value: left.value }).kind === "refused") return;
    if (pressed.dataset.do === "restart") hasPassed = false;
    play(pressing(pressed));
  });

  root.classList.add("is-open");
  page.show(state);
  page.focusScreen();
  tell("begun");
}

/** The act of leaving a field, choosing an item or ticking a box. */
function setting(control: HTMLInputElement): Act | undefined {
  const at = control.dataset.set;
  if (!at) return undefined;
  return { type: "set", at, value: control.type === "checkbox" ? control.checked : control.value };
}

function pressing({ dataset }: HTMLElement): Act {
  if (dataset.do) return { type: dataset.do as "hint" | "undo" | "restart" };
  if (dataset.mark) return { type: "mark", at: dataset.mark };
  return { type: "press", at: dataset.press ?? "" };
}

/** `EX-` and four signs by chance: it looks like a number that an institution gives, and is none. */
function practiceNumber(): string {
  const chance = crypto.getRandomValues(new Uint8Array(4));
  return `EX-${Array.from(chance, (byte) => SIGNS[byte % SIGNS.length]).join("")}`;
}
