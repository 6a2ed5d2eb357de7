"""A practice on a slow phone: how long a press takes until the next screen is laid out."""

import statistics

from playwright.sync_api import Page

from ..e2e.playing import Practice
from .browser import RUNS, browser
from .rows import Row

# The browser does nothing meanwhile: the act, the painting of it and the layout are one piece of work.
PRESS = """door => {
  const start = performance.now();
  door.click();
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


def measure(address: str, pace: float) -> list[Row]:
    """The median of all presses that lead on, in the first practice on the page at `address`.

    `pace` as in `throughput.pace`.
    """
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 360, "height": 740}, locale="ro-RO")
        page.goto(address)
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        took = [each for _ in range(RUNS) for each in _played(page)]
    beside = f"slowest {max(took):.1f} ms of {len(took)}"
    goal = f"≤ {16 * pace:.0f}"
    return [Row("practice", "press to layout, CPU ÷ 4", statistics.median(took), "ms", goal, beside)]


def _played(page: Page) -> list[float]:
    page.reload()
    practice = Practice(page)
    practice.begin()
    took = []
    for screen, at in practice.way():
        practice.fill(screen)
        took.append(practice.door(screen["key"], at).evaluate(PRESS))
    return took
