"""Everybody can see what was noted of them, take it away and have it deleted."""

import json
import re

import pytest
from playwright.sync_api import expect

from .catalogue import FALSE_MESSAGE, tutorial
from .device import wait_for
from .test_axe import found

pytestmark = pytest.mark.e2e

DEVICE_PAGE = "/cursuri-salvate/"


def test_every_note_is_there_in_plain_words_and_to_take_away(serving, own_house, device):
    tablet = device(own_house.url, accept_downloads=True, reduced_motion="reduce")
    page, known = tablet.page, tutorial(FALSE_MESSAGE)
    page.goto(known["address"])
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    page.get_by_role("link", name="Înainte", exact=True).click()
    tablet.keeps("step", 2)
    page.goto("/")
    wait_for(lambda: tablet.waiting() == 0, "all is sent")
    facts = tablet.facts()

    page.goto(DEVICE_PAGE)
    page.get_by_role("button", name="Arătați tot").click()
    mine = page.locator("[data-my-data]")
    expect(mine.get_by_role("link", name=known["title"])).to_have_attribute("href", known["address"])
    expect(mine).to_contain_text("Ați rămas la pasul 2.")
    mine.get_by_text(f"Însemnări: {len(facts)}").click()
    expect(mine.locator("li")).to_have_count(len(facts))
    expect(mine.locator("li").first).to_contain_text("Ați deschis tutorialul. (trimis)")
    expect(mine.locator("li", has_text="Ați trecut la pasul 2.")).to_have_count(1)
    assert found(page, within="[data-my-data]") == []

    with page.expect_download() as coming:
        page.get_by_role("button", name=re.compile("JSON")).click()
    told = json.loads(coming.value.path().read_text())
    ids = [fact["id"] for fact in facts]
    assert sorted(fact["id"] for fact in told["device"]["facts"]) == sorted(ids)
    assert sorted(fact["id"] for fact in told["server"]["facts"]) == sorted(ids)
    (own,) = tablet.kept("device")
    assert [each["device"] for each in told["server"]["devices"]] == [own["device"]]
    expect(mine.locator("[data-said]")).to_contain_text("ce păstrează serverul nostru")

    serving.stop()
    with page.expect_download() as coming:
        page.get_by_role("button", name=re.compile("JSON")).click()
    told = json.loads(coming.value.path().read_text())
    assert len(told["device"]["facts"]) == len(facts)
    assert told["server"] is None
    with page.expect_download() as coming:
        page.get_by_role("button", name=re.compile("pentru citit")).click()
    sheet = coming.value.path().read_text()
    assert "Ați trecut la pasul 2." in sheet
    assert "<details open" in sheet
    assert "<script" not in sheet


def test_the_page_that_says_what_we_know_leads_to_what_is_known(open_page):
    page = open_page(360, 740)
    page.goto("/")
    page.get_by_role("link", name="Ce știm despre dumneavoastră").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce știm despre dumneavoastră")
    expect(page.get_by_text("Dacă timp de 24 de luni")).to_be_visible()
    page.get_by_role("link", name="La ce ați făcut").click()
    expect(page).to_have_url(re.compile(f"{DEVICE_PAGE}#ce-am-facut$"))
