"""While a course is being saved: what it costs, and everything that can come between."""

import contextlib
import json
import os
import signal

import psutil
import pytest
from playwright.sync_api import expect

from .catalogue import course, tutorial
from .device import wait_for
from .tap import Tap, total

pytestmark = pytest.mark.e2e

COURSE = "primii-pasi"
KB = 1000
# A large recording, so that there is time to break off in the middle: 3 MB that no coding shortens.
WITH_SOUND = """
import random
from django.core.files.base import ContentFile
from cms.models import CustomDocument
from tutorials.models import TutorialPage
sound = CustomDocument(title="Pasul citit")
sound.file.save("pas.mp3", ContentFile(random.Random(7).randbytes(3_000_000)))
sound.save()
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
raw = page.steps.get_prep_value()
raw[0]["value"]["audio"] = sound.pk
page.steps = raw
page.save_revision().publish()
answer = sound.file.url
"""
CHANGE = """
from tutorials.models import TutorialPage
page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
raw = page.steps.get_prep_value()
raw[0]["value"]["action"] = words
page.steps = raw
page.save_revision().publish()
answer = 1
"""

WITHDRAW = """
from courses.models import CoursePage
page = CoursePage.objects.get(slug=slug, locale__language_code="ro")
page.unpublish()
answer = 1
"""
IS_SAVING = """async () => {
  const { held } = await navigator.locks.query();
  return held.some(({ name }) => name.startsWith("pascupas:save:"));
}"""


@pytest.fixture
def line(own_house):
    """A tap in front of a server; `line.server` can be killed and started."""

    class Line(Tap):
        def start(self):
            self.server = own_house.start()
            self.server.wait_for_answer()

        def kill(self):
            for process in self.server.family():
                with contextlib.suppress(psutil.NoSuchProcess):  # it ended with its parent
                    process.kill()
            self.server.process.wait()

    line = Line(own_house.port)
    line.house = own_house
    line.start()
    yield line
    line.close()
    line.server.stop()


def packs(device) -> list[str]:
    return [name for name in device.caches() if name.startswith("pascupas:pack:")]


@pytest.mark.smoke
def test_saving_costs_few_requests_and_an_update_only_what_changed(line, device):
    reader = device(line.url)
    page = reader.page
    page.goto(course(COURSE)["address"])
    reader.wait_for_state("none")
    reader.worker_is_there()
    line.count()
    reader.button("Salvați cursul").click()
    reader.wait_for_state("saved")
    crossed = line.count()
    shell = {path for path, _ in crossed if path.startswith("/static/")}  # its other parts, once
    assert len(crossed) - len(shell) <= 10, crossed
    assert total(crossed) <= 300 * KB
    assert max(len(paths) for name, paths in reader.caches().items() if name in packs(reader)) > 25

    changed = tutorial("parole-bune")
    line.house.ask(CHANGE, slug=changed["slug"], words="Luați un creion bine ascuțit.")
    page.goto(changed["address"])
    reader.finds_update(course(COURSE)["address"])
    line.count()
    with page.expect_request(lambda request: "/files?" in request.url) as bundle:
        reader.button("Actualizați").click()
    reader.wait_for_state("saved")
    crossed = line.count()
    want = tuple(bundle.value.url.partition("want=")[2].split(","))
    pack = page.request.get(next(path for path, _ in crossed if path.endswith(".json"))).json()
    files = [file["url"] for file in pack["files"] if file["sha256"].startswith(want)]
    # the page with its sheets, the two booklets that hold it, and the index
    assert len(files) == len(want) <= 12
    assert len([url for url in files if not url.startswith(changed["address"])]) == 3
    ends = {path.partition("?")[0][-5:] for path, _ in crossed}
    assert ends - {"er.js", "/sync"} == {".json", "files"}  # a newer worker may be looked for as well
    assert total(crossed) <= 60 * KB
    assert len(packs(reader)) == 1

    line.kill()
    page.goto(changed["address"] + "#pas-1")
    expect(page.locator(".step__action").first).to_have_text("Luați un creion bine ascuțit.")


def test_a_save_goes_on_where_the_line_broke(line, device):
    url = line.house.ask(WITH_SOUND, slug="parole-bune")
    reader = device(line.url)
    page = reader.page
    page.goto(course(COURSE)["address"])
    reader.wait_for_state("none")
    reader.worker_is_there()
    line.count()
    line.breaks_after = 1_700 * KB
    reader.button("Salvați cursul").click()
    reader.wait_for_state("paused")
    assert "Acum nu putem ajunge la site" in reader.trouble()
    line.kill()
    line.breaks_after = None
    reader.restart().goto("/cursuri-salvate/")
    expect(reader.page.locator("[data-none]")).to_be_visible()  # half a course is no course

    line.start()
    page = reader.page
    page.goto(course(COURSE)["address"])
    reader.wait_for_state("paused")
    expect(page.locator("[data-save-course]")).to_contain_text("Salvarea s-a oprit la")
    before = total(line.count())
    reader.button("Continuați").click()
    reader.wait_for_state("saved")
    after = total(line.count())
    whole = 3_000 * KB + 200 * KB
    assert before + after < whole + 1_200 * KB, "one part of 1 MB may come twice, and no more"
    assert after < 2_200 * KB

    line.kill()
    page.goto(tutorial("parole-bune")["address"])
    heard = page.evaluate(
        """async (url) => {
          const part = await fetch(url, { headers: { Range: "bytes=1000000-1000099" } });
          const bytes = (await part.arrayBuffer()).byteLength;
          const whole = (await (await fetch(url)).arrayBuffer()).byteLength;
          return [part.status, part.headers.get("content-range"), bytes, whole];
        }""",
        url,
    )
    assert heard == [206, "bytes 1000000-1000099/3000000", 100, 3_000_000]


def save_slowly(reader, until=0.4):
    """Saves the course at hand until that share of it is here; what it returns ends the slowness."""
    page = reader.page
    reader.wait_for_state("none")
    reader.worker_is_there()
    session = reader.context.new_cdp_session(page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 20, "downloadThroughput": 400 * KB, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", slow)
    reader.button("Salvați cursul").click()
    bar = page.locator("[data-state=saving] progress")
    reached = f"bar => bar.max > 1 && bar.value > bar.max * {until}"
    wait_for(lambda: bar.evaluate(reached), "progress")
    # What is left takes as long as a test does with it.
    session.send("Network.emulateNetworkConditions", slow | {"downloadThroughput": 20 * KB})
    quick = slow | {"downloadThroughput": -1}
    return lambda: session.send("Network.emulateNetworkConditions", quick)


def test_who_follows_a_link_while_saving_finds_what_came_until_then(line, device):
    line.house.ask(WITH_SOUND, slug="parole-bune")
    reader = device(line.url)
    page = reader.page
    page.goto(course(COURSE)["address"])
    quick = save_slowly(reader, until=0.75)
    page.get_by_role("link", name=tutorial("parole-bune")["title"]).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(tutorial("parole-bune")["title"])
    quick()
    page.go_back()
    reader.wait_for_state("paused")
    assert reader.trouble() is None
    line.count()
    reader.button("Continuați").click()
    reader.wait_for_state("saved")
    assert total(line.count()) < 2_400 * KB, "what came before is not fetched again"


def test_the_reader_can_stop_and_go_on_or_give_up(line, device):
    line.house.ask(WITH_SOUND, slug="parole-bune")
    reader = device(line.url)
    page = reader.page
    page.goto(course(COURSE)["address"])
    quick = save_slowly(reader)
    reader.button("Opriți").click()
    reader.wait_for_state("paused")
    assert reader.trouble() is None
    quick()
    reader.button("Continuați").click()
    reader.wait_for_state("saved")
    # who presses Enter once more deletes nothing
    expect(page.locator("[data-state=saved] [data-say]")).to_be_focused()
    reader.button("Ștergeți de pe dispozitiv").click()
    reader.answer("Nu, păstrați")
    reader.wait_for_state("saved")
    reader.button("Ștergeți de pe dispozitiv").click()
    reader.answer("Da, ștergeți")
    reader.wait_for_state("none")
    assert packs(reader) == []


@pytest.mark.parametrize("in_place_of", [".json", "/files", "/media/documents/"])
def test_something_else_in_place_of_the_course_is_not_kept(in_place_of, line, device):
    if "media" in in_place_of:
        line.house.ask(WITH_SOUND, slug="parole-bune")
    reader = device(line.url)
    page = reader.page
    page.goto(course(COURSE)["address"])
    reader.wait_for_state("none")
    reader.worker_is_there()
    line.portal = (in_place_of,)
    reader.button("Salvați cursul").click()
    reader.wait_for_state("none", "paused")
    wait_for(reader.trouble, "words of what went wrong")
    assert "În locul cursului a venit altceva" in reader.trouble()
    line.portal = ()
    page.reload()
    reader.wait_for_state("none", "paused")
    page.locator("[data-save-course] [data-do=save]").filter(visible=True).click()
    reader.wait_for_state("saved")


def test_wrong_bytes_under_a_right_name_are_refused(line, device):
    """The bundle is changed on its way: its frames are sound, the words in them are not ours."""
    reader = device(line.url)
    page = reader.page
    page.goto(course(COURSE)["address"])
    reader.wait_for_state("none")
    reader.worker_is_there()

    def forge(route):
        answer = route.fetch()
        body = answer.body().replace("parolă".encode(), "pArolă".encode())
        headers = {k: v for k, v in answer.headers.items() if k not in ("content-encoding",)}
        route.fulfill(status=200, headers=headers, body=body)

    page.route("**/files?*", forge)
    reader.button("Salvați cursul").click()
    reader.wait_for_state("none", "paused")
    wait_for(reader.trouble, "words of what went wrong")
    assert "nu a ajuns așa cum a fost trimisă" in reader.trouble()
    text = page.evaluate("""async () => {
      let all = "";
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const response of await cache.matchAll()) all += await response.text();
      }
      return all;
    }""")
    assert "pArolă" not in text


def test_no_room_leaves_what_was_saved_before(line, device):
    reader = device(line.url)
    page = reader.page
    reader.save(course(COURSE)["address"])
    line.house.ask(WITH_SOUND, slug="parole-bune")
    page.goto("/")
    reader.finds_update(course(COURSE)["address"])
    session = reader.context.new_cdp_session(page)
    quota = {"origin": line.url, "quotaSize": 3_000_000}
    session.send("Storage.overrideQuotaForOrigin", quota)
    reader.button("Actualizați").click()
    wait_for(reader.trouble, "words of what went wrong")
    assert "nu mai este loc" in reader.trouble()
    line.kill()
    page.goto(tutorial("parole-bune")["address"])
    expect(page.get_by_role("heading", level=1)).to_have_text(tutorial("parole-bune")["title"])


def test_a_course_that_was_withdrawn_says_so_and_what_is_saved_still_opens(line, device):
    reader = device(line.url)
    page = reader.page
    reader.save(course(COURSE)["address"])
    line.house.ask(CHANGE, slug="parole-bune", words="Luați un creion bine ascuțit.")
    page.goto("/")
    reader.finds_update(course(COURSE)["address"])
    line.house.ask(WITHDRAW, slug=course(COURSE)["slug"])
    reader.button("Actualizați").click()
    wait_for(reader.trouble, "words of what went wrong")
    assert "nu mai este publicat" in reader.trouble()
    line.kill()
    page.goto(tutorial("parole-bune")["address"])
    expect(page.get_by_role("heading", level=1)).to_have_text(tutorial("parole-bune")["title"])


def test_two_windows_do_not_save_at_once(line, device):
    line.house.ask(WITH_SOUND, slug="parole-bune")
    reader = device(line.url)
    page, other = reader.page, reader.context.new_page()
    for each in (page, other):
        each.goto(course(COURSE)["address"])
        expect(each.locator("[data-save-course]")).to_have_attribute("data-now", "none")
    reader.worker_is_there()
    session = reader.context.new_cdp_session(page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 20, "downloadThroughput": 500 * KB, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", slow)
    reader.button("Salvați cursul").click()
    page.wait_for_function(IS_SAVING)
    other.locator("[data-do=save]").filter(visible=True).click()
    expect(other.locator("[data-problem=busy]")).to_be_visible()
    reader.wait_for_state("saved")


def test_a_frozen_server_does_not_keep_people_waiting(line, device):
    reader = device(line.url)
    page = reader.page
    reader.save(course(COURSE)["address"])
    page.goto(course(COURSE)["address"])
    family = line.server.family()
    for process in family:
        os.kill(process.pid, signal.SIGSTOP)
    try:
        for path, most in ((tutorial("parole-bune")["address"], 10), ("/", 20)):
            page.goto(path, timeout=30_000)
            took = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart") / 1000
            assert took < most
            words = page.get_by_role("heading", level=1).filter(visible=True)
            expect(words).to_have_text(
                "Acum nu ajungem la site. Nu s-a pierdut nimic."
                if path == "/"
                else tutorial("parole-bune")["title"]
            )
    finally:
        for process in family:
            os.kill(process.pid, signal.SIGCONT)


def test_a_new_telephone_number_is_an_update_and_not_a_new_app(line, device):
    """Words that stand on every page change every page of the pack; nobody is asked about the app."""
    reader = device(line.url)
    reader.save(course(COURSE)["address"])
    line.house.ask(
        """
from directory.models import Helpline
for line in Helpline.objects.all():
    line.phone = "0700 111 222"
    line.save()
answer = 1
"""
    )
    page = reader.page
    page.goto("/")
    update = "navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => 1)"
    page.evaluate(update)
    here = """async () => {
      for (const name of await caches.keys()) {
        if (!name.includes("shell:pages")) continue;
        const kept = await (await caches.open(name)).match("/cursuri-salvate/");
        if (kept && (await kept.text()).includes("0700 111 222")) return true;
      }
      return false;
    }"""
    wait_for(lambda: page.evaluate(here), "the page of what is saved with the new number")
    expect(page.locator("[data-app-news]")).to_be_hidden()
    reader.finds_update(course(COURSE)["address"])


def test_the_manifest_is_what_the_contract_says(line):
    """For whoever reads packs without us: the shape, from the running server."""
    import urllib.request

    with urllib.request.urlopen(line.url + course(COURSE)["address"]) as page:
        address = page.read().decode().partition('data-save-course="')[2].partition('"')[0]
    with urllib.request.urlopen(line.url + address) as answer:
        told = json.load(answer)
    assert set(told) == {"title", "start", "version", "bytes", "files"}
    assert told["bytes"] == sum(file["bytes"] for file in told["files"])
