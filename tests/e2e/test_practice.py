"""A practice is played on the device alone: by keys, without the server, and nothing typed is kept."""

import json

import pytest
from playwright.sync_api import expect

from .catalogue import PAYING, address
from .device import wait_for
from .playing import PICKS, REAL_CNP, Practice
from .server import refuses
from .test_keyboard import Keyboard

pytestmark = pytest.mark.e2e

COURSE = address(PAYING).rsplit("/", 2)[0] + "/"
TYPED = "Zaharia Necunoscutu"
IBAN = "RO49AAAA1B31007593840000"
FACTS = """
from progress.models import Fact
rows = Fact.objects.filter(kind="practice").order_by("seq")
answer = [[fact.block, fact.data] for fact in rows]
"""
# Everything that a page can keep: databases, both storages, caches, the address, and what fields hold.
KEPT = """async () => {
  const found = [location.href, document.cookie];
  for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify(storage));
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      found.push(JSON.stringify(await done(db.transaction(store).objectStore(store).getAll())));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url, await (await cache.match(request)).text());
    }
  }
  return found.join("\\n");
}"""


@pytest.fixture
def opened(phone) -> Practice:
    """A practice that was begun on a phone."""
    phone.goto(address(PAYING))
    practice = Practice(phone)
    practice.begin()
    return practice


def asked_screen(practice: Practice) -> tuple[dict, dict]:
    """The first screen on the way with a field to be filled in from the card, and that field."""
    for screen, _ in practice.way():
        for element, _ in practice.values(screen):
            if element["type"] == "field" and "card" in element.get("expect", {}):
                return screen, element
    raise LookupError("Nothing is copied from the card.")


def go_to(practice: Practice, wanted: dict) -> str:
    """Plays as far as the screen; the door that leads on from there."""
    for screen, at in practice.way():
        if screen["key"] == wanted["key"]:
            return at
        practice.fill(screen)
        practice.door(screen["key"], at).click()
    raise LookupError(wanted["key"])


# --- by keys, without the server --------------------------------------------------------------


class Keys(Keyboard):
    """Plays with keys alone, and looks after each that the focus is where one can see it."""

    def play(self, practice: Practice) -> None:
        for screen, at in practice.way():
            for mark in practice.traps(screen):
                self.tab_to(practice.mark(screen["key"], mark))
                self.press("Space")
            for element, value in practice.values(screen):
                self._enter(practice, screen["key"], element, value)
            self.tab_to(practice.door(screen["key"], at))
            self.press("Enter")

    def _enter(self, practice, screen, element, value):
        if element["type"] in PICKS:
            self.tab_to(
                practice.control(screen, element["key"]).and_(practice.page.locator(":enabled")).first
            )
            self.press("Space")
            for _ in element["items"]:
                if practice.control(screen, element["key"], value).is_checked():
                    return
                self.press("ArrowDown")
            raise AssertionError(f"The arrows never reach “{value}”")
        self.tab_to(practice.control(screen, element["key"]))
        if element["type"] == "check":
            self.press("Space")
        else:
            self.page.keyboard.type(value)


@pytest.mark.smoke
def test_a_whole_task_by_keys_alone_with_the_server_gone(own_house, tablet):
    with own_house.serving():
        tablet.save(COURSE)
    assert refuses(own_house.port)
    page = tablet.restart()
    page.goto(address(PAYING))
    practice = Practice(page)
    keys = Keys(page)
    page.get_by_role("link", name="Verificați-vă").first.focus()
    keys.tab_to(practice.start)
    keys.press("Enter")
    expect(practice.screen(practice.task["start"])).to_be_focused()
    keys.play(practice)
    expect(practice.end).to_be_visible()
    expect(practice.screen(practice.task["goal"][0])).to_be_focused()
    assert practice.end.locator(".number").inner_text().startswith("EX-")
    told = [fact["data"] for fact in tablet.facts() if fact["kind"] == "practice"]
    assert [data["event"] for data in told] == ["begun", "passed"]
    assert told[-1] == {"event": "passed", "task": practice.task["key"], "slips": 0, "hints": 0}
    with own_house.serving():
        page.evaluate("dispatchEvent(new Event('online'))")
        wait_for(lambda: tablet.waiting() == 0, "all is sent")
        assert [data for _, data in own_house.ask(FACTS)] == told


# --- what was typed ---------------------------------------------------------------------------


def test_data_of_a_real_person_is_refused_and_nothing_typed_is_kept_or_sent(serving, own_house, tablet):
    page, sent = tablet.page, []
    page.context.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}"))
    page.goto(address(PAYING))
    practice = Practice(page)
    practice.begin()
    screen, field = asked_screen(practice)
    door = go_to(practice, screen)
    control = practice.control(screen["key"], field["key"])
    for real in (
        REAL_CNP,
        "RO49AAAA1B31007593840000",
        "4111 1111 1111 1111",
        "ion@posta.ro",
        "0722 123 456",
    ):
        control.fill(real)
        control.blur()
        expect(control).to_have_value("")
        expect(control).to_be_focused()
        expect(practice.root.locator(".remark")).to_be_visible()
    control.fill(TYPED)
    practice.door(screen["key"], door).click()
    expect(control).to_have_value(TYPED)
    practice.fill(screen)
    practice.door(screen["key"], door).click()
    wait_for(lambda: tablet.facts() and tablet.waiting() == 0, "all is sent")
    kept = page.evaluate(KEPT)
    assert "practice" in kept
    for typed in (REAL_CNP, TYPED, IBAN, "ion@posta.ro", "722 123", "722123"):
        assert typed not in kept
        assert not any(typed in each for each in sent)
        assert typed not in json.dumps(own_house.ask(FACTS))
    page.reload()
    practice = Practice(page)
    practice.begin()
    go_to(practice, screen)
    expect(practice.control(screen["key"], field["key"])).to_have_value("")


# --- facts ------------------------------------------------------------------------------------


def test_what_happens_is_told_once_and_said_calmly_the_next_time(serving, own_house, tablet):
    page = tablet.page
    page.goto(address(PAYING))
    practice = Practice(page)
    before = practice.root.locator("[data-before]")
    expect(before).to_be_hidden()
    practice.begin()
    practice.tool("hint").click()
    screen, field = asked_screen(practice)
    door = go_to(practice, screen)
    practice.door(screen["key"], door).click()
    expect(practice.control(screen["key"], field["key"])).to_be_focused()
    practice.fill(screen)
    way = practice.way()
    here = [each["key"] for each, _ in way].index(screen["key"])
    for next_screen, at in way[here:]:
        practice.fill(next_screen)
        practice.door(next_screen["key"], at).click()
    expect(practice.end).to_be_visible()
    wait_for(lambda: tablet.waiting() == 0, "all is sent")
    told = own_house.ask(FACTS)
    assert {block for block, _ in told} == {practice.block}
    assert [data["event"] for _, data in told] == ["begun", "hint", "slip", "passed"]
    last = told[-1][1]
    assert last == {"event": "passed", "task": practice.task["key"], "slips": 1, "hints": 1}
    page.reload()
    expect(before).to_be_visible()
    expect(practice.start).to_be_visible()


# --- undo, hints, proof -----------------------------------------------------------------------


def test_undo_and_starting_over_lead_back(opened):
    start, (first, door) = opened.task["start"], opened.way()[0]
    opened.tool("undo").click()
    expect(opened.voice).not_to_have_text("")
    opened.fill(first)
    opened.door(first["key"], door).click()
    expect(opened.screen(start)).to_be_hidden()
    opened.tool("undo").click()
    expect(opened.screen(start)).to_be_visible()
    opened.play()
    opened.tool("restart").click()
    expect(opened.screen(start)).to_be_visible()
    expect(opened.end).to_be_hidden()
    opened.play()


def test_hints_lead_the_whole_way_by_degrees(opened):
    """Whoever knows nothing and only asks gets there: words first, then the ring, then the value."""
    screen, field = asked_screen(opened)
    go_to(opened, screen)
    said = []
    for _ in range(3):
        opened.tool("hint").click()
        said.append(opened.voice.inner_text().strip())
        ringed = opened.screen(screen["key"]).locator(".is-target")
        expect(ringed).to_have_count(0 if len(said) == 1 else 1)
    value = next(value for element, value in opened.values(screen) if element == field)
    assert [value in words for words in said] == [False, False, True]
    expect(opened.control(screen["key"], field["key"])).to_be_focused()


def test_who_asked_for_help_and_filled_in_presses_once(opened):
    """Leaving a field must move nothing: the door would slip away under the finger that presses it."""
    screen, field = asked_screen(opened)
    door = opened.door(screen["key"], go_to(opened, screen))
    control = opened.control(screen["key"], field["key"])
    opened.fill(screen)
    value = control.input_value()
    control.fill("")
    for _ in range(2):
        opened.tool("hint").click()
    expect(opened.screen(screen["key"]).locator(".is-target")).to_have_count(1)
    control.fill(value)
    door.scroll_into_view_if_needed()
    place = door.bounding_box()
    opened.page.mouse.click(place["x"] + 20, place["y"] + place["height"] / 2)
    expect(opened.screen(screen["key"])).to_be_hidden()


def test_on_a_phone_the_card_shows_what_this_screen_asks_for(opened):
    screen, _ = asked_screen(opened)
    go_to(opened, screen)
    asked = {
        element["expect"]["card"] for element, _ in opened.values(screen) if "card" in element["expect"]
    }
    shown = opened.root.locator("[data-row]:visible")
    assert {row.get_attribute("data-row") for row in shown.all()} == asked
    opened.page.set_viewport_size({"width": 1280, "height": 800})
    expect(shown).to_have_count(len(opened.service["card"]))


def test_the_proof_is_printed_alone(opened):
    page = opened.page
    opened.play()
    page.evaluate("window.print = () => {}")
    opened.tool("print").click()
    page.emulate_media(media="print")
    number = opened.end.locator(".number").text_content()
    sheet = page.locator(".receiptsheet")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text(number)
    expect(sheet).to_contain_text(opened.task["title"])
    expect(sheet.locator("button:visible")).to_have_count(0)
    expect(page.locator("main")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(sheet).to_have_count(0)
    expect(page.locator("main")).to_be_visible()
