"""What a browser sees: bytes on the wire, requests, and when the words are there."""

import contextlib
import statistics
from collections.abc import Iterator

from playwright.sync_api import CDPSession, Page, sync_playwright

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
IDLE = 5  # seconds without a request: everything counted until then
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


class Wire:
    """Counts what crosses the wire: encoded bytes with headers, from the browser's own account."""

    def __init__(self, page: Page):
        self.requests: list[dict] = []
        self.bytes = 0
        self.script_bytes = 0
        self._types: dict[str, str] = {}
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)
        self._cached: set[str] = set()
        session.on("Network.requestServedFromCache", lambda event: self._cached.add(event["requestId"]))

    def _sent(self, event):
        if not event["request"]["url"].startswith("data:"):
            self.requests.append(event["request"])

    def _received(self, event):
        self._types[event["requestId"]] = event["type"]

    def _finished(self, event):
        if event["requestId"] in self._cached:
            return
        self.bytes += int(event["encodedDataLength"])
        if self._types.get(event["requestId"]) == "Script":
            self.script_bytes += int(event["encodedDataLength"])


@contextlib.contextmanager
def counted(page: Page) -> Iterator[Wire]:
    wire = Wire(page)
    yield wire
    page.wait_for_timeout(IDLE * 1000)


def weigh(base: str, tutorial: str) -> list[Row]:
    """First page, tutorial directly and from home, and the same again."""
    rows = []
    with browser() as chromium:
        page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
        with counted(page) as first:
            page.goto(base + "/")
        rows += [
            Row("weight", "first page, cold, all in", first.bytes / 1000, "kB", "≤ 100"),
            Row("weight", "first page, requests", len(first.requests), "", "≤ 12"),
            Row("weight", "scripts on the wire", first.script_bytes / 1000, "kB", "≤ 20"),
            Row("weight", "requests to a third party",
                sum(not request["url"].startswith(base) for request in first.requests), "", "≤ 0"),
        ]  # fmt: skip
        with counted(page) as more:
            page.goto(base + tutorial)
        rows.append(Row("weight", "tutorial, from home", more.bytes / 1000, "kB", "≤ 25"))
        with counted(page) as again:
            page.goto(base + tutorial)
        rows += [
            Row("weight", "tutorial, again", again.bytes / 1000, "kB", "≤ 2"),
            Row("weight", "tutorial, again, requests on the wire",
                len(again.requests) - len(again._cached), "", "≤ 2"),
        ]  # fmt: skip
        page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
        with counted(page) as direct:
            page.goto(base + tutorial)
        rows.append(Row("weight", "tutorial, cold, directly", direct.bytes / 1000, "kB", "≤ 90"))
    return rows


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
