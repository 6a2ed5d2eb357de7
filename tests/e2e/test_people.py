"""Several people on one tablet: each finds their own, and nobody what is another's."""

import json

import pytest
from playwright.sync_api import Page, expect

from .catalogue import FALSE_MESSAGE, PETITION, tutorial
from .device import Device, wait_for
from .server import refuses
from .test_axe import found
from .test_keyboard import Keyboard
from .test_progress import (
    COURSE,
    DEVICE_PAGE,
    STORED,
    address,
    answer_all,
    entry,
    kept_line,
    read_through,
    send_all,
)

pytestmark = pytest.mark.e2e

WHO = "/cine-invata/"
NAME = "Ghiocel"  # in no text of ours
HAND_OVER = "Ați terminat? Predați tableta"
PEOPLE = """
from progress.models import Fact
answer = sorted(
    (str(learner), kind, block, str(uuid))
    for learner, kind, block, uuid in Fact.objects.values_list("learner", "kind", "block", "uuid")
)
"""


def comes_to(page: Page, path: str) -> None:
    """Waits until the page has led there by itself; it may set out twice, as two clocks ring."""
    expect(page).to_have_url(path)
    page.wait_for_load_state()


def ask_who(page: Page) -> None:
    """Opens the page and waits until the device has filled it."""
    page.goto(WHO)
    expect(page.locator("[data-chooser]")).to_have_attribute("data-now", "about")


def make_profile(page: Page, picture: str, name: str = "") -> None:
    """Three presses; a name takes a few keys more."""
    page.get_by_role("button", name="Faceți un profil").click()
    page.get_by_role("button", name=picture, exact=True).click()
    if name:
        page.get_by_label("Un nume, dacă doriți").fill(name)
    page.get_by_role("button", name="Gata, încep").click()
    expect(page.locator("[data-chooser]")).to_have_count(0)


def choose(page: Page, name: str) -> None:
    ask_who(page)
    page.locator("[data-profiles]").get_by_role("button", name=name, exact=True).click()
    expect(page.locator("[data-chooser]")).to_have_count(0)


def hand_over(page: Page) -> None:
    ask_who(page)
    page.get_by_role("button", name=HAND_OVER).click()
    expect(page.locator("[data-part=now]")).to_be_hidden()
    expect(page.locator("[data-chooser]")).to_have_attribute("data-now", "about")


def chip(page: Page):
    return page.locator("[data-who]")


def at_device(tablet: Device) -> dict | None:
    """The profile of who is at the device."""
    current = tablet.kept("device")[0]["current"]
    return next((each for each in tablet.kept("profiles") if each["id"] == current), None)


# --- each their own -----------------------------------------------------------------------------


def test_who_was_asked_for_once_can_be_asked_for_without_the_server(own_house, tablet):
    """No course is saved: the worker keeps what the page of the people needs when it first comes."""
    page = tablet.page
    with own_house.serving():
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        ask_who(page)
        shelves = lambda: [path for paths in tablet.caches().values() for path in paths]  # noqa: E731
        wait_for(lambda: WHO in shelves(), "the page is kept")
    page = tablet.restart()
    ask_who(page)
    make_profile(page, "măr", NAME)
    assert [each["name"] for each in tablet.kept("profiles")] == [NAME]


@pytest.mark.smoke
def test_two_on_one_tablet_without_the_server_and_all_arrives_in_one_call(own_house, tablet):
    with own_house.serving():
        tablet.save(COURSE)
    assert refuses(own_house.port)
    page = tablet.page
    ask_who(page)
    make_profile(page, "măr", NAME)
    page.goto(address(PETITION))
    expect(chip(page)).to_have_text(NAME)
    read_through(page, PETITION)
    answer_all(page, PETITION)
    tablet.keeps("completed", 1)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Terminat")

    hand_over(page)
    assert at_device(tablet) is None
    page.goto(COURSE)
    expect(chip(page)).to_have_text("Cine învață?")
    expect(entry(page, PETITION).locator("[data-state]")).to_be_hidden()
    ask_who(page)
    make_profile(page, "casă")
    for path in (COURSE, address(PETITION), DEVICE_PAGE):
        page.goto(path)
        expect(chip(page)).to_have_text("casă")
        assert NAME not in page.content()
    page.goto(COURSE)
    expect(entry(page, PETITION)).not_to_contain_text("Terminat")
    page.goto(address(PETITION))
    expect(page.get_by_role("link", name="Începeți cu pasul 1")).to_be_visible()
    expect(page.get_by_text("La aceasta ați răspuns deja bine.").first).to_be_hidden()
    answer_all(page, PETITION)
    tablet.keeps("completed", 2)

    choose(page, NAME)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Terminat")
    hand_over(page)
    calls = []
    page.on("request", lambda asked: asked.url.endswith("/sync") and calls.append(asked.post_data))
    with own_house.serving():
        send_all(tablet)
        wait_for(lambda: tablet.waiting() == 0, "all is sent")
        stored = own_house.ask(PEOPLE)
    assert {len(json.loads(call)["learners"]) for call in calls} == {2}
    kept = sorted(
        [fact["learner"], fact["kind"], fact["object"].get("block"), fact["id"]]
        for fact in tablet.facts()
    )
    assert sorted(stored, key=str) == sorted(kept, key=str)
    answers = [learner for learner, kind, *_ in stored if kind == "answer"]
    for learner in set(answers):
        assert answers.count(learner) == len(tutorial(PETITION)["quiz"])
    assert len(set(answers)) == 2


def test_a_guest_keeps_what_they_did_by_making_a_profile(serving, tablet):
    page = tablet.page
    page.goto(address(PETITION))
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    page.get_by_role("link", name="Înainte", exact=True).click()
    expect(kept_line(page)).to_be_visible()
    expect(chip(page)).to_be_hidden()  # a device of one person asks nothing
    guest = at_device(tablet)
    ask_who(page)
    expect(page.get_by_text("rămâne la profilul pe care îl faceți")).to_be_visible()
    make_profile(page, "pisică")
    pane = page.get_by_role("region", name="Continuați de unde ați rămas")
    expect(pane.get_by_role("link")).to_contain_text(f"{tutorial(PETITION)['title']}, pasul 2")
    own = at_device(tablet)
    assert own["learner"] == guest["learner"]
    assert (guest["picture"], own["picture"]) == (None, "cat")


def test_a_guest_who_hands_over_leaves_nothing_and_loses_nothing(serving, own_house, tablet):
    page = tablet.page
    ask_who(page)
    page.get_by_label("Pe acest dispozitiv învață mai multe persoane").check()
    wait_for(lambda: tablet.kept("device")[0]["shared"], "it is known to be shared")
    page.goto(address(FALSE_MESSAGE))
    answer_all(page, FALSE_MESSAGE)
    button = page.get_by_role("button", name=HAND_OVER)
    button.click()
    comes_to(page, WHO)
    wait_for(lambda: tablet.kept("profiles") == [], "sent, and deleted")
    assert tablet.facts() == tablet.kept("places") == []
    kinds = [kind for _, kind, _ in own_house.ask(STORED)]
    assert kinds.count("completed") == 1
    assert kinds.count("answer") == len(tutorial(FALSE_MESSAGE)["quiz"])


def test_every_page_that_is_open_follows(serving, tablet):
    page = tablet.page
    ask_who(page)
    make_profile(page, "măr")
    page.goto(address(PETITION))
    read_through(page, PETITION)
    page.goto(COURSE)
    expect(entry(page, PETITION)).to_contain_text("Ați rămas la pasul")
    other = tablet.context.new_page()
    hand_over(other)
    page.bring_to_front()
    comes_to(page, WHO)
    expect(chip(page)).to_have_text("Cine învață?")
    other.bring_to_front()
    choose(other, "măr")
    page.bring_to_front()
    expect(page.locator("[data-part=now]")).to_contain_text("măr")
    for path in (COURSE, address(FALSE_MESSAGE)):
        page.goto(path)
        expect(chip(page)).to_have_text("măr")
    hand_over(other)
    comes_to(page, WHO)
    page.go_back()  # also what lies behind the Back button
    expect(entry(page, PETITION).locator("[data-state]")).to_be_hidden()
    expect(chip(page)).to_have_text("Cine învață?")
    assert at_device(tablet) is None


# --- nobody is there any more ------------------------------------------------------------------


def minutes(page: Page, count: float) -> None:
    page.clock.run_for(int(count * 60_000))


def test_after_a_quarter_of_an_hour_the_tablet_asks_who_is_learning(serving, tablet):
    page = tablet.page
    page.clock.install()
    for picture in ("măr", "casă"):
        ask_who(page)
        make_profile(page, picture)
    page.goto(address(PETITION))
    expect(chip(page)).to_have_text("casă")
    still = page.get_by_role("button", name="Da, sunt aici")
    minutes(page, 13.5)
    expect(still).to_be_hidden()
    minutes(page, 0.7)
    expect(still).to_be_visible()
    still.click()
    expect(still).to_be_hidden()
    minutes(page, 14.2)
    expect(still).to_be_visible()
    minutes(page, 1)
    comes_to(page, WHO)
    expect(page.locator("[data-part=now]")).to_be_hidden()
    assert at_device(tablet) is None


def test_a_page_opened_later_paints_nothing_of_who_has_gone(serving, tablet):
    page = tablet.page
    page.clock.install()
    for picture in ("măr", "casă"):
        ask_who(page)
        make_profile(page, picture)
    page.goto(address(PETITION))
    read_through(page, PETITION)
    page.goto("/cautare/")
    expect(chip(page)).to_have_text("casă")
    page.clock.set_system_time("2100-01-01T00:00:00Z")
    page.goto(COURSE)
    comes_to(page, WHO)
    expect(page.locator("[data-part=now]")).to_be_hidden()
    assert at_device(tablet) is None


def test_a_device_of_one_person_is_never_taken_from_them(serving, tablet):
    page = tablet.page
    page.clock.install()
    ask_who(page)
    make_profile(page, "măr")
    page.goto(address(PETITION))
    expect(chip(page)).to_have_text("măr")
    minutes(page, 20)
    expect(page.locator("[data-idle]")).to_be_hidden()
    page.goto(COURSE)
    expect(chip(page)).to_have_text("măr")


# --- for everybody ------------------------------------------------------------------------------


def test_every_part_of_the_page_has_nothing_that_axe_would_say(open_page):
    page = open_page(360, 740, reduced_motion="reduce")
    ask_who(page)
    make_profile(page, "măr", "Un nume lung, fiindcă unele nume sunt lungi"[:40])
    ask_who(page)
    make_profile(page, "casă")
    ask_who(page)
    page.locator("[data-idle]").evaluate("""bar => {
      bar.hidden = false;
      bar.querySelector("p").textContent = bar.querySelector("p").dataset.say;
    }""")
    assert found(page) == []
    page.get_by_role("button", name="Faceți un profil").click()
    assert found(page) == []
    page.get_by_role("button", name="pisică").click()
    assert found(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_profile_is_made_and_left_by_keyboard_alone(open_page):
    page = open_page()
    keyboard = Keyboard(page)
    ask_who(page)
    for name in ("Faceți un profil", "floare", "Gata, încep"):
        keyboard.tab_to(page.get_by_role("button", name=name, exact=True))
        if name == "Gata, încep":
            page.keyboard.press("Enter")
        else:
            keyboard.press("Enter")
    comes_to(page, "/")
    expect(chip(page)).to_have_text("floare")
    keyboard.tab_to(chip(page))
    page.keyboard.press("Enter")
    expect(page.locator("[data-chooser]")).to_have_attribute("data-now", "about")
    keyboard.tab_to(page.get_by_role("button", name=HAND_OVER))
    page.keyboard.press("Enter")
    own = page.locator("[data-profiles]").get_by_role("button", name="floare")
    expect(own).to_be_visible()
    keyboard.tab_to(own)
    page.keyboard.press("Enter")
    comes_to(page, "/")
    expect(chip(page)).to_have_text("floare")
