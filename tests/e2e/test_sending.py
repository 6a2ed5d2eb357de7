"""What waits leaves by itself: tried again with patience, and by the browser with no page open."""

import time

import pytest
from playwright.sync_api import expect

from .answering import check, give, right_answer
from .catalogue import FALSE_MESSAGE, tutorial
from .device import Device, wait_for
from .server import refuses
from .test_progress import (
    DEVICE_PAGE,
    HERE,
    SENT,
    STORED,
    SYNC,
    address,
    all_arrived,
    answer_all,
    kept_line,
    kinds,
    read_through,
    told,
)

pytestmark = pytest.mark.e2e

QUESTIONS = tutorial(FALSE_MESSAGE)["quiz"]
CLOSE_LIKE_NEWER_CODE = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("pascupas", 1000);
  asked.onblocked = () => resolve("blocked");
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => { asked.result.close(); resolve("open"); };
})"""
NO_DATABASE = """indexedDB.open = () => {
  throw new DOMException("A mutation operation was attempted in a private window", "InvalidStateError");
};"""


def answer(page, question: dict) -> None:
    give(page, question, right_answer(question))
    check(page, question)


def test_a_page_that_is_left_open_sends_when_the_server_is_back(own_house, tablet):
    """Nobody touches it, and no line goes or comes: the server alone was away."""
    with own_house.serving():
        tablet.page.goto(address(FALSE_MESSAGE))
    answer_all(tablet.page, FALSE_MESSAGE)
    expect(kept_line(tablet.page)).to_have_text(HERE)
    with own_house.serving():
        expect(kept_line(tablet.page)).to_have_text(SENT, timeout=120_000)
        all_arrived(tablet, own_house)


def test_a_server_that_asks_for_peace_has_it(serving, own_house, tablet):
    page = tablet.page
    page.goto(address(FALSE_MESSAGE))
    asked = []

    def busy(route):
        asked.append(time.monotonic())
        route.fulfill(status=503, headers={"Retry-After": "20"}, body="busy")

    page.route(SYNC, busy)
    answer(page, QUESTIONS[0])
    wait_for(lambda: tablet.kept("device")[0].get("rests"), "the answer to a first call")
    answer(page, QUESTIONS[1])
    page.evaluate("dispatchEvent(new Event('online'))")
    page.goto(DEVICE_PAGE)  # the next page knows it too
    page.wait_for_timeout(4_000)
    assert len(asked) == 1
    page.unroute(SYNC)
    wait_for(lambda: tablet.waiting() == 0, "all is sent")
    assert time.monotonic() - asked[0] > 19
    all_arrived(tablet, own_house)


def outbox_worker(tablet: Device):
    """A page that is not of the site, a line from it to the browser's tools, the worker's number."""
    blank = tablet.context.new_page()
    session = tablet.context.new_cdp_session(blank)
    known = {}
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.update({each["scopeURL"]: each for each in told["registrations"]}),
    )
    session.send("ServiceWorker.enable")

    def registration():
        blank.wait_for_timeout(50)
        mine = [each for scope, each in known.items() if scope.endswith("/outboxworker/")]
        return mine[0]["registrationId"] if mine else None

    return blank, session, wait_for(registration, "the worker's registration")


def test_with_every_page_closed_the_browser_sends_what_waits(own_house, tablet):
    page = tablet.page
    with own_house.serving():
        page.goto(address(FALSE_MESSAGE))
        answer(page, QUESTIONS[0])
        expect(kept_line(page)).to_have_text(SENT)
        blank, session, registration = outbox_worker(tablet)
    assert refuses(own_house.port)
    page.bring_to_front()
    for question in QUESTIONS[1:]:
        answer(page, question)
    wait_for(lambda: kinds(told(tablet)).count("answer") == len(QUESTIONS), "kept")
    kept = told(tablet)
    assert tablet.waiting() > 0
    page.close()
    tablet.page = blank
    before = own_house.ask(STORED)
    with own_house.serving():
        event = {"origin": own_house.url, "registrationId": registration, "tag": "outbox"}
        session.send("ServiceWorker.dispatchSyncEvent", event | {"lastChance": False})
        stored = wait_for(
            lambda: len(own_house.ask(STORED)) >= len(kept) and own_house.ask(STORED), "sent"
        )
        assert len(before) < len(stored)
        assert {identity for identity, *_ in kept} <= {identity for identity, *_ in stored}
        tablet.page.goto(own_house.url + "/cursuri/")
        all_arrived(tablet, own_house)  # and it knows what was acknowledged


# --- what becomes of the database under a page ---------------------------------------------------


def test_newer_code_in_another_tab_gets_the_database_and_this_one_says_so(serving, tablet):
    page, other = tablet.page, tablet.context.new_page()
    page.goto(address(FALSE_MESSAGE))
    wait_for(lambda: tablet.facts(), "opened")
    other.goto("/robots.txt")  # of the site, and without a line of its code
    assert other.evaluate(CLOSE_LIKE_NEWER_CODE) == "open"
    page.bring_to_front()
    answer(page, QUESTIONS[0])
    expect(kept_line(page)).to_contain_text("Deschideți-o din nou")
    expect(kept_line(page)).to_have_attribute("role", "status")


def test_storage_that_disappears_under_a_page_is_begun_anew(serving, own_house, tablet):
    page = tablet.page
    page.goto(address(FALSE_MESSAGE))
    answer(page, QUESTIONS[0])
    expect(kept_line(page)).to_have_text(SENT)
    session = tablet.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": own_house.url, "storageTypes": "all"})
    answer(page, QUESTIONS[1])
    expect(kept_line(page)).to_contain_text("Deschideți-o din nou")
    page.reload()
    answer_all(page, FALSE_MESSAGE)
    expect(kept_line(page)).to_have_text(SENT)
    wait_for(lambda: tablet.waiting() == 0, "all is sent")
    (learner,) = {fact["learner"] for fact in tablet.facts()}
    stored = own_house.ask("""
from progress.models import Fact
answer = [[str(learner), kind] for learner, kind in Fact.objects.values_list("learner", "kind")]
""")
    assert [kind for whose, kind in stored if whose == learner].count("answer") == len(QUESTIONS)
    assert [kind for whose, kind in stored if whose != learner].count("answer") == 1


def test_where_nothing_may_be_kept_one_goes_on_and_is_told(open_page):
    """As older private windows of Firefox refuse it; Chromium's own forget, and refuse nothing."""
    page = open_page(init=NO_DATABASE)
    page.goto(address(FALSE_MESSAGE))
    read_through(page, FALSE_MESSAGE)
    answer_all(page, FALSE_MESSAGE)
    expect(page.get_by_text("Ați răspuns la toate întrebările.")).to_be_visible()
    expect(kept_line(page)).to_contain_text("nu ne lasă să ținem minte")
    page.goto(DEVICE_PAGE)
    expect(page.get_by_text("Acest browser nu ne lasă")).to_be_visible()


def test_a_clock_that_jumps_while_one_answers_spoils_nothing(serving, own_house, tablet):
    page = tablet.page
    page.clock.install(time="2026-11-28T12:00:00Z")
    page.goto(address(FALSE_MESSAGE))
    for question, then in zip(
        QUESTIONS, ["2031-01-01T00:00:00Z", "1999-01-01T00:00:00Z"] * 5, strict=False
    ):
        answer(page, question)
        page.clock.set_system_time(then)
    wait_for(lambda: kinds(told(tablet)).count("answer") == len(QUESTIONS), "kept")
    page.clock.run_for(5_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    all_arrived(tablet, own_house)
    facts = tablet.facts()
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    years = {fact["at"][:4] for fact in facts if fact["kind"] == "answer"}
    assert {"2026", "2031", "1999"} <= years


# --- what was refused ---------------------------------------------------------------------------


def test_what_was_refused_stays_is_counted_and_can_be_handed_over(serving, own_house, device):
    tablet = device(own_house.url, accept_downloads=True)
    page = tablet.page
    page.goto(address(FALSE_MESSAGE))
    # A slip of ours: the page says something that the server does not take.
    page.evaluate("""() => {
      const add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = function (row) {
        return add.call(this, row.kind === "answer" ? { ...row, version: "v".repeat(65) } : row);
      };
    }""")
    answer(page, QUESTIONS[0])
    wait_for(lambda: any(fact.get("refused") for fact in tablet.facts()), "refused")
    page.goto(DEVICE_PAGE)
    expect(page.get_by_text("Nu au putut fi trimise: 1")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Descărcați fișierul").click()
    file = coming.value.path().read_text()
    (refused,) = [fact for fact in tablet.facts() if fact.get("refused")]
    assert refused["id"] in file
    assert '"refused": "version"' in file
    page.get_by_role("button", name="Arătați tot").click()
    page.get_by_text("Însemnări:").click()
    expect(page.locator("[data-my-data] li", has_text="(nu a putut fi trimis)")).to_have_count(1)
    assert "code=version kind=answer version=- " in serving.log.read_text()
