"""What people and lines do to a saved course: two windows, two presses, a network's page."""

import contextlib
import time

import pytest
from playwright.sync_api import expect

from .catalogue import course, tutorial
from .device import wait_for
from .tap import Tap

pytestmark = pytest.mark.e2e

COURSE = course("primii-pasi")["address"]
LESSON = tutorial("parole-bune")
KB = 1000
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 8 * KB, "uploadThroughput": -1}
CHANGE = """
from tutorials.models import TutorialPage
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
raw = page.steps.get_prep_value()
raw[0]["value"]["action"] = "Luați un creion bine ascuțit."
page.steps = raw
page.save_revision().publish()
answer = 1
"""
WITHDRAW = """
from courses.models import CoursePage
CoursePage.objects.get(slug="primii-pasi", locale__language_code="ro").unpublish()
answer = 1
"""
KEPT_SCRIPT = """async () => {
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      if (request.url.includes("save-button")) return request.url;
    }
  }
}"""


@pytest.fixture
def line(own_house):
    """A tap in front of a running server."""
    line = Tap(own_house.port)
    line.house = own_house
    with own_house.serving() as line.server:
        yield line
    line.close()


def pane(page):
    return page.locator("[data-save-course]")


def ready(reader) -> None:
    """On the course's page, with its worker there."""
    reader.page.goto(COURSE)
    reader.wait_for_state("none")
    reader.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")


@contextlib.contextmanager
def slow(reader, page):
    session = reader.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    yield
    session.send("Network.emulateNetworkConditions", SLOW | {"downloadThroughput": -1, "latency": 0})


def test_another_window_cannot_empty_the_shelf_under_a_save(line, device):
    """It says who saves, offers nothing to press, and sees the end by itself; so does the list."""
    reader = device(line.url)
    ready(reader)
    page, other = reader.page, reader.context.new_page()
    with slow(reader, page):
        reader.button("Salvați cursul").click()
        expect(pane(page)).to_contain_text("KB din")
        other.goto(COURSE)
        expect(pane(other)).to_have_attribute("data-now", "elsewhere")
        expect(pane(other)).to_contain_text("Cursul se salvează în altă fereastră.")
        assert pane(other).get_by_role("button").filter(visible=True).count() == 0
    reader.wait_for_state("saved")
    expect(pane(other)).to_have_attribute("data-now", "saved")
    # Somebody may still empty it, such as the browser: nothing is called saved that is not there.
    page.evaluate("""async () => {
      for (const name of await caches.keys()) if (name.includes(":pack:")) await caches.delete(name);
    }""")
    page.goto("/cursuri-salvate/")
    expect(page.locator("[data-none]")).to_be_visible()


def test_pressing_twice_deletes_nothing_and_giving_up_an_update_keeps_the_course(line, device):
    reader = device(line.url)
    ready(reader)
    page = reader.page
    reader.button("Salvați cursul").focus()
    page.keyboard.press("Enter")
    reader.wait_for_state("saved")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "P"
    page.goto("/cursuri-salvate/")
    first = page.get_by_role("button", name="Ștergeți de pe dispozitiv: Primii pași").bounding_box()
    page.mouse.dblclick(first["x"] + 60, first["y"] + 20)
    expect(page.locator("[data-courses] > li")).to_have_count(1)

    line.house.ask(CHANGE, slug=LESSON["slug"])
    page.goto("/")
    reader.finds_update(COURSE)
    line.portal = ("/files",)
    reader.button("Actualizați").click()
    reader.wait_for_state("paused")
    line.portal = ()
    page.goto(LESSON["address"])
    page.goto(COURSE)
    reader.wait_for_state("paused")
    expect(pane(page)).to_contain_text("Ce ați salvat se deschide în continuare.")
    reader.button("Renunțați").click()
    reader.wait_for_state("update")
    assert [len(paths) > 25 for name, paths in reader.caches().items() if ":pack:" in name] == [True]


def test_a_save_that_is_stopped_at_once_stops_and_its_end_is_heard(line, device):
    reader = device(line.url)
    ready(reader)
    page = reader.page
    page.evaluate("document.querySelector('[data-do=save]').click()")
    page.evaluate("document.querySelector('[data-do=pause]').click()")  # before anything was asked
    reader.wait_for_state("none", "paused")
    page.wait_for_timeout(500)
    assert reader.state() in ("none", "paused")
    assert reader.trouble() is None
    with slow(reader, page):
        pane(page).locator("[data-do=save]").filter(visible=True).click()
        reader.wait_for_state("saving")
        page.get_by_role("link").first.focus()
    reader.wait_for_state("saved")
    expect(pane(page).locator("[data-said]")).to_contain_text("Salvat pe")


def test_a_course_is_readable_while_the_site_refuses_or_has_withdrawn_it(line, device):
    reader = device(line.url)
    reader.save(COURSE)
    page = reader.page
    line.house.ask(WITHDRAW)
    page.goto(COURSE)
    expect(page.get_by_role("heading", level=1)).to_have_text(course("primii-pasi")["title"])
    expect(pane(page)).to_contain_text("Acest curs nu mai este publicat.")
    line.silent = True
    began = time.monotonic()
    page.goto(LESSON["address"])
    page.goto(COURSE)
    reader.wait_for_state("saved")
    assert time.monotonic() - began < 25  # not the half minute that a silent server is given
    line.silent = False
    line.server.stop()
    page.goto(LESSON["address"].rstrip("/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(LESSON["title"])
    assert page.url.endswith(LESSON["address"])


def test_a_networks_page_in_place_of_the_app_is_not_kept(line, device):
    reader = device(line.url)
    ready(reader)
    line.portal = ("save-button",)
    session = reader.context.new_cdp_session(reader.page)
    session.send("Network.clearBrowserCache")
    reader.button("Salvați cursul").click()
    wait_for(reader.trouble, "words of what went wrong")
    assert "În locul cursului a venit altceva" in reader.trouble()
    assert reader.page.evaluate(KEPT_SCRIPT) is None
    line.portal = ()
    reader.button("Salvați cursul").click()
    reader.wait_for_state("saved")


def test_a_full_device_is_told_so_before_anything_is_kept(line, device):
    reader = device(line.url)
    session = reader.context.new_cdp_session(reader.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": line.url, "quotaSize": 1000})
    reader.page.goto(COURSE)
    reader.wait_for_state("none")
    reader.button("Salvați cursul").click()
    wait_for(reader.trouble, "words of what went wrong")
    assert "nu mai este loc" in reader.trouble()
