"""Pictures and practice for every eye and hand: any theme, any size of letters, without JavaScript."""

import pytest
from playwright.sync_api import expect

from .catalogue import PAYING, address
from .playing import Practice
from .test_axe import found

pytestmark = pytest.mark.e2e

# What reaches beyond the page, or is cut off in its own place.
WIDER = """() => {
  const found = [];
  for (const each of document.querySelectorAll("[data-practice] *, .drawing *")) {
    const { left, right, width } = each.getBoundingClientRect();
    if (width < 2 || each.closest(".drawing__words, .practice__voice")) continue;
    const isOutside = left < -1 || right > innerWidth + 1;
    const isCut = each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1;
    // The number of a ring stands over its edge.
    const isWords = each.matches("p, button, dd, dt, label, h4") && !each.matches(".is-target");
    if (isOutside || (isCut && isWords)) found.push(each.outerHTML.slice(0, 90));
  }
  return found;
}"""


def found_in(practice: Practice) -> list[str]:
    """What axe says where the band that stays in sight covers nothing: it cannot look below it."""
    practice.root.locator("[data-screen]:visible").evaluate("screen => screen.scrollIntoView()")
    return found(practice.page, within="[data-practice]")


@pytest.mark.smoke
def test_axe_finds_nothing_on_any_screen_in_any_theme(open_page):
    page = open_page(360, 740, reduced_motion="reduce")
    page.goto(address(PAYING))
    practice = Practice(page)
    assert found(page, within="#pasii") == []  # pictures
    practice.begin()
    for screen, at in practice.way():
        practice.tool("hint").click()
        practice.tool("hint").click()
        assert found_in(practice) == []
        practice.fill(screen)
        assert found_in(practice) == []
        practice.door(screen["key"], at).click()
    assert found_in(practice) == []


@pytest.mark.parametrize(("width", "text"), [(320, ""), (320, "xlarge"), (1280, "xlarge")])
def test_nothing_is_wider_than_the_screen(open_page, width, text):
    """320 px are 1280 at 400 %; the largest letters come on top."""
    page = open_page(width, 740)
    page.goto(address(PAYING))
    page.evaluate("text => { document.documentElement.dataset.text = text }", text)
    practice = Practice(page)
    practice.begin()
    for screen, at in practice.way():
        assert page.evaluate(WIDER) == [], screen["key"]
        practice.fill(screen)
        practice.door(screen["key"], at).click()
    assert page.evaluate(WIDER) == []


def test_in_forced_colours_the_ring_and_the_choice_are_seen(open_page):
    page = open_page(360, 740, forced_colors="active")
    page.goto(address(PAYING))
    practice = Practice(page)
    practice.begin()
    practice.tool("hint").click()
    practice.tool("hint").click()
    style = "element => getComputedStyle(element).borderTopStyle"
    assert practice.root.locator(".is-target").first.evaluate(style) == "double"


def test_without_javascript_the_screens_can_be_read(browser, server):
    context = browser.new_context(base_url=server.house.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(address(PAYING))
    root = page.locator("[data-practice]").first
    expect(root.locator(".card")).to_be_visible()
    expect(root.locator("[data-start]")).to_be_hidden()
    root.locator("summary").click()
    expect(root.locator("details ol > li").first).to_be_visible()
    context.close()
