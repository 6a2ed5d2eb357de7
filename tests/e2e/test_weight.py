"""What a reader's data plan pays for: counts of bytes and requests, the same on every machine.

Everything counts that comes until nothing has been asked for a while, pictures further down included.
"""

import pytest
from playwright.sync_api import Page

from .wire import Wire

pytestmark = pytest.mark.e2e

KB = 1000
# Milliseconds until what comes late is there: much at a first visit, nothing at a later one.
FIRST, LATER = 5_000, 1_000
TO_THE_END = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
}"""


class Reader:
    """Somebody with a phone that has never been here, and what their visits cost."""

    def __init__(self, page: Page):
        self.page = page
        self.wire = Wire(page)
        self.visits: list[list[tuple[str, int]]] = []

    def read(self, path: str) -> None:
        self.page.goto(path)
        self.page.evaluate(TO_THE_END)

    def count(self) -> None:
        self.visits.append(self.wire.counted())


@pytest.fixture
def readers(open_page, addresses) -> tuple[Reader, Reader]:
    """One comes by the first page and reads a tutorial; one comes to the tutorial; both read it again.

    It is the longest tutorial. They read at the same time, so that nobody waits twice.
    """
    guest, visitor = Reader(open_page(360, 740)), Reader(open_page(360, 740))
    long = addresses["tutorials.TutorialPage"]
    for first, second, quiet in (("/", long, FIRST), (long, long, LATER), (long, "/", LATER)):
        guest.read(first)
        visitor.read(second)
        visitor.page.wait_for_timeout(quiet)
        guest.count()
        visitor.count()
    return guest, visitor


def weight(visit: list[tuple[str, int]], kind: str = "") -> int:
    return sum(size for name, size in visit if kind in ("", name))


@pytest.mark.smoke
def test_reading_costs_no_more_than_promised(readers):
    guest, visitor = readers
    first_page, tutorial_from_there, tutorial_again = guest.visits
    tutorial, tutorial_once_more, first_page_from_there = visitor.visits

    assert {"Document", "Stylesheet", "Script", "Font"} <= {kind for kind, _ in first_page}
    assert weight(first_page) <= 100 * KB
    assert len(first_page) <= 12
    assert weight(tutorial) <= 90 * KB
    for visit in (first_page, tutorial):
        assert 0 < weight(visit, "Script") <= 20 * KB
    assert weight(tutorial, "Image") > 0
    for visit in (tutorial_from_there, first_page_from_there):
        assert 0 < weight(visit) <= 25 * KB
        assert weight(visit, "Script") == weight(visit, "Stylesheet") == weight(visit, "Font") == 0
    for visit in (tutorial_again, tutorial_once_more):
        assert 0 < weight(visit) <= 2 * KB
        assert len(visit) <= 2
    for reader in readers:
        assert reader.page.context.cookies() == []


def test_what_is_counted_is_what_the_server_sends(page):
    """The bodies as the server compressed them, and headers: otherwise the counts would say nothing."""
    wire, bodies = Wire(page), []
    page.on("response", lambda response: bodies.append(int(response.header_value("content-length"))))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    counted = wire.counted()
    assert len(counted) == len(bodies) > 5
    headers = weight(counted) - sum(bodies)
    assert 100 * len(bodies) < headers < 1_000 * len(bodies)
