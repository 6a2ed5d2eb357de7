"""Documents for a class, a club and a notice board: by the rules, answers where they belong."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from pdfs import broken_rules, outside
from reading import aloud, in_order, tree, unspaced

from courses.models import CoursePage
from paper import building, pdf
from paper.documents import READER, built_ahead, documents_of
from tutorials.models import TutorialPage

SLUGS = [
    "ating-gresesc-ma-intorc",
    "parole-bune",
    "mesajul-fals",
    "caut-fara-capcane",
    "verific-inainte-sa-trimit",
    "platesc-pe-ghiseul-ro",
    "petitia-mea-are-numar",
    "explic-roeid-in-3-minute",
]
every_tutorial = pytest.mark.parametrize("slug", SLUGS)
_made: dict[tuple, pdf.Pdf] = {}


def new_papers(page) -> dict:
    return {paper.name: paper for paper in built_ahead(page) if paper.group != READER}


def made(page, name: str) -> pdf.Pdf:
    """The document of a page of the catalogue: made once for all tests of this file."""
    paper = new_papers(page)[name]
    if (page.slug, name) not in _made:
        found = building.fitted(*page.html_of(paper), paper)
        _made[page.slug, name] = found and found[0]
    return _made[page.slug, name]


def one(slug: str) -> TutorialPage:
    return TutorialPage.objects.get(slug=slug, locale__language_code="ro")


def flaws(page) -> dict[str, list]:
    """What is wrong with each document of the page, as far as a machine can tell."""
    found = {}
    for name, paper in new_papers(page).items():
        document = made(page, name)
        if document is None:
            found[name] = ["does not fit"]
        elif wrong := [*broken_rules(document.body).items(), *outside(document.body)]:
            found[name] = wrong
        else:
            assert document.pages <= (paper.most_pages or 2)
    return found


@every_tutorial
def test_every_document_of_a_tutorial_fits_and_keeps_the_rules(slug, db):
    page = one(slug)
    wanted = {"plan-lectie", "fisa-elev", "raspunsuri", "tema-acasa", "fisa", "card-exercitiu"}
    assert new_papers(page).keys() >= wanted | {"anunt", "afis"}
    assert flaws(page) == {}


def test_every_document_of_a_course_fits_and_keeps_the_rules(db):
    courses = CoursePage.objects.live().filter(locale__language_code="ro")
    assert len(courses) == 4
    for page in courses:
        assert new_papers(page).keys() == {"plan-lectii", "anunt", "afis"}
        assert flaws(page) == {}


# --- for a class --------------------------------------------------------------------------------


def reasons(page) -> list[str]:
    """What a quiz says after an answer, and what a gap takes."""
    found = []
    for block in page.quiz:
        value, parts = block.value, ("choices", "items", "pairs", "slips")
        found += [item["why"] for part in parts for item in value.get(part, ())]
        found += [value[part] for part in ("why", "otherwise") if value.get(part)]
    return found


@every_tutorial
def test_a_handout_asks_every_question_in_order_and_answers_none(slug, db):
    page = one(slug)
    said = aloud(made(page, "fisa-elev").body)
    assert in_order([page.title, *(block.value["question"] for block in page.quiz)], said) == []
    choices = [choice for block in page.quiz for choice in block.value.get("choices", ())]
    assert [choice["text"] for choice in choices if unspaced(choice["text"]) not in said] == []
    assert [why for why in reasons(page) if unspaced(why) in said] == []
    assert "Corect:" not in said
    for block in page.quiz:
        if block.block_type == "fill":
            asked = said[said.index(unspaced(block.value["question"])) :]
            gap = unspaced(block.value["before"]) + unspaced(block.value["answers"][0])
            assert unspaced(block.value["before"]) in asked
            assert gap not in asked
    for title in (task for person in page.rehearsals[:1] for task in person.titles[:1]):
        assert unspaced(title) in said
    assert unspaced("Numărul primit la sfârșit:") in said


@every_tutorial
def test_the_order_on_a_handout_is_not_the_right_one(slug, db):
    page = one(slug)
    said = aloud(made(page, "fisa-elev").body)
    for block in page.quiz:
        if block.block_type == "order":
            right = [item["text"] for item in block.value["items"]]
            assert in_order(right, said[said.index(unspaced(block.value["question"])) :]) != []


@every_tutorial
def test_the_answers_say_what_is_right_and_why(slug, db):
    page = one(slug)
    said = aloud(made(page, "raspunsuri").body)
    assert in_order([block.value["question"] for block in page.quiz], said) == []
    assert [
        why
        for why in reasons(page)
        if unspaced(why) not in said
        and why not in [block.value.get("otherwise") for block in page.quiz]
    ] == []
    for block in page.quiz:
        for choice in block.value.get("choices", ()):
            words = unspaced(choice["text"])
            assert (("Corect:" + words) in said) is bool(choice["right"])
        if block.block_type == "order":
            assert in_order([item["text"] for item in block.value["items"]], said) == []
    checks = [b.value["check"] for b in page.exercises if b.block_type == "exercise"]
    assert [check for check in checks if unspaced(check) not in said] == []


@every_tutorial
def test_a_lesson_plan_has_the_steps_and_the_minutes_of_a_lesson(slug, db):
    page = one(slug)
    said = aloud(made(page, "plan-lectie").body)
    actions = [block.value["action"] for block in page.steps]
    assert in_order([page.title, page.task, *actions, "Tema pentru acasă"], said) == []
    assert [
        code for code, name in page.competence_names() if unspaced(f"{code} {name}") not in said
    ] == []
    assert unspaced(f"{page.minutes} minute · Pașii, împreună") in said
    assert f"{page.lesson.total}deminute" in said


def words_of(page, name: str, copies: int = 0) -> str:
    paper = next(paper for paper in documents_of(page) if paper.name == name)
    html, _base = page.html_of(paper, copies=copies)
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_no_paper_promises_another_that_its_editors_do_not_want(db):
    page = one("platesc-pe-ghiseul-ro")
    before = words_of(page, "plan-lectie")
    promised = ["fișa elevului", "bifați-l pe fișă", "răspunsurile", "Tema pentru"]
    assert [word for word in promised if word not in before] == []
    page.papers_off = ["fisa-elev", "raspunsuri", "tema-acasa", "ghid-mare"]
    after = words_of(page, "plan-lectie")
    assert [word for word in [*promised, "fișei", "litere mari"] if word in after] == []
    assert all(block.value["action"] in after for block in page.steps)
    assert "pachet" not in {paper.name for paper in documents_of(page)}


def test_a_pack_has_the_answers_if_they_are_offered(db):
    page = one("platesc-pe-ghiseul-ro")
    answers = "Răspunsuri"
    assert answers in words_of(page, "pachet", copies=2)
    page.papers_off = ["raspunsuri"]
    assert answers not in words_of(page, "pachet", copies=2)


def test_a_plan_says_how_many_lessons_each_tutorial_takes(db):
    course = CoursePage.objects.get(slug="primii-pasi", locale__language_code="ro")
    first = course.tutorials()[0]
    first.minutes = 60
    first.save_revision().publish()
    count = len(course.tutorials())
    said = words_of(CoursePage.objects.get(pk=course.pk), "plan-lectii")
    assert f"Plan de {count + 1} lecții" in said
    assert f"{first.title} · 60 de minute · 2 lecții" in said
    assert said.count("· 1 lecție") == count - 1


@every_tutorial
def test_homework_has_a_box_for_every_step_and_three_signatures(slug, db):
    page = one(slug)
    html, _ = page.html_of(new_papers(page)["tema-acasa"])
    assert html.count('class="tick__box"') == len(page.steps)
    said = aloud(made(page, "tema-acasa").body)
    actions = [block.value["action"] for block in page.steps]
    signed = ["Semnătura elevului:", "Semnătura adultului:", "Semnătura profesorului:"]
    assert in_order(["Îl învăț pe bunicul", *actions, *signed], said) == []


@every_tutorial
def test_the_card_has_the_invented_person_and_the_tasks(slug, db):
    page = one(slug)
    said = aloud(made(page, "card-exercitiu").body)
    for person in page.rehearsals:
        if person.card:
            rows = [words for row in person.card for words in (row["label"] + ":", row["value"])]
            assert in_order([*person.titles, *rows], said) == []


# --- only where there is something -------------------------------------------------------------


def test_a_tutorial_without_a_practice_has_no_card(tutorial):
    assert "card-exercitiu" in new_papers(tutorial)
    tutorial.exercises = []
    del tutorial.rehearsals
    assert "card-exercitiu" not in new_papers(tutorial)


def test_a_practice_that_is_not_published_is_on_no_paper(tutorial):
    from tutorials.models import PracticeService

    PracticeService.objects.update(live=False)
    page = one(tutorial.slug)
    assert page.rehearsals == []
    html, _ = page.html_of(new_papers(page)["fisa-elev"])
    exercise = next(block for block in page.exercises if block.block_type == "exercise")
    assert exercise.value["task"] in html
    assert exercise.value["check"] not in html


def test_a_debate_is_offered_where_one_is_written(tutorial, db):
    assert "dezbatere" not in new_papers(one("parole-bune"))
    said = aloud(made(tutorial, "dezbatere").body)
    (block,) = tutorial.debate
    value = block.value
    words = [value["statement"], *value["pros"], *value["cons"], *value["questions"]]
    assert in_order(words, said) == []
    assert f"{tutorial.debate_minutes.total}deminute" in said


def test_a_handout_can_stand_many_times_in_one_document(tutorial):
    """A class pack does that: no ids, nothing but `page` asked for."""
    from django.template.loader import render_to_string

    for body in ("handout_body", "answers_body"):
        html = render_to_string(f"tutorials/print/{body}.html", {"page": tutorial})
        assert tutorial.title in html
        assert " id=" not in html


def test_headings_of_a_handout_go_down_one_at_a_time(tutorial):
    levels = [
        int(node.type[1])
        for top in tree(made(tutorial, "fisa-elev").body)
        for node in top.walk()
        if node.type in ("H1", "H2", "H3", "H4")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
