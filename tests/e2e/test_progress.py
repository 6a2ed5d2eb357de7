"""What a reader does is kept on the device first, and reaches the server once, whatever happens."""

import socket
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from .answering import check, give, right_answer
from .catalogue import FALSE_MESSAGE, PETITION, course, tutorial
from .device import Device, kept, waiting

pytestmark = pytest.mark.e2e

SYNC = "**/api/v1/sync"
DEVICE_PAGE = "/pe-acest-dispozitiv/"
HERE, SENT = "Păstrat pe acest dispozitiv.", "Păstrat pe acest dispozitiv și trimis."
STORED = """
from progress.models import Fact
rows = Fact.objects.order_by("seq").values_list("uuid", "kind", "block")
answer = [[str(id), kind, block or None] for id, kind, block in rows]
"""


@pytest.fixture
def place(house, tmp_path):
    place = house.copy(tmp_path / "data")
    place.manage("prepare")
    return place


@pytest.fixture
def serving(place):
    serving = place.start()
    serving.wait_for_answer()
    yield serving
    serving.stop()
    assert serving.errors() == []


@pytest.fixture
def device(browser, place, tmp_path):
    """``device("tableta")``: a browser profile that outlives its browser."""
    devices = []

    def device(name: str = "tableta", *arguments: str, url: str = "") -> Device:
        made = Device(browser.browser_type, tmp_path / name, url or place.url, arguments)
        devices.append(made)
        return made

    yield device
    for one in devices:
        one.close()


def stored(place) -> list[list]:
    return place.ask(STORED)


def told(page) -> list[list]:
    return [[fact["id"], fact["kind"], fact["object"].get("block")] for fact in kept(page)]


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


def everything_arrives(page, place) -> None:
    """All that the device keeps is with the server, once, in the order in which it was done."""
    expect(page.locator("[data-kept]")).to_have_text(SENT)
    facts = told(page)
    assert waiting(page) == 0
    assert stored(place) == facts
    assert len({identity for identity, *_ in facts}) == len(facts)


def entry(page, slug: str):
    """The tutorial in the list of its course."""
    return page.locator(".lessons li", has_text=tutorial(slug)["title"])


def leave(page) -> None:
    """What waits patiently is sent when a page is left."""
    page.goto("/cursuri/")
    page.wait_for_timeout(500)


def test_a_tutorial_read_and_answered_is_with_the_server_once(serving, place, device):
    address = tutorial(FALSE_MESSAGE)["address"]
    page = device().open(address)
    read_through(page, FALSE_MESSAGE)
    answer_all(page, FALSE_MESSAGE)
    everything_arrives(page, place)
    kinds = [kind for _, kind, _ in told(page)]
    steps, questions = tutorial(FALSE_MESSAGE)["steps"], tutorial(FALSE_MESSAGE)["quiz"]
    assert kinds.count("opened") == kinds.count("completed") == 1
    assert kinds.count("step") == len(steps)
    assert kinds.count("answer") == len(questions)
    states = place.ask(
        "from progress.models import PageState\n"
        "answer = list(PageState.objects.values_list('state', flat=True))"
    )
    (state,) = states
    assert state["completed"]
    assert len(state["steps"]) == len(steps)
    assert [answer["right"] for answer in state["answers"].values()] == [True] * len(questions)


def test_with_the_server_gone_nothing_is_lost(serving, place, device):
    page = device().open(tutorial(PETITION)["address"])
    serving.stop()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", place.port)) != 0
    read_through(page, PETITION)
    answer_all(page, PETITION)
    expect(page.locator("[data-kept]")).to_have_text(HERE)
    assert waiting(page) == len(kept(page)) > 10
    with place.serving():
        page.goto("/cursuri/")
        page.goto(tutorial(PETITION)["address"])
        page.wait_for_timeout(1000)
        leave(page)
        assert [kind for _, kind, _ in stored(place)].count("completed") == 1
        assert stored(place) == told(page)


LIES = {
    "a bad gateway": {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"},
    "a captive portal": {"status": 200, "content_type": "text/html", "body": "<h1>Conectați-vă</h1>"},
    "a portal that speaks JSON": {"status": 200, "content_type": "application/json", "body": "{}"},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_stands_between_is_not_believed(lie, serving, place, device):
    page = device().open(tutorial(FALSE_MESSAGE)["address"])
    page.route(SYNC, lambda route: route.fulfill(**LIES[lie]))
    with page.expect_response(SYNC):
        read_through(page, FALSE_MESSAGE)
    expect(page.locator("[data-kept]")).to_have_text(HERE)
    assert waiting(page) == len(kept(page))
    assert stored(place) == []
    page.unroute(SYNC)
    answer_all(page, FALSE_MESSAGE)
    everything_arrives(page, place)


def test_an_answer_that_is_lost_is_asked_for_again(serving, place, device):
    page = device().open(tutorial(FALSE_MESSAGE)["address"])
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    page.route(SYNC, lose)
    with page.expect_event("requestfailed"):
        read_through(page, FALSE_MESSAGE)
    page.unroute(SYNC)
    assert lost
    assert set(lost) == {200}
    assert len(stored(place)) > 1
    assert waiting(page) == len(kept(page))
    answer_all(page, FALSE_MESSAGE)
    everything_arrives(page, place)


def test_a_browser_killed_after_each_answer_loses_none(serving, place, device):
    tablet = device()
    address, quiz = tutorial(FALSE_MESSAGE)["address"], tutorial(FALSE_MESSAGE)["quiz"]
    serving.stop()
    given = 0
    for question in quiz:
        with place.serving():  # only to fetch the page
            page = tablet.open(address)
        give(page, question, right_answer(question))
        check(page, question)
        expect(page.locator("[data-kept]")).to_have_text(HERE)
        given += 1
        tablet.kill()
    with place.serving():
        page = tablet.open(address)
        facts = kept(page)
        assert [fact["kind"] for fact in facts].count("answer") == given
        page.wait_for_timeout(1500)
        leave(page)
        assert [row for row in stored(place) if row[1] == "answer"] == [
            row for row in told(page) if row[1] == "answer"
        ]


def test_two_tabs_are_one_learner(serving, place, device):
    tablet = device()
    one, other = (tablet.open(tutorial(slug)["address"]) for slug in (FALSE_MESSAGE, PETITION))
    for page, slug in ((one, FALSE_MESSAGE), (other, PETITION)):
        page.bring_to_front()
        answer_all(page, slug)
    for page in (one, other):
        page.wait_for_timeout(2500)
    facts = kept(one)
    assert len({fact["learner"] for fact in facts}) == 1
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    leave(other)
    assert sorted(stored(place)) == sorted(told(one))


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_that_is_wrong_spoils_nothing(year, serving, place, device):
    tablet = device()
    tablet.open("/cursuri/")
    page = tablet.context.pages[-1]
    page.clock.set_fixed_time(f"{year}-01-01T00:00:10Z")
    page.goto(tutorial(FALSE_MESSAGE)["address"])
    answer_all(page, FALSE_MESSAGE)
    page.wait_for_timeout(3000)
    assert {fact["at"][:4] for fact in kept(page)} == {str(year)}
    assert [kind for _, kind, _ in stored(place)].count("completed") == 1


def test_the_home_leads_back_and_the_course_says_what_is_done(serving, device):
    page = device().open("/")
    pane = page.get_by_role("region", name="Continuați de unde ați rămas")
    expect(pane).to_be_hidden()
    page.goto(tutorial(PETITION)["address"])
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    page.get_by_role("link", name="Înainte", exact=True).click()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.goto("/")
    link = pane.get_by_role("link")
    expect(link).to_contain_text(f"{tutorial(PETITION)['title']}, pasul 2")
    link.click()
    expect(page.get_by_text(f"Pasul 2 din {len(tutorial(PETITION)['steps'])}")).to_be_visible()
    page.goto(tutorial(PETITION)["address"])
    expect(page.get_by_role("link", name="Continuați cu pasul 2")).to_be_visible()
    answer_all(page, PETITION)
    expect(page.locator("[data-all-done]")).not_to_be_empty()
    page.wait_for_timeout(300)
    page.goto("/cursuri/vocea-mea/")
    expect(entry(page, PETITION)).to_contain_text("Terminat")
    page.goto("/")
    expect(pane).to_be_hidden()


def test_a_second_device_goes_on_by_the_code(serving, place, device):
    tablet, phone = device("tableta"), device("telefon")
    page = tablet.open(tutorial(PETITION)["address"])
    read_through(page, PETITION)
    expect(page.locator("[data-kept]")).to_have_text(SENT)
    page.goto(DEVICE_PAGE)
    code = page.locator("output.code").inner_text()
    other = phone.open(DEVICE_PAGE)
    other.get_by_label("Codul celuilalt dispozitiv").fill(code.lower())
    other.get_by_role("button", name="Continuați aici").click()
    expect(
        other.get_by_text("Gata. Ce ați făcut pe celălalt dispozitiv este acum și aici.")
    ).to_be_visible()
    other.goto("/cursuri/vocea-mea/")
    expect(other.locator(".lessons li", has_text=tutorial(PETITION)["title"])).to_contain_text(
        "Început"
    )
    other.goto(tutorial(PETITION)["address"])
    last = len(tutorial(PETITION)["steps"])
    expect(other.get_by_role("link", name=f"Continuați cu pasul {last}")).to_be_visible()
    answer_all(other, PETITION)
    expect(other.locator("[data-kept]")).to_have_text(SENT)
    page.goto(DEVICE_PAGE)
    page.wait_for_timeout(1000)
    page.goto("/cursuri/vocea-mea/")
    expect(page.locator(".lessons li", has_text=tutorial(PETITION)["title"])).to_contain_text(
        "Terminat"
    )


def test_all_of_it_is_deleted_here_and_there(serving, place, device):
    page = device().open(tutorial(FALSE_MESSAGE)["address"])
    answer_all(page, FALSE_MESSAGE)
    expect(page.locator("[data-kept]")).to_have_text(SENT)
    assert stored(place)
    page.goto(DEVICE_PAGE)
    page.get_by_role("button", name="Ștergeți tot ce am făcut aici").click()
    page.get_by_role("button", name="Nu, păstrați").click()
    assert kept(page)
    page.get_by_role("button", name="Ștergeți tot ce am făcut aici").click()
    page.get_by_role("button", name="Da, ștergeți").click()
    expect(page.get_by_text("Tot ce ați făcut aici este șters.")).to_be_visible()
    page.wait_for_timeout(1000)
    assert kept(page) == kept(page, "farewells") == []
    assert stored(place) == []


def test_on_plain_http_in_a_room_all_of_it_works_once(place, device):
    """No worker, no WebCrypto, no locks, no randomUUID: as on a box in a centre."""
    with replace(place, hosts="127.0.0.1,centru.local").serving():
        tablet = device(
            "tableta",
            "--host-resolver-rules=MAP centru.local 127.0.0.1",
            url=f"http://centru.local:{place.port}",
        )
        page = tablet.open(tutorial(FALSE_MESSAGE)["address"])
        assert (
            page.evaluate("[isSecureContext, 'locks' in navigator, 'subtle' in crypto]") == [False] * 3
        )
        read_through(page, FALSE_MESSAGE)
        answer_all(page, FALSE_MESSAGE)
        everything_arrives(page, place)


def test_a_course_done_twice_counts_no_page_twice(serving, place, device):
    """Opening again, answering again: states stay what they were, tries add up."""
    page = device().open(course("vocea-mea")["tutorials"][0]["address"])
    slug = course("vocea-mea")["tutorials"][0]["slug"]
    answer_all(page, slug)
    expect(page.locator("[data-kept]")).to_have_text(SENT)
    page.reload()
    expect(page.get_by_text("Ați terminat acest tutorial.")).to_be_visible()
    answer_all(page, slug)
    page.wait_for_timeout(3000)
    kinds = [kind for _, kind, _ in stored(place)]
    assert kinds.count("completed") == 1
    assert kinds.count("answer") == 2 * len(tutorial(slug)["quiz"])
