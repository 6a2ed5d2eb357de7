"""Nothing is cut off, nothing lies on anything else, and what is pressed is big enough for a finger."""

import pytest
from playwright.sync_api import Page, expect

from .answering import check, give, group, right_answer
from .catalogue import PAYING, PETITION, WRONG_TOUCH, address, tutorial
from .kinds import KINDS, MISSING

pytestmark = pytest.mark.e2e

# Width and height of the window, and the size of letters that the reader has chosen.
DEVICES = {
    "a phone": (360, 740, ""),
    "320 px": (320, 568, ""),
    "a screen of 1280 by 1024 at 400 %": (1280 // 4, 1024 // 4, ""),
    "the largest letters": (360, 740, "xlarge"),
}
STEPS = [f"{address(PAYING)}#pas-2", f"{address(PAYING)}#pas-10", f"{address(WRONG_TOUCH)}#pas-3"]
ENGLISH = ["/en/", "/en/search/?q=password", "/en/courses/first-steps/"]
# A sheet has letters of its own size, whatever the reader has chosen elsewhere.
SET = """(size) => {
  const { dataset } = document.documentElement;
  if (size && !dataset.print) dataset.text = size; else delete dataset.text;
  for (const closed of document.querySelectorAll("details:not([open])")) closed.open = true;
}"""
# Tries to scroll and looks after every line of words: what is hidden would not scroll and still be cut.
SIDEWAYS = """() => {
  scrollTo(1000, 0);
  const found = scrollX ? [`the page goes ${scrollX} px sideways`] : [];
  scrollTo(0, 0);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const around = words.currentNode.parentElement;
    if (around.closest(".skip") || !around.checkVisibility()) continue;
    const line = document.createRange();
    line.selectNodeContents(words.currentNode);
    for (const { left, right, width } of line.getClientRects()) {
      const cut = width && (left < 0 || right > document.documentElement.clientWidth);
      if (cut) found.push(`from ${left} to ${right}: ${words.currentNode.data.trim()}`);
    }
  }
  return found;
}"""
# All that is pressed, but for links within a sentence, for which axe has a rule.
PRESSED = (
    "button, .btn, .link, .choice, summary, select, input:not([type=radio], [type=checkbox]), "
    "nav a, .brand, .views a, .tasks a, .doors a, .lessons h3 a, .foot li a, .dock a"
)
SMALL = """(pressed) => [...document.querySelectorAll(pressed)]
  .filter((one) => one.checkVisibility())
  .map((one) => ({ name: one.innerText, box: one.getBoundingClientRect() }))
  .filter(({ box }) => Math.min(box.width, box.height) < 44)
  .map(({ name, box }) => `${box.width} x ${box.height}: ${name}`)"""
# From top to bottom: each must end where the next begins.
OVERLAPS = """([parts, down]) => {
  scrollTo(0, down);
  return [...document.querySelectorAll(parts)]
    .filter((part) => part.checkVisibility())
    .map((part) => ({ name: part.className || part.tagName, box: part.getBoundingClientRect() }))
    .flatMap(({ name, box }, index, all) => {
      const over = index ? all[index - 1].box.bottom - box.top : 0;
      return over > 0.5 ? [`${name} lies ${over} px over ${all[index - 1].name}`] : [];
    });
}"""
BOTTOM = 1_000_000
# Pixels of the screen's height that docks take.
COVERED = """() => [...document.querySelectorAll(".dock, .stepdock")]
  .map((dock) => dock.getBoundingClientRect())
  .reduce((sum, { top, bottom }) => sum + Math.max(0, Math.min(innerHeight, bottom) - top), 0)"""


@pytest.fixture
def phone(open_page) -> Page:
    return open_page(360, 740, has_touch=True, reduced_motion="reduce", may_miss=(MISSING,))


def faults(page: Page) -> dict[str, list[str]]:
    """What is wrong on each device, with all that opens open."""
    found = {}
    for name, (width, height, letters) in DEVICES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SET, letters)
        lines = page.evaluate(SIDEWAYS) + page.evaluate(SMALL, PRESSED)
        lines += page.evaluate(OVERLAPS, [".head, main, .foot, .stepdock, .dock", BOTTOM])
        lines += page.evaluate(OVERLAPS, [".stepdock, .dock", 0])
        if lines:
            found[name] = lines
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page(phone, addresses, kind):
    phone.goto(addresses[kind])
    assert faults(phone) == {}


@pytest.mark.parametrize("path", ENGLISH)
def test_in_english(phone, path):
    """Its words are broken elsewhere, and some are longer."""
    phone.goto(path)
    assert faults(phone) == {}


@pytest.mark.smoke
@pytest.mark.parametrize("path", STEPS)
def test_one_step_on_the_screen(phone, path):
    phone.goto(path)
    expect(phone.locator(".stepdock")).to_be_visible()
    assert faults(phone) == {}


@pytest.mark.parametrize("slug", [PAYING, PETITION])
def test_questions_with_their_verdicts(phone, slug):
    """A mark beside each chosen answer makes its line longer."""
    data = tutorial(slug)
    phone.goto(data["address"])
    for question in data["quiz"]:
        give(phone, question, right_answer(question))
        check(phone, question)
        expect(group(phone, question).get_by_role("status")).not_to_be_empty()
    assert faults(phone) == {}


@pytest.mark.parametrize("letters", ["", "large", "xlarge"])
def test_docks_leave_most_of_a_phone_to_the_step(phone, letters):
    """They stay in sight only where there is room for them."""
    phone.goto(STEPS[0])
    phone.evaluate(SET, letters)
    assert phone.evaluate(COVERED) <= 740 / 3


@pytest.mark.parametrize(
    ("part", "style", "told"),
    [
        ("main p", "inline-size: 500px", "px sideways"),
        ("main p", "position: fixed; left: -9px", "from -9 to"),
        (".dock", "margin-top: -9px", "px over foot"),
        ("main .btn:visible", "min-height: 0; height: 40px; padding: 0", "x 40: "),
    ],
)
def test_a_broken_page_is_found_out(phone, part, style, told):
    """Otherwise the tests above would say nothing."""
    phone.goto("/")
    assert faults(phone) == {}
    phone.locator(part).first.evaluate("(part, style) => { part.style.cssText = style }", style)
    found = faults(phone)
    assert found.keys() == DEVICES.keys()
    assert all(told in " | ".join(lines) for lines in found.values())
