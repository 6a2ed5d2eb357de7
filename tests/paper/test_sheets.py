"""The sheets: what stands on the page stands on paper, opened, numbered, with a way back to it."""

import pytest
from django.test import Client

from cms.models import SiteSettings
from courses.models import CoursePage, CourseTutorial
from directory.models import HelpSettings
from tutorials.models import TutorialPage

SIZES = ("tipar/", "tipar/mare/")
both_sizes = pytest.mark.parametrize("size", SIZES)


def text(node) -> str:
    return " ".join(node.get_text(" ").split())


def plain(words: str) -> str:
    return " ".join(words.split())


def unspaced(words: str) -> str:
    return "".join(
        words.replace("<p>", " ").replace("</p>", " ").replace("<b>", "").replace("</b>", "").split()
    )


def words_of(value) -> list[str]:
    """Every text of a block's raw value that stands on paper; not what names a place of a service."""
    if isinstance(value, dict) and "service" in value:
        return []
    if isinstance(value, dict):
        left_out = ("id", "type", "alt", "checked_on", "review_by", "url")
        return [
            words for key, inner in value.items() if key not in left_out for words in words_of(inner)
        ]
    if isinstance(value, list):
        return [words for inner in value for words in words_of(inner)]
    return [value] if isinstance(value, str) else []


def lost(soup, tutorial: TutorialPage) -> list[str]:
    """What the tutorial says and the sheet does not."""
    shown = unspaced(soup.get_text(""))
    parts = ("helps", "needs", "risks", "steps", "exercises", "proof", "sources")
    said = [words for part in parts for words in words_of(getattr(tutorial, part).get_prep_value())]
    said += [tutorial.title, tutorial.summary]
    said += [words for block in tutorial.terms for words in (block.value.term, block.value.meaning)]
    said += [words for block in tutorial.helplines for words in (block.value.phone, block.value.who)]
    return [words for words in said if unspaced(words) not in shown]


def numbered(steps) -> list[tuple[str, str]]:
    return [(text(step.select_one(".step__no")), text(step.h3)) for step in steps]


def in_full(tutorial: TutorialPage) -> list[tuple[str, str]]:
    """The steps of a tutorial as they are numbered on paper."""
    total = len(tutorial.steps)
    return [
        (f"Pasul {number} din {total}", plain(block.value["action"]))
        for number, block in enumerate(tutorial.steps, 1)
    ]


# --- the guide --------------------------------------------------------------------------------


@pytest.fixture(params=["petitia-mea-are-numar", "platesc-pe-ghiseul-ro", "explic-roeid-in-3-minute"])
def any_tutorial(request, db) -> TutorialPage:
    return TutorialPage.objects.get(slug=request.param)


@both_sizes
def test_a_guide_has_every_step_in_order_and_every_word(size, any_tutorial, read):
    soup = read(any_tutorial.url + size)
    assert numbered(soup.select(".step")) == in_full(any_tutorial)
    assert lost(soup, any_tutorial) == []


@both_sizes
def test_on_paper_every_answer_is_open(size, any_tutorial, read):
    """Nobody can tap it open there."""
    details = read(any_tutorial.url + size).select(".sheet__paper details")
    troubles = [block for block in any_tutorial.steps if block.value["trouble"]["question"]]
    assert len(details) == len(troubles) > 0
    assert all(answer.has_attr("open") for answer in details)


def test_on_the_screen_answers_wait_to_be_opened(tutorial, read):
    assert not read(tutorial.url).select("details[open]")


@both_sizes
def test_sources_say_on_paper_how_sure_we_are(size, tutorial, read):
    soup = read(tutorial.url + size)
    shown = [text(item) for item in soup.select(".sources li")]
    for block, words in zip(tutorial.sources, shown, strict=True):
        said = {
            "verified": "Verificat la",
            "due": "Verificat ultima oară la",
            "unverified": "Încă neverificat",
        }[block.value.standing]
        assert said in words


@both_sizes
def test_the_code_on_paper_leads_to_the_page(size, any_tutorial, read, raster, code_of):
    soup = read(any_tutorial.url + size)
    (code,) = soup.select("svg.qr")
    assert any_tutorial.full_url.startswith("http")
    assert raster(code.select("path")[1]["d"]) == code_of(any_tutorial.full_url)
    address = any_tutorial.full_url.partition("://")[2].rstrip("/")
    assert text(soup.select_one(".qrbox p")) == address


@both_sizes
def test_a_sheet_is_not_for_search_engines(size, tutorial, read):
    assert read(tutorial.url + size).find("meta", {"name": "robots"})["content"] == "noindex"


@pytest.mark.parametrize(
    ("size", "flag", "said"),
    [("tipar/", "normal", "pe hârtie"), ("tipar/mare/", "large", "cu litere mari")],
)
def test_a_sheet_knows_its_size_and_says_it(size, flag, said, tutorial, course, read):
    for page in (tutorial, course):
        soup = read(page.url + size)
        assert soup.html["data-print"] == flag
        assert text(soup.title) == f"{page.title} – {said} – Pas cu pas"
        assert soup.html["data-theme"] == "light"


@both_sizes
def test_a_sheet_speaks_the_language_of_its_page(size, tutorial, read):
    english = tutorial.get_translations().get(locale__language_code="en").specific
    assert read(tutorial.url + size).html["lang"] == "ro"
    soup = read(english.url + size)
    assert soup.html["lang"] == "en"
    assert text(soup.select_one(".step__no")) == f"Step 1 of {len(english.steps)}"


def test_each_sheet_leads_back_and_to_the_other_size(tutorial, course, read):
    for page in (tutorial, course):
        for size, other in (SIZES, reversed(SIZES)):
            links = [link["href"] for link in read(page.url + size).select("header .row > a")]
            assert links == [page.url, page.url + other]


@both_sizes
def test_what_only_a_screen_can_do_is_not_printed(size, tutorial, read):
    soup = read(tutorial.url + size)
    assert not soup.select("form, input, select, .dock, nav.nav, .share, [data-quiz]")
    for only_there in soup.select("button, audio"):
        assert only_there.find_parent(class_="screen-only") or "screen-only" in only_there["class"]


@both_sizes
def test_a_sheet_names_who_stands_behind_it(size, tutorial, site, read):
    SiteSettings.objects.update_or_create(
        site=site,
        defaults={"organisation": "Biblioteca Exemplu", "contact_email": "noi@biblioteca.exemplu"},
    )
    head = text(read(tutorial.url + size).select_one(".sheet__head"))
    assert head == "Pas cu pas · Biblioteca Exemplu · noi@biblioteca.exemplu"


def test_eighty_steps_lose_nothing_on_paper(tutorial, read):
    """The peer that we measured printed 28 of 80."""
    picture = {"image": None, "alt": ""}
    tutorial.steps = [
        (
            "step",
            {
                "action": f"Faceți lucrul {number}.",
                "details": f"<p>Amănuntul {number}.</p>",
                "tip": f"Sfatul {number}.",
                "warning": f"Atenția {number}.",
                "trouble": {"question": f"Necazul {number}?", "answer": f"Leacul {number}."},
                "picture": picture,
            },
        )
        for number in range(1, 81)
    ]
    tutorial.save()
    for size in SIZES:
        soup = read(tutorial.url + size)
        assert numbered(soup.select(".step")) == in_full(tutorial)
        assert len(soup.select(".step")) == 80
        assert lost(soup, tutorial) == []
        assert len(soup.select(".step details[open]")) == 80


@pytest.mark.parametrize("path", ["tipar", "tipar/mare"])
def test_an_address_without_its_last_stroke_leads_to_the_sheet(path, tutorial):
    response = Client().get(tutorial.url + path)
    assert response.status_code == 301
    assert response.headers["Location"] == tutorial.url + path + "/"


@pytest.mark.parametrize("path", ["tipar/mica/", "tipar/mare/mare/", "mare/", "tipar/tipar/"])
def test_other_addresses_below_a_page_are_not_found(path, tutorial, read):
    read(tutorial.url + path, status=404)


@both_sizes
def test_the_sheet_of_an_unpublished_page_is_not_found(size, tutorial, read):
    tutorial.unpublish()
    read(tutorial.url + size, status=404)


def test_a_page_that_has_no_address_yet_can_be_looked_at_on_paper(tutorial, rf):
    """An editor prepares a language whose home is not yet on the site."""
    lonely = CoursePage(title="Fără adresă", slug="fara-adresa", summary="Încă.")
    tutorial.get_root().add_child(instance=lonely)
    assert lonely.get_url() is None
    answer = lonely.make_preview_request(rf.get("/"), "print")
    assert answer.status_code == 200
    assert "<h1>Fără adresă</h1>" in answer.text
    assert "None" not in answer.text


# --- the booklet ------------------------------------------------------------------------------


@both_sizes
def test_a_booklet_has_every_tutorial_whole_and_in_order(size, course, read):
    soup = read(course.url + size)
    chapters = soup.select("section.chapter")
    tutorials = course.tutorials()
    assert [text(chapter.h1) for chapter in chapters] == [tutorial.title for tutorial in tutorials]
    for number, (tutorial, chapter) in enumerate(zip(tutorials, chapters, strict=True), 1):
        assert text(chapter.select_one(".step__no")) == f"Tutorialul {number} din {len(tutorials)}"
        assert numbered(chapter.select(".step")) == in_full(tutorial)
        assert lost(chapter, tutorial) == []
        assert all(answer.has_attr("open") for answer in chapter.select("details"))


@both_sizes
def test_the_contents_of_a_booklet_lead_to_its_chapters(size, course, read):
    soup = read(course.url + size)
    lines = soup.select(".contents li")
    titles = [tutorial.title for tutorial in course.tutorials()]
    assert [text(line.a) for line in lines] == [*titles, "Glosar"]
    assert text(soup.find(id=lines[-1].a["href"].removeprefix("#"))) == "Glosar"
    for line, tutorial in zip(lines, course.tutorials(), strict=False):
        chapter = soup.find(id=line.a["href"].removeprefix("#"))
        assert text(chapter.h1) == tutorial.title
        assert f"{tutorial.minutes} minute" in text(line)


@both_sizes
def test_every_chapter_has_the_code_of_its_own_page(size, course, read, raster, code_of):
    soup = read(course.url + size)
    codes = [raster(code.select("path")[1]["d"]) for code in soup.select("svg.qr")]
    pages = [course, *course.tutorials()]
    assert codes == [code_of(page.full_url) for page in pages]


@both_sizes
def test_a_booklet_begins_as_its_course_does(size, course, read):
    soup = read(course.url + size)
    assert text(soup.h1) == course.title
    assert unspaced(course.summary) in unspaced(soup.get_text(""))
    for block in course.intro:
        assert unspaced(str(block.value)) in unspaced(soup.get_text("").replace("\n", ""))


def test_a_booklet_has_the_tutorials_that_can_be_read_and_those_of_others(course, tutorial, read):
    first = course.tutorials()[0]
    first.unpublish()
    course.also = [CourseTutorial(tutorial=tutorial)]
    course.save_revision().publish()
    titles = [text(chapter.h1) for chapter in read(course.url + "tipar/").select("section.chapter")]
    assert first.title not in titles
    assert titles[-1] == tutorial.title
    assert len(titles) == 5


def test_one_more_chapter_costs_a_booklet_few_queries(course, read):
    """Not one for every picture, word and helpline of it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as captured:
            chapters = read(course.url + "tipar/").select("section.chapter")
        return len(chapters), len(captured)

    queries()
    before = queries()
    course.get_children().last().copy(update_attrs={"slug": "inca-unul", "title": "Încă unul"})
    chapters, after = queries()
    assert chapters == before[0] + 1
    assert after - before[1] <= 6


def test_without_a_helpline_of_the_site_the_sheets_print(tutorial, course, read):
    HelpSettings.objects.update(helpline=None)
    for page in (tutorial, course):
        for size in SIZES:
            assert read(page.url + size).h1
