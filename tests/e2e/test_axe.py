"""axe-core finds nothing to say: on every kind of page, in every theme, with all that opens open.

Not only A and AA: also what axe calls best practice, targets of 24 px and the 7:1 of our colours.
What it leaves undecided counts as found, so that nothing escapes by being hard to judge.
"""

import json

import pytest
from playwright.sync_api import Page, expect

from .answering import check, give, right_answer, wrong_answers
from .catalogue import PAYING, PETITION, WRONG_TOUCH, address, tutorial
from .kinds import MISSING, SCREENS, SHEETS
from .server import ROOT

pytestmark = pytest.mark.e2e

AXE = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text()
THEMES = ["light", "dark", "contrast"]
# A dock covers other words wherever one scrolls; here it stands behind them, in the same colours.
# What hangs below a slip of paper (a pseudo-element) keeps axe from judging the words next to it.
# While a script still shows and hides parts, axe loses headings that it has seen.
STILL = """() => new Promise((resolve) => {
  let waiting = setTimeout(resolve, 500);
  new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(resolve, 500);
  }).observe(document, { subtree: true, childList: true, attributes: true });
})"""
SHOWN = {"who": "[data-chooser][data-now]", "card": "[data-part=have]:not([hidden])"}
RUN = """async ([themes, within]) => {
  for (const closed of document.querySelectorAll("details:not([open])")) closed.open = true;
  for (const dock of document.querySelectorAll(".dock, .stepdock")) dock.style.position = "static";
  const found = [];
  for (const theme of themes) {
    document.documentElement.dataset.theme = theme;
    const { violations, incomplete } = await axe.run(within, {
      resultTypes: ["violations", "incomplete"],
      rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
    });
    for (const { id, nodes } of [...violations, ...incomplete]) {
      for (const { any, target } of nodes) {
        if (any[0]?.data?.messageKey === "pseudoContent" && target[0].includes(".slip")) continue;
        found.push(`${theme}: ${id}: ${target}: ${any[0]?.message ?? ""}`);
      }
    }
  }
  return found;
}"""


@pytest.fixture
def page(open_page) -> Page:
    """A phone on which nothing moves: a colour on its way to another is neither of them."""
    return open_page(360, 740, reduced_motion="reduce", may_miss=(MISSING,))


def found(page: Page, themes: list[str] = THEMES, within: str = "html") -> list[str]:
    """What axe has to say of the page as it stands, in each of `themes`."""
    page.evaluate(STILL)
    page.evaluate(AXE)
    return page.evaluate(RUN, [themes, within])


@pytest.mark.parametrize("kind", SCREENS)
def test_every_kind_of_page_in_every_theme(page, addresses, kind):
    page.goto(addresses[kind])
    page.wait_for_selector(SHOWN.get(kind, "main"))
    assert found(page) == []


@pytest.mark.parametrize("kind", SHEETS)
def test_every_kind_of_sheet(page, addresses, kind):
    """Paper is white, so a sheet is light in whatever theme one reads."""
    page.goto(addresses[kind])
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert found(page, ["light"]) == []


@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=password"])
def test_pages_in_english(page, path):
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert found(page) == []


def test_a_tutorial_in_english(page):
    page.goto(address(PAYING))
    page.get_by_role("contentinfo").get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert found(page) == []


@pytest.mark.smoke
@pytest.mark.parametrize("slug", [PAYING, WRONG_TOUCH])
def test_one_step_on_the_screen(page, slug):
    """The second tutorial has a picture at its third step."""
    page.goto(f"{address(slug)}#pas-3")
    expect(page.locator("html")).to_have_attribute("data-view", "step")
    assert found(page) == []


@pytest.mark.parametrize("slug", [PAYING, PETITION])
def test_questions_of_every_kind_with_their_verdicts(page, slug):
    """Every second answer is wrong, so that both verdicts are there."""
    page.goto(address(slug))
    questions = tutorial(slug)["quiz"]
    for number, question in enumerate(questions):
        give(page, question, wrong_answers(question)[0][0] if number % 2 else right_answer(question))
        check(page, question)
    said = page.get_by_role("group").get_by_role("status").filter(has_text=".")
    expect(said).to_have_count(len(questions))
    assert found(page, within="#verificati") == []


def test_these_are_all_the_themes_and_what_is_kept_sets_them(page):
    page.goto("/")
    offered = page.locator("input[name=theme]").evaluate_all("all => all.map((one) => one.value)")
    assert offered == ["", *THEMES]
    for theme in THEMES:
        kept = json.dumps({"theme": theme})
        page.evaluate("kept => localStorage.setItem('pascupas:prefs', kept)", kept)
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)


INK = "document.documentElement.style.setProperty('--ink', '{}')"


@pytest.mark.parametrize(
    ("spoil", "rule", "themes"),
    [
        ("document.querySelector('main label').remove()", "label", THEMES),
        ("document.querySelector('h1').remove()", "page-has-heading-one", THEMES),
        (INK.format("#14213a"), "color-contrast", ["dark", "contrast"]),
        (INK.format("#606060"), "color-contrast-enhanced", ["light", "contrast"]),
        ("document.body.style.background = 'linear-gradient(#000, #fff)'", "color-contrast", THEMES),
    ],
    ids=["no label", "no heading", "dark on dark", "grey on white", "who knows"],
)
def test_a_broken_page_is_found_out(page, spoil, rule, themes):
    """Otherwise the tests above would say nothing."""
    page.goto("/cautare/")
    page.evaluate(spoil)
    told = [line.split(": ") for line in found(page)]
    assert {theme for theme, broken, *_ in told if broken == rule} == set(themes)
