"""The documents of the catalogue: every word of their page, in order, by the rules."""

import pytest
from pdfs import broken_rules, outside
from reading import aloud, in_order, tree, unspaced

from courses import documents as of_courses
from paper import building
from paper.documents import documents_of
from tutorials import documents as of_tutorials
from tutorials.models import TutorialPage

SLUGS = ["petitia-mea-are-numar", "platesc-pe-ghiseul-ro", "explic-roeid-in-3-minute"]
named = {paper.name: paper for paper in (*of_tutorials.OFFERED, *of_courses.OFFERED)}


@pytest.fixture(params=SLUGS)
def any_tutorial(request, db) -> TutorialPage:
    return TutorialPage.objects.get(slug=request.param)


def made(page, name: str):
    html, base = page.html_of(named[name])
    found = building.fitted(html, base, named[name])
    return found and found[0]


def steps_of(tutorial: TutorialPage) -> list[str]:
    """Of every step its number, what to do, the advice: as a reader hears them."""
    total, words = len(tutorial.steps), []
    for number, block in enumerate(tutorial.steps, 1):
        value = block.value
        words += [f"Pasul {number} din {total}", value["action"]]
        trouble = value["trouble"]
        words += [value["tip"], value["warning"], trouble["question"], trouble["answer"]]
    return [word for word in words if word]


def outlines(body: bytes) -> list[str]:
    return [
        unspaced(node.read()) for top in tree(body) for node in top.walk() if node.type in ("H1", "H2")
    ]


@pytest.mark.parametrize("name", ["ghid", "ghid-mare", "caiet"])
def test_a_tutorial_on_paper_has_every_step_in_order(name, any_tutorial):
    pdf = made(any_tutorial, name)
    assert broken_rules(pdf.body) == {}
    assert outside(pdf.body) == []
    said = aloud(pdf.body)
    assert in_order([any_tutorial.title, *steps_of(any_tutorial)], said) == []
    headings = outlines(pdf.body)
    for heading in ("La ce vă ajută", "Pașii", "Dovada", "Surse"):
        assert unspaced(heading) in headings


def test_every_drawing_has_its_words(any_tutorial):
    body = made(any_tutorial, "ghid").body
    figures = [node.alt for top in tree(body) for node in top.walk() if node.type == "Figure"]
    drawings = [block for block in any_tutorial.steps if block.value["screen"].shown]
    pictures = [block.value["picture"] for block in any_tutorial.steps]
    assert all(figures)
    assert sum(alt.startswith("De sus în jos") for alt in figures) >= len(drawings)
    assert {picture["alt"] for picture in pictures if picture["image"]} <= set(figures)


def test_the_notebook_has_a_box_and_lines_for_every_step(tutorial):
    guide, notebook = aloud(made(tutorial, "ghid").body), aloud(made(tutorial, "caiet").body)
    assert notebook.count(unspaced("Am făcut acest pas")) == len(tutorial.steps)
    assert unspaced("Am făcut acest pas") not in guide
    html, _ = tutorial.html_of(named["caiet"])
    assert html.count('class="tick__box"') == len(tutorial.steps)


def test_large_letters_take_more_paper(tutorial):
    assert made(tutorial, "ghid-mare").pages > made(tutorial, "ghid").pages


def test_the_card_is_one_sheet_with_every_step(any_tutorial):
    card = made(any_tutorial, "fisa")
    assert card.pages == 2
    assert broken_rules(card.body) == {}
    assert outside(card.body) == []
    actions = [block.value["action"] for block in any_tutorial.steps]
    may = [block.value["what"] for block in any_tutorial.risks if block.block_type == "may"]
    risks = may + [block.value for block in any_tutorial.risks if block.block_type == "cannot"]
    assert in_order([any_tutorial.title, *actions], aloud(card.body)) == []
    assert [risk for risk in risks if unspaced(risk) not in aloud(card.body)] == []


def test_a_card_that_does_not_fit_is_not_made(tutorial):
    step = tutorial.steps.get_prep_value()[0]
    tutorial.steps = tutorial._meta.get_field("steps").to_python([step | {"id": None}] * 80)
    assert made(tutorial, "fisa") is None


@pytest.fixture
def booklet(course) -> bytes:
    return made(course, "brosura").body


def test_a_booklet_has_contents_pages_chapters_and_a_glossary(course, booklet):
    assert broken_rules(booklet) == {}
    assert outside(booklet) == []
    said, titles = aloud(booklet), [tutorial.title for tutorial in course.tutorials()]
    words = [course.title, "Cuprins", *titles, "Glosar"]  # the contents …
    for tutorial in course.tutorials():  # … and then each chapter
        words += [tutorial.title, *steps_of(tutorial)]
    assert in_order(words, said) == []
    terms = sorted({block.value.term for tutorial in course.tutorials() for block in tutorial.terms})
    glossary = said[said.rindex("Glosar") :]
    assert terms
    assert [term for term in terms if unspaced(term) not in glossary] == []


def test_the_contents_name_the_page_on_which_a_chapter_begins(course, booklet):
    import pypdfium2

    document = pypdfium2.PdfDocument(booklet)
    marks = list(document.get_toc())
    begins = {unspaced(mark.get_title()): mark.get_dest().get_index() + 1 for mark in marks}
    first = document[0].get_textpage().get_text_range()
    document.close()
    contents = unspaced(first.replace("\x02", "-").replace("\ufffe", "-"))
    for tutorial in course.tutorials():
        title = unspaced(tutorial.title)
        line = contents[contents.index(title) + len(title) :].lstrip(".")
        assert line.startswith(str(begins[title]))


def test_words_of_a_glossary_stand_as_in_a_romanian_dictionary():
    from courses.glossary import alphabetical

    wanted = "abac apă ăla âla inel în Sită sursă știre tură țară zid".split()
    assert sorted(sorted(wanted), key=alphabetical) == wanted


def test_a_page_of_text_offers_no_document(home):
    assert documents_of(home) == []
