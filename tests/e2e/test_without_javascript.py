"""Without JavaScript everything can be read, and nothing is offered that would not work."""

import pytest
from playwright.sync_api import expect

from .catalogue import PAYING, PETITION, tutorial
from .kinds import KINDS, MISSING

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(open_page):
    return open_page(java_script_enabled=False, may_miss=(MISSING,))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_reads(page, addresses, kind):
    page.goto(addresses[kind])
    main = page.get_by_role("main")
    heading = main.get_by_role("heading", level=1).first
    expect(heading).to_be_visible()
    assert len(main.inner_text()) > len(heading.inner_text())


@pytest.mark.parametrize("kind", KINDS)
def test_no_dead_control_is_shown(page, addresses, kind):
    """What can be pressed either leads somewhere, opens in place or asks the server."""
    page.goto(addresses[kind])
    buttons = page.get_by_role("button").filter(visible=True)
    alive = page.locator("form[action][method=get] button[type=submit]").filter(visible=True)
    assert buttons.count() == alive.count()
    for link in page.get_by_role("link").all():
        target = link.get_attribute("href")
        if target.startswith("#"):
            expect(page.locator(target)).to_have_count(1)


def test_preferences_are_not_offered(page):
    """They could not be kept."""
    page.goto("/")
    expect(page.get_by_text("Text și culori")).to_be_hidden()


def test_every_step_is_there_with_all_it_says(page):
    paying = tutorial(PAYING)
    page.goto(paying["address"])
    for number, step in enumerate(paying["steps"], 1):
        place = page.locator(f"#pas-{number}")
        expect(place.get_by_role("heading")).to_have_text(step["action"])
        expect(place).to_contain_text(f"Pasul {number} din {len(paying['steps'])}")
        place.locator("summary").click()
        expect(place.get_by_text(step["trouble"]["answer"])).to_be_visible()


def test_the_first_button_leads_to_the_first_step(page):
    page.goto(tutorial(PAYING)["address"])
    page.get_by_role("link", name="Începeți cu pasul 1").click()
    expect(page.locator("#pas-1")).to_be_in_viewport()


@pytest.mark.parametrize("slug", [PAYING, PETITION])
def test_the_answers_of_every_question_can_be_opened(page, slug):
    data = tutorial(slug)
    page.goto(data["address"])
    for question in data["quiz"]:
        place = page.get_by_role("group", name=question["question"])
        place.get_by_text("Vedeți răspunsul").click()
        parts = question.get("choices") or question.get("items") or question.get("pairs") or [question]
        for part in parts:
            expect(place.get_by_text(part["why"]).first).to_be_visible()


def test_search_answers(page):
    page.goto("/")
    page.get_by_role("searchbox").fill("parola")
    page.get_by_role("button", name="Căutați").click()
    assert "q=parola" in page.url
    expect(page.get_by_role("searchbox")).to_have_value("parola")


def test_the_sheet_says_nothing_of_a_button_to_print(page):
    """The browser's own menu prints the same."""
    page.goto(tutorial(PAYING)["address"] + "tipar/")
    expect(page.get_by_role("link", name="Înapoi la pagină")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
