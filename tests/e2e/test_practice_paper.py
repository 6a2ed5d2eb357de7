"""Drawn screens on paper: in ink, in large letters too, and each letter is the one that is meant.

Fonts in a printed file may be mixed up while their text can still be copied right: letters are
compared as pixels.
"""

import pytest
from playwright.sync_api import Page, expect

from .catalogue import PAYING, address
from .glyphs import difference, from_program, reference
from .pdf import Pdf
from .server import ROOT

pytestmark = pytest.mark.e2e

LETTERS = "ăâîșțĂÂÎȘȚ"
SHEETS = {"tipar/": 9, "tipar/mare/": 18}  # the least size of letters, in points
FONTS = {weight: ROOT / f"static/dist/fonts/hyperlegible-{weight}.woff2" for weight in (400, 700)}
ALONE = """letters => {
  const figure = document.querySelector("figure.drawing:has(.screen .press)");
  document.querySelector("main").replaceChildren(figure);
  figure.querySelector(".press").textContent = letters;
  figure.querySelector("figcaption p").textContent = letters;
}"""


def figure(page: Page, sheet: str) -> Pdf:
    """The first figure of the sheet alone, with all Romanian letters in its button and its caption."""
    page.goto(address(PAYING) + sheet)
    page.evaluate(ALONE, LETTERS)
    return Pdf(page.pdf(prefer_css_page_size=True, tagged=True))


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_romanian_letter_of_a_figure_is_printed_as_itself(page, sheet):
    shapes = {}
    for letter, glyph, program in figure(page, sheet).shapes():
        if letter in LETTERS:
            shapes.setdefault(letter, []).append(from_program(program, glyph))
    assert set(shapes) == set(LETTERS)
    for letter, printed in shapes.items():
        assert len(printed) == 2, f"{letter} is printed in bold and in plain"
        for weight, path in FONTS.items():
            nearest = min(difference(shape, reference(path, letter)) for shape in printed)
            assert nearest < 0.02, f"{letter} ({weight}): {nearest:.0%} of its ink differs"


def test_a_wrong_letter_would_be_seen():
    """Otherwise the test above would say nothing."""
    for path in FONTS.values():
        for meant, printed in ("ăa", "ăâ", "șs", "țt", "îi", "șş", "Ăă"):
            assert difference(reference(path, meant), reference(path, printed)) > 0.05, meant + printed


@pytest.mark.parametrize(("sheet", "least"), SHEETS.items())
def test_no_letter_of_a_figure_is_too_small_on_paper(page, sheet, least):
    sizes = figure(page, sheet).sizes
    assert [
        (size, letters) for size, letters in sizes.items() if size < least and letters.strip()
    ] == []


def test_figures_are_ink_on_paper_and_keep_their_number(page):
    page.goto(address(PAYING) + "tipar/")
    page.emulate_media(media="print")
    drawing = page.locator("figure.drawing").first
    expect(drawing.locator(".no")).to_be_visible()
    colour = "element => getComputedStyle(element).backgroundColor"
    assert drawing.locator(".screen").evaluate(colour) == "rgb(255, 255, 255)"
    assert {press.evaluate(colour) for press in drawing.locator("p.press").all()} <= {
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    }
    expect(page.locator("[data-practice] .card").first).to_be_visible()
    expect(page.locator("[data-practice] button")).to_have_count(0)
