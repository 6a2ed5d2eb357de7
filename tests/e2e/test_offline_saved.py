"""A saved course, once the server is gone and the browser was closed: all of it opens."""

import pytest
from playwright.sync_api import expect

from .catalogue import course, squeezed, step_words, tutorial
from .server import refuses

pytestmark = pytest.mark.e2e

COURSE = "primii-pasi"
AWAY = "Acum nu ajungem la site. Nu s-a pierdut nimic."
PICTURES = """() => Promise.all([...document.images].map(async (image) => {
  image.loading = "eager";
  await image.decode().catch(() => {});
  return [image.src, image.naturalWidth];
}))"""


@pytest.fixture
def gone(own_house, device):
    """A device with a saved course, restarted after its server was killed."""
    serving = own_house.start()
    try:
        serving.wait_for_answer()
        reader = device(own_house.url)
        reader.save(course(COURSE)["address"])
    finally:
        serving.stop()
    assert refuses(own_house.port)
    reader.restart()
    return reader


def shown_pictures(page) -> int:
    pictures = page.evaluate(PICTURES)
    assert [source for source, width in pictures if not width] == []
    return len(pictures)


@pytest.mark.smoke
def test_a_saved_course_outlives_its_server(gone):
    page, data = gone.page, course(COURSE)

    page.goto(data["address"])
    expect(page.get_by_role("heading", level=1)).to_have_text(data["title"])
    expect(page.locator("html[data-js]")).to_be_attached()
    family = "getComputedStyle(document.body).fontFamily"
    assert page.evaluate(family).startswith("Hyperlegible")
    assert gone.wait_for_state("saved")

    pictures = 0
    for lesson in data["tutorials"]:
        page.goto(data["address"])
        page.get_by_role("link", name=lesson["title"], exact=True).last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson["title"])
        page.wait_for_load_state()
        text = squeezed(page.locator("main").inner_text())
        for step in lesson["steps"]:
            assert squeezed(step["action"]) in text
        pictures += shown_pictures(page)
        for sheet in ("tipar/", "tipar/mare/"):
            page.goto(lesson["address"] + sheet)
            paper = squeezed(page.locator("main").inner_text())
            for words in (words for step in lesson["steps"] for words in step_words(step)):
                assert squeezed(words) in paper
            shown_pictures(page)
    assert pictures > 5

    for sheet in ("tipar/", "tipar/mare/"):
        page.goto(data["address"] + sheet)
        booklet = squeezed(page.locator("main").inner_text())
        assert all(squeezed(lesson["title"]) in booklet for lesson in data["tutorials"])
        assert shown_pictures(page) >= pictures


def test_the_questions_of_a_saved_course_answer(gone):
    lesson = next(each for each in course(COURSE)["tutorials"] if each["quiz"][0]["kind"] == "one")
    question = lesson["quiz"][0]
    right = next(choice for choice in question["choices"] if choice.get("right"))
    page = gone.page
    page.goto(lesson["address"] + "#verificati")
    group = page.locator("[data-quiz] [data-question], [data-quiz] fieldset").first
    group.get_by_text(right["text"], exact=True).click()
    page.locator("[data-quiz]").get_by_role("button").first.click()
    expect(page.locator("[data-quiz]")).to_contain_text(right["why"])


def test_a_page_that_was_not_saved_says_so_and_what_is(gone):
    page = gone.page
    for path in ("/", "/cursuri/", "/nu-este-aici/", "/en/"):
        page.goto(path)
        if path != "/en/":
            expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text(AWAY)
        expect(page.locator("[data-courses] a")).to_have_text(course(COURSE)["title"])
    page.goto("/")
    page.locator("[data-courses] a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(course(COURSE)["title"])


def test_what_hangs_on_a_link_does_not_lose_a_saved_page(gone):
    lesson = tutorial("parole-bune")
    gone.page.goto(lesson["address"] + "?utm_source=prieten&fbclid=1")
    expect(gone.page.get_by_role("heading", level=1)).to_have_text(lesson["title"])


def test_the_saved_courses_can_be_searched(gone):
    page = gone.page
    page.goto("/cautare/?q=parola")
    expect(page.locator("[data-hits] a").first).to_be_visible()
    assert tutorial("parole-bune")["title"] in page.locator("[data-hits] a").all_inner_texts()
    field = page.get_by_role("searchbox", name="Ce doriți să faceți?")
    field.fill("mesaju fals")  # an ending that nobody writes, and no mark
    field.press("Enter")
    expect(page.locator("[data-hits] a").first).to_have_text(tutorial("mesajul-fals")["title"])
    field.fill("xqzwvy")
    field.press("Enter")
    expect(page.locator("[data-results]")).to_contain_text("Nu am găsit nimic")


def test_a_saved_course_can_be_deleted_without_the_server(gone):
    page = gone.page
    page.goto("/cursuri-salvate/")
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text("Cursurile salvate")
    page.get_by_role("button", name="Ștergeți de pe dispozitiv: Primii pași").click()
    gone.answer("Da, ștergeți")
    expect(page.locator("[data-none]")).to_be_visible()
    assert [name for name in gone.caches() if "pack" in name] == []
    page.goto(course(COURSE)["address"])
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text(AWAY)


def test_saved_pages_are_as_guarded_as_those_from_the_server(gone):
    answer = gone.page.goto(course(COURSE)["address"])
    policy = answer.header_value("content-security-policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.header_value("x-content-type-options") == "nosniff"
