"""What a reader does is kept on the device first, and reaches the server once, whatever happens."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from .answering import check, give, right_answer
from .catalogue import FALSE_MESSAGE, PETITION, tutorial
from .device import Device, wait_for
from .server import refuses

pytestmark = pytest.mark.e2e

SYNC = "**/api/v1/sync"
# The worker that sends by itself asks past what stands between a page and the server here.
NO_WORKER = "delete window.SyncManager"
# Presses as soon as the page's code is there, before it has read anything.
AT_ONCE = "addEventListener('DOMContentLoaded', () => document.querySelector('[data-begin]')?.click())"
# Holds what is kept, as a disk that is busy with something else, until told to let go.
BUSY_DISK = """
indexedDB.open("pascupas").onsuccess = ({ target: { result: db } }) => {
  const stores = %s, work = db.transaction(stores ?? [...db.objectStoreNames], "readwrite");
  const first = work.objectStore(work.objectStoreNames[0]);
  const again = () => { if (!window.letGo) first.count().onsuccess = again; };
  work.oncomplete = () => db.close();
  again();
};
"""
DEVICE_PAGE = "/cursuri-salvate/"
COURSE = "/cursuri/vocea-mea/"
HERE, SENT = "Salvat pe acest dispozitiv.", "Salvat pe acest dispozitiv și trimis."
STORED = """
from progress.models import Fact
rows = Fact.objects.order_by("seq").values_list("uuid", "kind", "block")
answer = [[str(uuid), kind, block] for uuid, kind, block in rows]
"""
STATES = """
from progress.models import PageState
answer = list(PageState.objects.values_list("state", flat=True))
"""


def address(slug: str) -> str:
    return tutorial(slug)["address"]


def told(tablet: Device) -> list[list]:
    """What the device keeps, as `STORED` tells what the server keeps."""
    return [[fact["id"], fact["kind"], fact["object"].get("block")] for fact in tablet.facts()]


def kinds(rows: list[list]) -> list[str]:
    return [kind for _, kind, _ in rows]


def read_through(page, slug: str) -> None:
    """Every step, one after the other, by the big button."""
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    for _ in tutorial(slug)["steps"][1:]:
        page.get_by_role("link", name="Înainte", exact=True).click()
    page.get_by_role("link", name="La întrebări").click()


def answer_all(page, slug: str) -> None:
    for question in tutorial(slug)["quiz"]:
        give(page, question, right_answer(question))
        check(page, question)


def all_arrived(tablet: Device, house) -> list[list]:
    """Waits until nothing waits; the server then has what the device has, once, in its order."""
    wait_for(lambda: tablet.waiting() == 0, "all is sent")
    stored = house.ask(STORED)
    assert stored == told(tablet)
    assert len({identity for identity, *_ in stored}) == len(stored)
    return stored


def send_all(tablet: Device) -> None:
    """What waits patiently goes when the page is left, and its receipt is read on a later one."""
    tablet.page.goto("/cursuri/")
    tablet.page.evaluate("dispatchEvent(new Event('online'))")


def entry(page, slug: str):
    """The tutorial in the list of its course."""
    return page.locator(".lessons li", has_text=tutorial(slug)["title"])


def kept_line(page):
    """What the page says of all that was done on it, once nothing is on its way to the disk."""
    return page.locator("[data-kept]:not([aria-busy=true])").first


# --- arriving once ------------------------------------------------------------------------------


@pytest.mark.smoke
def test_a_tutorial_read_and_answered_is_with_the_server_once(serving, own_house, tablet):
    tablet.page.goto(address(FALSE_MESSAGE))
    read_through(tablet.page, FALSE_MESSAGE)
    answer_all(tablet.page, FALSE_MESSAGE)
    expect(kept_line(tablet.page)).to_have_text(SENT)
    stored = kinds(all_arrived(tablet, own_house))
    steps, questions = tutorial(FALSE_MESSAGE)["steps"], tutorial(FALSE_MESSAGE)["quiz"]
    assert stored.count("opened") == stored.count("completed") == 1
    assert stored.count("step") == len(steps)
    assert stored.count("answer") == len(questions)
    (state,) = own_house.ask(STATES)
    assert state["completed"]
    assert len(state["steps"]) == len(steps)
    assert [answer["right"] for answer in state["answers"].values()] == [True] * len(questions)


def test_with_the_server_gone_nothing_is_lost(serving, own_house, tablet):
    page = tablet.page
    page.goto(address(PETITION))
    serving.stop()
    assert refuses(own_house.port)
    read_through(page, PETITION)
    answer_all(page, PETITION)
    expect(kept_line(page)).to_have_text(HERE)
    assert tablet.waiting() == len(tablet.facts()) > 10
    with own_house.serving():
        send_all(tablet)
        assert kinds(all_arrived(tablet, own_house)).count("completed") == 1


@pytest.mark.parametrize("held", ["null", '["places"]'], ids=["all", "places"])
def test_what_is_done_before_a_slow_disk_answers_counts(held, serving, own_house, tablet):
    page = tablet.page
    page.goto(address(FALSE_MESSAGE))
    expect(kept_line(page)).to_be_visible()
    page.add_init_script(BUSY_DISK % held)
    page.goto(address(FALSE_MESSAGE))
    answer_all(page, FALSE_MESSAGE)
    expect(page.locator("[data-kept]").first).to_have_attribute("aria-busy", "true")
    page.evaluate("window.letGo = true")
    expect(kept_line(page)).to_have_text(SENT)
    assert kinds(all_arrived(tablet, own_house)).count("completed") == 1


@pytest.mark.smoke
def test_a_saved_course_is_finished_without_the_server_in_a_browser_started_anew(own_house, tablet):
    with own_house.serving():
        tablet.save(COURSE)
    assert refuses(own_house.port)
    page = tablet.restart()
    page.goto(address(PETITION))
    read_through(page, PETITION)
    answer_all(page, PETITION)
    expect(kept_line(page)).to_have_text(HERE)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Terminat")
    page = tablet.restart()
    page.goto(DEVICE_PAGE)
    waiting = f"Încă netrimise: {tablet.waiting()} din {len(tablet.facts())}."
    expect(page.get_by_text(waiting)).to_be_visible()
    with own_house.serving():
        send_all(tablet)
        stored = kinds(all_arrived(tablet, own_house))
    assert stored.count("completed") == 1
    assert stored.count("step") == len(tutorial(PETITION)["steps"])
    assert stored.count("answer") == len(tutorial(PETITION)["quiz"])


def test_on_a_full_device_one_goes_on_and_is_told(serving, own_house, tablet):
    """What was kept before stays kept.

    Chromium's quota for tests does not reach small writes to IndexedDB: we throw what it would throw.
    """
    page = tablet.page
    page.goto(address(PETITION))
    wait_for(lambda: tablet.facts(), "opened")
    page.evaluate(FULL)
    read_through(page, PETITION)
    answer_all(page, PETITION)
    expect(page.get_by_text("Ați răspuns la toate întrebările.")).to_be_visible()
    expect(kept_line(page)).to_contain_text("Dispozitivul este plin")
    assert kinds(told(tablet)) == ["opened"]


FULL = """() => { IDBObjectStore.prototype.add = () => {
  throw new DOMException("The disk is full", "QuotaExceededError");
}; }"""


LIES = {
    "a bad gateway": {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"},
    "a captive portal": {"status": 200, "content_type": "text/html", "body": "<h1>Conectați-vă</h1>"},
    "a portal that speaks JSON": {"status": 200, "content_type": "application/json", "body": "{}"},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_stands_between_is_not_believed(lie, serving, own_house, tablet):
    page = tablet.page
    page.add_init_script(NO_WORKER)
    page.goto(address(FALSE_MESSAGE))
    page.route(SYNC, lambda route: route.fulfill(**LIES[lie]))
    with page.expect_response(SYNC):
        read_through(page, FALSE_MESSAGE)
    expect(kept_line(page)).to_have_text(HERE)
    assert tablet.waiting() == len(tablet.facts())
    assert own_house.ask(STORED) == []
    page.unroute_all(behavior="wait")  # one may be under way: the page tries again by itself
    answer_all(page, FALSE_MESSAGE)
    all_arrived(tablet, own_house)


def test_an_answer_that_is_lost_is_asked_for_again(serving, own_house, tablet):
    page = tablet.page
    page.add_init_script(NO_WORKER)
    page.goto(address(FALSE_MESSAGE))
    answered = []

    def lose(route):
        answered.append(route.fetch().status)
        route.abort()

    page.route(SYNC, lose)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/sync")):
        read_through(page, FALSE_MESSAGE)
    assert set(answered) == {200}
    assert own_house.ask(STORED) != []
    assert tablet.waiting() == len(tablet.facts())
    page.unroute_all(behavior="wait")  # one may be under way: the page tries again by itself
    answer_all(page, FALSE_MESSAGE)
    all_arrived(tablet, own_house)


def test_a_browser_killed_after_each_answer_loses_none(own_house, tablet):
    """The server is there to fetch the page from, and gone when the question is answered."""
    for number, question in enumerate(tutorial(FALSE_MESSAGE)["quiz"], 1):
        with own_house.serving():
            tablet.page.goto(address(FALSE_MESSAGE))
        give(tablet.page, question, right_answer(question))
        check(tablet.page, question)
        expect(kept_line(tablet.page)).to_have_text(HERE)
        assert kinds(told(tablet)).count("answer") == number
        tablet.kill()
        tablet.switch_on()
    with own_house.serving():
        tablet.page.goto(address(FALSE_MESSAGE))
        expect(tablet.page.get_by_text("La aceasta ați răspuns deja bine.").first).to_be_visible()
        send_all(tablet)
        stored = kinds(all_arrived(tablet, own_house))
    assert stored.count("answer") == len(tutorial(FALSE_MESSAGE)["quiz"])


def test_two_tabs_are_one_learner(serving, own_house, tablet):
    one, other = tablet.page, tablet.context.new_page()
    for page, slug in ((one, FALSE_MESSAGE), (other, PETITION)):
        page.goto(address(slug))
    for page, slug in ((one, FALSE_MESSAGE), (other, PETITION)):
        page.bring_to_front()
        answer_all(page, slug)
    expect(kept_line(other)).to_be_visible()
    send_all(tablet)
    all_arrived(tablet, own_house)
    facts = tablet.facts()
    assert len({fact["learner"] for fact in facts}) == 1
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_that_is_wrong_spoils_nothing(year, serving, own_house, tablet):
    page = tablet.page
    page.clock.set_fixed_time(f"{year}-01-01T00:00:10Z")
    page.goto(address(FALSE_MESSAGE))
    answer_all(page, FALSE_MESSAGE)
    expect(kept_line(page)).to_have_text(SENT)
    assert {fact["at"][:4] for fact in tablet.facts()} == {str(year)}
    assert kinds(all_arrived(tablet, own_house)).count("completed") == 1


def test_who_is_quicker_than_the_page_opened_it_first(serving, tablet):
    page = tablet.page
    page.add_init_script(AT_ONCE)
    page.goto(address(FALSE_MESSAGE))
    wait_for(lambda: len(tablet.facts()) > 1, "the step is kept")
    assert kinds(told(tablet))[:2] == ["opened", "step"]


def test_opening_and_answering_again_completes_no_page_twice(serving, own_house, tablet):
    page = tablet.page
    page.goto(address(PETITION))
    answer_all(page, PETITION)
    expect(kept_line(page)).to_have_text(SENT)
    page.reload()
    expect(page.get_by_text("Ați terminat acest tutorial.")).to_be_visible()
    answer_all(page, PETITION)
    expect(kept_line(page)).to_have_text(SENT)
    send_all(tablet)
    stored = kinds(all_arrived(tablet, own_house))
    assert stored.count("completed") == 1
    assert stored.count("answer") == 2 * len(tutorial(PETITION)["quiz"])


def test_on_plain_http_in_a_room_all_of_it_works_once(own_house, device):
    """No worker, no WebCrypto, no locks, no randomUUID: as on a box in a centre."""
    box = replace(own_house, hosts="127.0.0.1,centru.local")
    arguments = ["--host-resolver-rules=MAP centru.local 127.0.0.1"]
    tablet = device(f"http://centru.local:{box.port}", more_arguments=arguments)
    with box.serving():
        tablet.page.goto(address(FALSE_MESSAGE))
        powers = tablet.page.evaluate("[isSecureContext, 'locks' in navigator, 'randomUUID' in crypto]")
        assert powers == [False] * 3
        read_through(tablet.page, FALSE_MESSAGE)
        answer_all(tablet.page, FALSE_MESSAGE)
        expect(kept_line(tablet.page)).to_have_text(SENT)
        assert kinds(all_arrived(tablet, box)).count("completed") == 1


# --- what the reader sees of it -----------------------------------------------------------------


def test_the_home_leads_back_and_the_course_says_what_is_done(serving, tablet):
    page = tablet.page
    page.goto("/")
    pane = page.get_by_role("region", name="Continuați de unde ați rămas")
    expect(pane).to_be_hidden()
    page.goto(address(PETITION))
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    page.get_by_role("link", name="Înainte", exact=True).click()
    tablet.keeps("step", 2)
    page.goto("/")
    expect(pane.get_by_role("link")).to_contain_text(f"{tutorial(PETITION)['title']}, pasul 2")
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Ați rămas la pasul 2")
    on = f"Continuați: {tutorial(PETITION)['title']}, pasul 2"
    expect(page.get_by_role("link", name=on)).to_have_attribute("href", f"{address(PETITION)}#pas-2")
    page.emulate_media(media="print")  # the sheet says nothing of one reader
    expect(entry(page, PETITION).locator("[data-state]")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto("/")
    pane.get_by_role("link").click()
    expect(page.get_by_text(f"Pasul 2 din {len(tutorial(PETITION)['steps'])}")).to_be_visible()
    page.goto(address(PETITION))
    expect(page.get_by_role("link", name="Continuați cu pasul 2")).to_be_visible()
    answer_all(page, PETITION)
    wait_for(lambda: "completed" in kinds(told(tablet)), "completed")
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Terminat")
    page.goto("/")
    expect(page.get_by_role("heading", name="Vreau să…")).to_be_visible()
    expect(pane).to_be_hidden()


def test_all_of_it_is_deleted_here_and_there(serving, own_house, tablet):
    page = tablet.page
    page.goto(address(FALSE_MESSAGE))
    answer_all(page, FALSE_MESSAGE)
    expect(kept_line(page)).to_have_text(SENT)
    assert own_house.ask(STORED)
    page.goto(DEVICE_PAGE)
    page.get_by_role("button", name="Ștergeți tot ce ați făcut aici").click()
    page.get_by_role("button", name="Nu, păstrați").click()
    assert tablet.facts()
    page.get_by_role("button", name="Ștergeți tot ce ați făcut aici").click()
    page.get_by_role("button", name="Da, ștergeți").click()
    expect(page.get_by_text("Tot ce ați făcut aici este șters.")).to_be_visible()
    wait_for(lambda: tablet.kept("farewells") == [], "the server has forgotten too")
    assert tablet.facts() == []
    assert own_house.ask(STORED) == own_house.ask(STATES) == []
