"""Guides and booklets as Chromium prints them: everything is there, in order, large enough, on A4."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from .catalogue import FALSE_MESSAGE, PAYING, course, squeezed, step_words, tutorial
from .pdf import Pdf

pytestmark = pytest.mark.e2e

PAYING, COURSE = tutorial(PAYING), course("primii-pasi")
SIZES = {"normal": "tipar/", "large": "tipar/mare/"}
BODY = {"normal": 12, "large": 18}  # points
LEAST = {"normal": 9, "large": 18}
A4 = (210, 297)
# What is between the margins of print.css, in CSS pixels: as wide as Chromium lays paper out.
BETWEEN_MARGINS = int((210 - 2 * 16) / 25.4 * 96)
LIVE = "button, input, select, audio, video, form, .btn, .link, .nav, .views, .dock, .stepdock, .share"
BEYOND_THE_EDGE = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (words.nextNode()) {
    const line = document.createRange();
    line.selectNodeContents(words.currentNode);
    const cut = [...line.getClientRects()].some(({ left, right }) => left < 0 || right > innerWidth);
    if (cut) found.push(words.currentNode.data.trim());
  }
  return found;
}"""


@pytest.fixture(scope="module")
def prints() -> dict[str, Pdf]:
    """What was printed already: no test here changes a page."""
    return {}


def print_to_pdf(page: Page) -> Pdf:
    """As the browser's own menu does."""
    return Pdf(page.pdf(prefer_css_page_size=True, tagged=True))


@pytest.fixture
def printed(page, prints):
    """What comes of printing the sheet at an address."""

    def printed(path: str) -> Pdf:
        if path not in prints:
            page.goto(path)
            prints[path] = print_to_pdf(page)
        return prints[path]

    return printed


@pytest.fixture(params=SIZES)
def size(request) -> str:
    return request.param


@pytest.fixture(params=[PAYING, COURSE], ids=["guide", "booklet"])
def sheet(request, size) -> str:
    return request.param["address"] + SIZES[size]


def missing(pdf: Pdf, wanted: list[str]) -> list[str]:
    """Of these words, those that do not follow the ones before them in the order of reading."""
    text, at, lost = squeezed(pdf.text), 0, []
    for words in map(squeezed, wanted):
        found = text.find(words, at)
        if found < 0:
            lost.append(words)
        else:
            at = found + len(words)
    return lost


def whole(data: dict, host: str) -> list[str]:
    """What must be read on paper of a tutorial: where it is, each step with its number, each source."""
    steps = data["steps"]
    wanted = [data["title"], host + data["address"].rstrip("/")]
    for number, step in enumerate(steps, 1):
        wanted += [f"Pasul {number} din {len(steps)}", *step_words(step)]
    for source in data["sources"]:
        wanted += [source["title"], source["proves"], standing(source)]
    return wanted


def standing(source: dict) -> str:
    """How sure we are of a source today."""
    if source["status"] != "verified":
        return "Încă neverificat de noi."
    due = source["review"] < datetime.datetime.now(ZoneInfo("Europe/Bucharest")).date()
    return "Verificat ultima oară la" if due else "Verificat la"


@pytest.mark.smoke
def test_a_guide_says_everything_in_its_order(printed, server, size):
    pdf = printed(PAYING["address"] + SIZES[size])
    assert missing(pdf, whole(PAYING, f"127.0.0.1:{server.house.port}")) == []
    drawn = squeezed("".join(pdf.pages))  # the style sheet adds addresses, for eyes alone
    assert [source["url"] for source in PAYING["sources"] if f"({source['url']})" not in drawn] == []


def test_a_booklet_has_its_contents_and_every_tutorial_whole(printed, server, size):
    host = f"127.0.0.1:{server.house.port}"
    tutorials = COURSE["tutorials"]
    assert len(tutorials) == 5
    wanted = [COURSE["title"], host + COURSE["address"].rstrip("/"), "Cuprins"]
    for data in tutorials:
        wanted += [data["title"], f"{data['minutes']} minute"]
    for number, data in enumerate(tutorials, 1):
        wanted += [f"Tutorialul {number} din {len(tutorials)}", *whole(data, host)]
    assert missing(printed(COURSE["address"] + SIZES[size]), wanted) == []


def test_every_page_is_a4_and_every_letter_as_large_as_promised(printed, sheet, size):
    """Chromium makes all letters smaller when something is too wide for the paper."""
    pdf = printed(sheet)
    assert pdf.papers == {A4}
    assert max(pdf.sizes, key=lambda points: len(pdf.sizes[points])) == BODY[size]
    assert min(pdf.sizes) >= LEAST[size]
    for number, drawn in enumerate(pdf.pages, 1):
        foot = f"{number} / {len(pdf.pages)}"
        assert foot in drawn
        assert drawn.replace(foot, "").replace("Pas cu pas", ""), f"Page {number} is empty"


@pytest.mark.parametrize(("name", "sides"), [("fisa", 2), ("fisa-elev", 2), ("dezbatere", 1)])
def test_what_is_one_sheet_as_pdf_is_one_from_the_browser(printed, name, sides):
    """With the foot and the letters of Chromium, which are others than those of the PDF."""
    pdf = printed(f"{PAYING['address']}tipar/{name}/")
    assert len(pdf.pages) == sides
    assert min(pdf.sizes) >= LEAST["normal"]


@pytest.mark.parametrize("data", [PAYING, tutorial(FALSE_MESSAGE)], ids=lambda data: data["slug"])
def test_the_back_of_the_twenty_minute_card_is_a_side_of_its_own(printed, data):
    front, back = map(squeezed, printed(f"{data['address']}tipar/fisa/").pages)
    assert squeezed(data["steps"][-1]["action"]) in front
    assert squeezed("Ce poate merge prost") not in front
    assert squeezed("Ce poate merge prost") in back


def on_paper(page: Page) -> None:
    """Lays the page out as on paper, where it can still be asked."""
    page.set_viewport_size({"width": BETWEEN_MARGINS, "height": 1000})
    page.emulate_media(media="print")


def test_no_line_ends_beyond_the_paper_and_nothing_wants_a_finger(page, sheet):
    page.goto(sheet)
    live = page.locator(LIVE).filter(visible=True)
    assert live.count() > 0
    on_paper(page)
    assert live.count() == 0
    assert page.evaluate(BEYOND_THE_EDGE) == []
    page.evaluate("document.body.style.translate = '1cm'")
    assert page.evaluate(BEYOND_THE_EDGE)  # or else the line before says nothing


@pytest.mark.parametrize("view", ["", "#pas-3"], ids=["all steps", "one step"])
def test_a_page_printed_from_the_browsers_menu_is_whole_too(page, view):
    """Answers that are closed on the screen, and steps that are not on it, are printed all the same."""
    page.goto(PAYING["address"] + view)
    pdf = print_to_pdf(page)
    steps = [words for step in PAYING["steps"] for words in step_words(step)]
    assert missing(pdf, [PAYING["title"], *steps]) == []
    on_paper(page)
    assert page.locator(LIVE).filter(visible=True).count() == 0


def test_what_is_missing_or_out_of_order_is_found_out(page, server):
    """Otherwise the tests above would say nothing."""
    page.goto(PAYING["address"] + SIZES["normal"])
    page.evaluate("document.querySelectorAll('.step')[3].ariaHidden = 'true'")
    page.evaluate("document.querySelectorAll('.step')[5].after(document.querySelectorAll('.step')[4])")
    pdf = print_to_pdf(page)
    lost = missing(pdf, whole(PAYING, f"127.0.0.1:{server.house.port}"))
    assert squeezed(PAYING["steps"][3]["action"]) in lost
    assert squeezed(PAYING["steps"][5]["action"]) in lost
