"""A whole tutorial, its questions included, without a mouse; and by roles and names alone.

The first is what a hand that cannot point gets, the second what a screen reader gets.
"""

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from .answering import CHECK, KEY, NO, YES, explanations, group, order_now, right_answer, wrong_answers
from .catalogue import PAYING, PETITION, tutorial

pytestmark = pytest.mark.e2e

FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused === document.documentElement) return "lost";
  const box = focused.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return "on something hidden";
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!seen) return "outside the screen";
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const x = middle(box.left, box.right, innerWidth - 1);
  const y = middle(box.top, box.bottom, innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const mine = focused.closest("label") ?? focused;
  if (!top || !(mine.contains(top) || top.contains(mine))) return "covered";
  const style = getComputedStyle(focused);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
  // Where focus was led, to be read and not to be pressed, no ring is needed.
  const read = "h2[tabindex], h3[tabindex], main[tabindex], [data-screen]";
  return ring || focused.matches(read) ? "" : "not visible";
}"""


class Keyboard:
    """Presses keys and looks after each that the focus is where one can see it."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            # A key that changes the address gives the focus a new place a moment later.
            deadline = time.monotonic() + 15
            while (lost := self._lost()) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert not lost, f"After {key} the focus is {lost}"

    def _lost(self) -> str:
        """Where the focus went instead, or nothing."""
        where = "document.activeElement.outerHTML.slice(0, 120)"
        return self.page.evaluate(f"(what => what && `${{what}}: ${{{where}}}`)(({FOCUS})())")

    def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Goes from stop to stop; 150 are more than any page has."""
        for _ in range(150):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.press(key)
        raise AssertionError(f"{target} is never reached with {key}")

    def answer(self, question: dict, answer) -> None:
        """Gives the answer and asks for the verdict."""
        place = group(self.page, question)
        getattr(self, f"_answer_{question['kind']}")(place, question, answer)
        if question["kind"] == "fill":
            self.press("Enter")
        else:
            self.tab_to(place.get_by_role("button", name=CHECK))
            self.press("Enter")

    def _answer_one(self, place, question, answer):
        wanted = place.get_by_role("radio", name=answer[0])
        radios = place.get_by_role("radio")
        chosen = radios.and_(place.get_by_role("radio", checked=True))
        self.tab_to(chosen if chosen.count() else radios.first, self._towards(radios.first))
        self.press("Space")
        for _ in question["choices"]:
            if wanted.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"The arrows never reach “{answer[0]}”")

    def _answer_several(self, place, question, answer):
        first = place.get_by_role("checkbox").first
        self.tab_to(first, self._towards(first))
        for choice in question["choices"]:
            box = place.get_by_role("checkbox", name=choice["text"])
            self.tab_to(box)
            if box.is_checked() != (choice["text"] in answer):
                self.press("Space")

    def _answer_order(self, place, question, answer):
        for wanted, text in enumerate(answer):
            steps = order_now(place).index(text) - wanted
            if steps:
                button = place.get_by_role("button", name=f"Mai sus: {text}")
                self.tab_to(button, self._towards(button))
                self.press("Space", steps)
        assert order_now(place) == answer

    def _answer_match(self, place, question, answer):
        first = place.get_by_role("combobox").first
        self.tab_to(first, self._towards(first))
        for left, right in answer.items():
            select = place.get_by_role("combobox", name=left)
            self.tab_to(select)
            self.press("Home")
            for _ in answer:
                self.press("ArrowDown")
                if select.locator("option:checked").inner_text() == right:
                    break
            else:
                raise AssertionError(f"The arrows never reach “{right}”")

    def _answer_fill(self, place, question, answer):
        gap = place.get_by_role("textbox")
        self.tab_to(gap, self._towards(gap))
        self.press("Control+A")
        self.page.keyboard.type(answer)

    def _towards(self, target: Locator) -> str:
        """The key that leads to `target` from where the focus is."""
        behind = target.evaluate(
            "element => Boolean(element.compareDocumentPosition(document.activeElement)"
            " & Node.DOCUMENT_POSITION_FOLLOWING)"
        )
        return "Shift+Tab" if behind else "Tab"


@pytest.fixture
def keyboard(page) -> Keyboard:
    return Keyboard(page)


@pytest.mark.smoke
def test_a_whole_tutorial_by_keyboard_alone(page, keyboard):
    paying = tutorial(PAYING)
    steps, questions = paying["steps"], paying["quiz"]
    page.goto(paying["address"])
    keyboard.press("Tab")
    skip = page.get_by_role("link", name="Mergeți direct la conținut")
    expect(skip).to_be_focused()
    keyboard.press("Enter")
    keyboard.tab_to(page.get_by_role("link", name="Începeți cu pasul 1"))
    keyboard.press("Enter")
    for number, step in enumerate(steps, 1):
        expect(page.get_by_role("heading", name=step["action"])).to_be_focused()
        opened = page.get_by_text(step["trouble"]["question"], exact=True)
        keyboard.tab_to(page.locator("summary").filter(has=opened).or_(opened))
        keyboard.press("Enter" if number % 2 else "Space")
        expect(page.get_by_text(step["trouble"]["answer"])).to_be_visible()
        if number < len(steps) and number % 2:
            page.get_by_role("heading", name=step["action"]).focus()
            keyboard.press("ArrowRight")
        else:
            name = "Înainte" if number < len(steps) else "La întrebări"
            keyboard.tab_to(page.get_by_role("link", name=name))
            keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Verificați-vă")).to_be_focused()
    for question in questions:
        said = group(page, question).get_by_role("status")
        keyboard.answer(question, wrong_answers(question)[0][0])
        expect(said).to_contain_text(wrong_answers(question)[0][1])
        keyboard.tab_to(group(page, question).locator("summary"))
        keyboard.press("Enter")
        keyboard.answer(question, right_answer(question))
        expect(said).to_contain_text(YES)
    expect(page.get_by_text("Ați răspuns la toate întrebările.")).to_be_visible()
    keyboard.tab_to(page.get_by_role("contentinfo").get_by_role("link").first)


def test_questions_to_match_and_to_fill_by_keyboard_alone(page, keyboard):
    """The kinds that the tutorial above does not have."""
    petition = tutorial(PETITION)
    page.goto(petition["address"])
    for question in petition["quiz"]:
        said = group(page, question).get_by_role("status")
        keyboard.answer(question, wrong_answers(question)[0][0])
        expect(said).to_contain_text(wrong_answers(question)[0][1])
        keyboard.answer(question, right_answer(question))
        expect(said).to_contain_text(YES)


def test_arrows_turn_the_steps_like_pages(page, keyboard):
    paying = tutorial(PAYING)
    page.goto(f"{paying['address']}#pas-1")
    for number in (2, 3):
        keyboard.press("ArrowRight")
        expect(page).to_have_url(f"{page.url.partition('#')[0]}#pas-{number}")
    keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name=paying["steps"][1]["action"])).to_be_focused()


def test_arrows_leave_whoever_looks_at_the_whole_page_alone(page):
    page.goto(tutorial(PAYING)["address"])
    before = page.url
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.url == before


def test_the_panel_of_preferences_by_keyboard_alone(page, keyboard):
    page.goto("/")
    keyboard.tab_to(page.locator("summary", has_text="Text și culori"))
    keyboard.press("Enter")
    keyboard.tab_to(page.get_by_role("radio", name="Normal"))
    keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Mare", exact=True)).to_be_checked()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    keyboard.press("Tab")
    keyboard.press("ArrowDown", 2)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_first_page_keeps_the_focus_in_sight_from_end_to_end(phone):
    """Every stop of Tab, on a small screen with a dock at its foot."""
    keyboard = Keyboard(phone)
    phone.goto("/")
    keyboard.tab_to(phone.get_by_role("complementary", name="Ajutor la telefon").get_by_role("link"))


@pytest.mark.smoke
def test_a_whole_tutorial_by_roles_and_names_alone(page):
    paying = tutorial(PAYING)
    steps, questions = paying["steps"], paying["quiz"]
    page.goto(paying["address"])
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name=paying["title"], level=1)).to_be_visible()
    for name in ("La ce vă ajută", "Ce vă trebuie", "Ce poate merge prost", "Pașii", "Exersați"):
        expect(main.get_by_role("region", name=name)).to_be_visible()
    main.get_by_role("link", name="Începeți cu pasul 1").click()
    dock = page.get_by_role("navigation", name="Pașii")
    for number, step in enumerate(steps, 1):
        expect(page).to_have_title(f"Pasul {number} din {len(steps)} – {paying['title']} – Pas cu pas")
        expect(main.get_by_role("heading", name=step["action"], level=3)).to_be_focused()
        expect(main.get_by_role("heading", level=3)).to_have_count(1)
        dock.get_by_role("link", name="Înainte" if number < len(steps) else "La întrebări").click()
    quiz = main.get_by_role("region", name="Verificați-vă")
    for question in questions:
        place = quiz.get_by_role("group", name=question["question"])
        said = place.get_by_role("status")
        expect(said).to_have_count(1)  # it is there before it has anything to say
        expect(said).to_be_empty()
        _answer_by_role(place, question)
        place.get_by_role("button", name=CHECK).click()
        expect(said).to_contain_text(YES)
        for why in explanations(question):
            expect(said).to_contain_text(why)
    expect(quiz.get_by_role("status").last).to_contain_text("Ați răspuns la toate întrebările.")
    expect(main.get_by_role("region", name="Dovada", exact=True)).to_be_visible()
    expect(main.get_by_role("region", name="Sunați un om").get_by_role("link").first).to_be_visible()
    expect(main.get_by_role("region", name="Surse").get_by_role("listitem").first).to_be_visible()


def _answer_by_role(place: Locator, question: dict) -> None:
    answer = right_answer(question)
    match question["kind"]:
        case "one":
            place.get_by_role("radio", name=answer[0]).check()
        case "several":
            for text in answer:
                place.get_by_role("checkbox", name=text).check()
        case "order":
            acts = place.get_by_role("list", name=question["question"]).get_by_role("listitem")
            for wanted, text in enumerate(answer):
                while text not in acts.nth(wanted).inner_text():
                    place.get_by_role("button", name=f"Mai sus: {text}").click()


def test_a_verdict_is_spoken_from_a_region_that_was_there_before(page):
    """A live region that arrives together with its words is often not spoken."""
    question = tutorial(PETITION)["quiz"][0]
    page.goto(tutorial(PETITION)["address"])
    said = group(page, question).get_by_role("status")
    held = said.element_handle()
    group(page, question).get_by_role("textbox").fill("5")
    group(page, question).get_by_role("button", name=CHECK).click()
    assert held.inner_text().startswith(NO)
    group(page, question).get_by_text(KEY).click()
    expect(group(page, question).get_by_role("list")).to_be_visible()
