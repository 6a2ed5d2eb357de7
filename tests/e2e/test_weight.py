"""What a reader's data plan pays for: counts of bytes and requests, the same on every machine.

Everything counts that crosses the line until nothing has been asked for a while: pictures further down,
the worker, and what it keeps.
"""

import pytest
from playwright.sync_api import Page

from .tap import KB, TO_THE_END, Tap, before_the_worker, wait_until_idle, weight

pytestmark = pytest.mark.e2e


class Reader:
    """Somebody with a phone that has never been here, and what their visits cost."""

    def __init__(self, page: Page, tap: Tap):
        self.page = page
        self.tap = tap
        self.visits: list[list[tuple[str, int]]] = []

    def read(self, path: str) -> None:
        self.page.goto(self.tap.url + path)
        self.page.evaluate(TO_THE_END)

    def count(self) -> None:
        self.visits.append(self.tap.count())


@pytest.fixture(scope="module")
def readers(browser, server, addresses):
    """One comes by the first page and reads a tutorial; one comes to the tutorial; both read it again.

    It is the longest tutorial. They read at the same time, so that nobody waits twice.
    """
    long = addresses["tutorials.TutorialPage"]
    both = []
    for _ in range(2):
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ro-RO")
        both.append(Reader(context.new_page(), Tap(server.house.port)))
    guest, visitor = both
    for first, second in (("/", long), (long, long), (long, "/")):
        guest.read(first)
        visitor.read(second)
        wait_until_idle(guest.page, guest.tap, visitor.tap)
        guest.count()
        visitor.count()
    yield guest, visitor
    for reader in both:
        reader.page.context.close()
        reader.tap.close()


@pytest.mark.smoke
def test_reading_costs_no_more_than_promised(readers):
    guest, visitor = readers
    first_page, tutorial_from_there, tutorial_again = guest.visits
    tutorial, tutorial_once_more, first_page_from_there = visitor.visits

    for kind in ("Document", "Stylesheet", "Script", "Font"):
        assert weight(first_page, kind) > 0
    assert weight(first_page) <= 100 * KB, first_page
    assert before_the_worker(first_page) <= 12
    assert weight(tutorial) <= 100 * KB, tutorial
    for visit in (first_page, tutorial):
        assert 0 < weight(visit, "Script") <= 20 * KB, visit
    assert weight(tutorial, "Image") > 0
    for visit in (tutorial_from_there, first_page_from_there):
        assert 0 < weight(visit) <= 25 * KB
        assert weight(visit, "Stylesheet") == weight(visit, "Font") == 0
    for visit in (tutorial_again, tutorial_once_more):
        assert 0 < weight(visit) <= 2 * KB, visit
        assert len(visit) <= 2, visit  # the page, and whether there is a new worker
    for reader in readers:
        assert reader.page.context.cookies() == []


def test_the_worker_fetches_nothing_twice(readers):
    """What it keeps comes from the browser's own cache, as far as the page had it."""
    for reader in readers:
        paths = [path for path, _ in reader.visits[0] if path.startswith("/static/")]
        assert len(paths) == len(set(paths))


def test_what_is_counted_is_what_the_server_sends(browser, server):
    """The bodies as the server compressed them, and headers: otherwise the counts would say nothing."""
    tap = Tap(server.house.port)
    context = browser.new_context(service_workers="block")
    page, bodies = context.new_page(), []
    page.on("response", lambda response: bodies.append(int(response.header_value("content-length"))))
    page.goto(tap.url)
    page.wait_for_load_state("networkidle")
    counted = tap.count()
    context.close()
    tap.close()
    assert len(counted) == len(bodies) > 5
    headers = weight(counted) - sum(bodies)
    assert 100 * len(bodies) < headers < 1_000 * len(bodies)
