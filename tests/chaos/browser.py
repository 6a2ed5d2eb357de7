"""`make chaos-browser`: a browser that is killed around answering, again and again.

What the page was told to be on the disk is the ledger: the end of each transaction that added an answer
is heard as it comes, and what dies with the browser before we hear of it is not counted for it. In the
end the server is there and all is sent: every answer that was acknowledged must be there, once.
"""

import contextlib
import json
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from ..e2e.answering import check, give, right_answer
from ..e2e.catalogue import FALSE_MESSAGE, tutorial
from ..e2e.device import ARGUMENTS, CHROMIUM, Device, wait_for
from ..e2e.server import House, copy_code, free_port

TUTORIAL = tutorial(FALSE_MESSAGE)
# In the write, soon after it, as the call begins (2 s after an answer), or any time.
MOMENTS = ((0, 0.08), (0, 0.3), (1.9, 2.4), (0, 3))
LISTEN = """(() => {
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (row, ...more) {
    const asked = add.call(this, row, ...more);
    if (this.name === "facts" && row.kind === "answer") {
      this.transaction.addEventListener("complete", () => console.info(`acknowledged ${row.id}`));
    }
    return asked;
  };
})()"""
STORED = """
from progress.models import Fact, PageState
answers = Fact.objects.filter(kind="answer")
answer = {
    "answers": [str(uuid) for uuid in answers.values_list("uuid", flat=True)],
    "learners": Fact.objects.values("learner").distinct().count(),
    "tries": sum(
        told["tries"]
        for state in PageState.objects.values_list("state", flat=True)
        for told in state["answers"].values()
    ),
}
"""


@dataclass
class Ledger:
    """What was pressed, and what the page was told to be kept."""

    pressed: int = 0
    acknowledged: set[str] = field(default_factory=set)
    kills: int = 0

    def hear(self, message) -> None:
        if message.text.startswith("acknowledged "):
            self.acknowledged.add(message.text.split()[1])


@dataclass
class Verdict:
    rounds: int
    pressed: int
    answers: int
    lost: int
    doubled: int
    broken: list[str]

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.broken) and self.answers > 0

    def line(self) -> str:
        names = ("rounds", "pressed", "answers", "lost", "doubled")
        return json.dumps({name: getattr(self, name) for name in names})


def judge(rounds: int, ledger: Ledger, held: list[dict], stored: dict) -> Verdict:
    """`held` are the facts on the device, all of them sent; `stored` is what the server has."""
    answers = stored["answers"]
    kept = {fact["id"] for fact in held if fact["kind"] == "answer"}
    lost = (ledger.acknowledged | kept) - set(answers)
    # A press gives one answer, unless the browser died first.
    doubled = len(answers) - len(set(answers)) + max(0, len(set(answers)) - ledger.pressed)
    broken = []
    if strange := set(answers) - kept:
        broken.append(f"The device knows nothing of {len(strange)} answers that the server has.")
    if stored["tries"] != len(set(answers)):
        broken.append(f"{stored['tries']} tries were counted of {len(answers)} answers.")
    if stored["learners"] != 1:
        broken.append(f"One person is {stored['learners']} learners.")
    if sorted(fact["seq"] for fact in held) != list(range(1, len(held) + 1)):
        broken.append("The device gave a number twice, or left one out.")
    return Verdict(rounds, ledger.pressed, len(set(answers)), len(lost), doubled, broken)


def run(seed: int, rounds: int, house: House, new_device: Callable[[str], Device]) -> Verdict:
    """Plays `rounds` kills before the server of `house`, which nobody serves yet."""
    rng, ledger = random.Random(seed), Ledger()
    with house.serving():
        device = new_device(house.url)
        for _ in range(rounds):
            _round(rng, device, ledger)
        page = _open(device, ledger)
        page.evaluate("dispatchEvent(new Event('online'))")
        wait_for(lambda: device.waiting() == 0, "all is sent")
        held = device.facts()
        device.switch_off()
        return judge(rounds, ledger, held, house.ask(STORED))


def _open(device: Device, ledger: Ledger):
    page = device.page
    page.add_init_script(LISTEN)
    page.on("console", ledger.hear)
    page.goto(TUTORIAL["address"])
    return page


def _round(rng: random.Random, device: Device, ledger: Ledger) -> None:
    """A few answers, at one of which the browser dies; it is started again."""
    questions = rng.choices(TUTORIAL["quiz"], k=rng.randint(1, 3))
    delay = rng.uniform(*rng.choice(MOMENTS))
    death = threading.Timer(delay, device.kill)
    with contextlib.suppress(Error):
        page = _open(device, ledger)
        device.context.set_offline(rng.random() < 0.4)
        for number, question in enumerate(questions, 1):
            give(page, question, right_answer(question))
            if number == len(questions):
                death.start()
            ledger.pressed += 1
            check(page, question)
            page.wait_for_timeout(rng.choice((0, 0, 300)))
        page.wait_for_timeout(1000 * delay + 5_000)  # it dies meanwhile
    if not death.ident:
        death.start()
    death.join()
    ledger.kills += 1
    device.switch_on()


def main() -> int:
    seed, rounds = int(os.environ.get("SEED") or 7), int(os.environ.get("ROUNDS") or 100)
    print(f"Browser: seed {seed}, {rounds} rounds", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="pascupas-chaos-") as folder,
        sync_playwright() as playwright,
    ):
        place = Path(folder)
        house = House(copy_code(place / "code"), place / "data", free_port())
        house.manage("set_up", "--demo")
        tablet = lambda url: Device(playwright, CHROMIUM, ARGUMENTS, place / "tablet", url)  # noqa: E731
        verdict = run(seed, rounds, house, tablet)
    print(*verdict.broken, sep="\n")
    print(verdict.line())
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
