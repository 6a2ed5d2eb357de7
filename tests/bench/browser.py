"""What a browser sees: bytes on the wire, requests, and when the words are there."""

import contextlib
import statistics

from playwright.sync_api import Browser, Request, sync_playwright

from ..e2e.tap import (
    KB,
    PATIENCE,
    TO_THE_END,
    Tap,
    before_the_worker,
    wait_until_idle,
    weight,
)
from .rows import Row

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUNS = 5
# “Slow 4G” as Lighthouse has it: 150 ms round trip, 1.6 Mbit/s down, 750 kbit/s up; CPU divided by 4.
SLOW = {
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
    "offline": False,
}


@contextlib.contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


class Visitor:
    """Somebody with a phone that has never been here, on a line of their own that is tapped.

    All that crosses it to `port` of this machine is counted, the worker's requests too; `elsewhere`
    has the addresses that were asked past it.
    """

    def __init__(self, chromium: Browser, port: int):
        self.tap = Tap(port)
        self.elsewhere: list[str] = []
        self._context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="ro-RO")
        self._context.set_default_timeout(PATIENCE * 1000)
        self._context.on("request", self._asked)
        self._page = self._context.new_page()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *error) -> None:
        self._context.close()
        self.tap.close()

    def read(self, path: str) -> list[tuple[str, int]]:
        """Reads `path` to its end; path and bytes of all that was asked until five idle seconds."""
        self._page.goto(self.tap.url + path)
        self._page.evaluate(TO_THE_END)
        wait_until_idle(self._page, self.tap)
        return self.tap.count()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.tap.url + "/", "data:", "blob:")):
            self.elsewhere.append(request.url)


def weigh(port: int, tutorial: str) -> list[Row]:
    """First page, tutorial from there and directly, and the tutorial again, of the site on `port`."""
    with browser() as chromium:
        with Visitor(chromium, port) as guest:
            first, more, again = guest.read("/"), guest.read(tutorial), guest.read(tutorial)
        with Visitor(chromium, port) as direct:
            cold = direct.read(tutorial)
    elsewhere = guest.elsewhere + direct.elsewhere
    scripts = [weight(visit, "Script") / KB for visit in (first, cold)]
    return [
        Row("weight", "first page, cold, all in", weight(first) / KB, "kB", "≤ 100"),
        Row("weight", "first page, requests, all in", len(first), ""),
        Row("weight", "first page, requests before the worker", before_the_worker(first), "", "≤ 12"),
        Row("weight", "scripts, late ones and worker included", max(scripts), "kB", "≤ 20",
            "first page {:.1f} kB, tutorial {:.1f} kB".format(*scripts)),
        Row("weight", "requests to a third party", len(elsewhere), "", "≤ 0", ", ".join(elsewhere[:3])),
        Row("weight", "tutorial, cold, directly, all in", weight(cold) / KB, "kB", "≤ 100"),
        Row("weight", "tutorial, from home", weight(more) / KB, "kB", "≤ 25"),
        Row("weight", "tutorial, again", weight(again) / KB, "kB", "≤ 2"),
        Row("weight", "tutorial, again, requests", len(again), "", "≤ 2"),
    ]  # fmt: skip


def wait_visible(base: str, tutorial: str) -> list[Row]:
    """When the largest words are painted, CPU ÷ 4 and slow 4G; the median of five cold contexts."""
    with browser() as chromium:
        return [
            Row("visible", f"{name}, CPU ÷ 4, slow 4G, cold",
                statistics.median(_painted(chromium, base + path) for _ in range(RUNS)), "ms", "≤ 1500")
            for name, path in (("first page", "/"), ("tutorial", tutorial))
        ]  # fmt: skip


_LARGEST = """() => new Promise((resolve) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) last = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => resolve(last), 1500);
})"""


def _painted(chromium, url: str) -> float:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url)
    painted = page.evaluate(_LARGEST)
    context.close()
    return painted
