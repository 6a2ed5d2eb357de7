"""The pages of the lock: for every eye, and for hands that have a keyboard alone."""

import pytest
from playwright.sync_api import expect

from .locks import LOCK_IT, come_to_lock, press, with_lock
from .test_axe import found
from .test_keyboard import Keyboard
from .test_people import ask_who, chip, hand_over

pytestmark = pytest.mark.e2e


def test_every_part_of_the_lock_has_nothing_that_axe_would_say(open_page):
    page = open_page(360, 740, reduced_motion="reduce")

    def is_fine() -> None:
        assert found(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    ask_who(page)
    page.get_by_role("button", name="Faceți un profil").click()
    page.locator("[data-part=pick]").get_by_role("button", name="pisică").click()
    is_fine()
    page.locator("[data-part=make]").get_by_role("button", name=LOCK_IT).click()
    is_fine()
    press(page)
    is_fine()
    press(page)
    expect(page.locator("[data-chooser]")).to_have_count(0)
    ask_who(page)
    is_fine()
    hand_over(page)
    is_fine()
    come_to_lock(page, "pisică")
    is_fine()
    page.get_by_role("button", name="Am uitat imaginile").click()
    page.get_by_role("button", name="Renunțați la acest profil").click()
    is_fine()


def test_a_profile_is_locked_and_opened_by_keyboard_alone(open_page):
    page = open_page()
    keyboard = Keyboard(page)

    def go(scope: str, name: str, leaves: bool = False, key: str = "Tab") -> None:
        keyboard.tab_to(page.locator(scope).get_by_role("button", name=name, exact=True), key)
        if leaves:
            page.keyboard.press("Enter")
        else:
            keyboard.press("Enter")

    def pictures(code, leaves: bool = False, key: str = "Tab") -> None:
        """In the order in which they stand; `key` leads to the first."""
        for number, picture in enumerate(code):
            go("[data-grid]", picture, leaves and number == 2, "Tab" if number else key)

    code, wrong = ("măr", "floare", "soare"), ("măr", "măr", "soare")
    ask_who(page)
    with_lock(page)
    go("[data-part=ways]", "Faceți un profil")
    go("[data-part=pick]", "floare")
    go("[data-part=make]", LOCK_IT)
    pictures(code)
    pictures(code, leaves=True)
    expect(page.locator("[data-chooser]")).to_have_count(0)
    expect(chip(page)).to_have_text("floare")
    hand_over(page)
    with_lock(page)
    go("[data-profiles]", "floare încuiat")
    pictures(wrong)
    expect(page.get_by_role("status").filter(has_text="Nu sunt acestea.")).to_be_visible()
    pictures(code, leaves=True, key="Shift+Tab")
    expect(page.locator("[data-chooser]")).to_have_count(0)
    expect(chip(page)).to_have_text("floare")
