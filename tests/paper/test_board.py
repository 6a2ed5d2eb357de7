"""Notices and posters; what editors switch off; who stands behind a document, on every page of it."""

import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.forms import modelform_factory
from django.test import Client
from django.urls import reverse
from making import made, named
from pdfs import broken_rules, drawn, outside, printed
from PIL import Image
from reading import aloud, tree

from cms.models import CustomImage, SiteSettings
from cms.models.site import PaperColor
from cms.pagecache.version import site_version
from courses.models import CoursePage
from paper import building, pdf
from paper.chosen import WholeTextInput
from paper.documents import READER, built_ahead
from paper.models import Document
from tutorials.lesson import LESSON, debate, lesson
from tutorials.models import TutorialPage

MM = 72 / 25.4


# --- in ink ------------------------------------------------------------------------------------


def code_in_ink(picture: Image.Image, left: float, scale: float, dark: set, width: float) -> bool:
    """Whether a code of `width` millimetres stands in ink at `left`, module by module."""
    side = max(x for x, _ in dark) + 5
    module = width * MM * scale / side
    cells = [(x, y) for x in range(side) for y in range(side)]
    at = [(left * MM * scale + (x + 0.5) * module, (y + 0.5) * module) for x, y in cells]
    wanted = [cell in dark for cell in cells]
    pixels = picture.load()
    tops = range(int(picture.height * 0.6), int(picture.height - side * module))
    return any(
        all(
            (pixels[int(x), int(top + y)] < 128) == is_dark
            for (x, y), is_dark in zip(at, wanted, strict=True)
        )
        for top in tops
    )


@pytest.mark.parametrize("slug", ["petitia-mea-are-numar", "verific-inainte-sa-trimit"])
def test_each_of_eight_strips_has_the_code_of_the_page_in_ink(slug, code_of, db):
    page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
    picture = drawn(made(page, "anunt").body, scale=6)
    strip, first = 22.8 + 1 / MM, 12.4  # as paper/style/6-board.css measures them, in millimetres
    found = [
        code_in_ink(picture, first + number * strip, 6, code_of(page.full_url), 22)
        for number in range(8)
    ]
    assert found == [True] * 8
    assert not code_in_ink(picture, first, 6, code_of(page.full_url + "x"), 22)


def test_codes_on_notices_lead_to_the_page(tutorial, course, raster, code_of):
    for page, name, count in ((tutorial, "anunt", 9), (course, "anunt", 9), (tutorial, "afis", 1)):
        html, _ = page.html_of(named(page, name))
        paths = re.findall(r'<path fill="#000" d="([^"]+)"', html)
        assert [raster(path) for path in paths] == [code_of(page.full_url)] * count


def test_strips_are_one_figure_and_heard_once(tutorial):
    body = made(tutorial, "anunt").body
    figures = [node.alt for top in tree(body) for node in top.walk() if node.type == "Figure"]
    assert [alt.split()[0] for alt in figures] == ["Cod", "Opt"]
    assert aloud(body).count("Petițiameaarenumăr") == 2  # as a title, and on the strips


def test_a_notice_says_whom_to_call_and_what_its_editor_wrote(tutorial):
    tutorial.flyer_text = "Marți la ora cinci, în sala bibliotecii."
    said = aloud(made(tutorial, "anunt").body)
    assert "Marțilaoracinci,însalabibliotecii." in said
    assert "0800460001" in said
    assert "Marțilaoracinci" in aloud(made(tutorial, "afis").body)


@pytest.mark.parametrize("name", ["anunt", "afis"])
def test_the_longest_words_still_fit_on_one_sheet(name, tutorial):
    tutorial.title = "Autentificarea electronică a contribuabililor pe portalul instituțiilor publice"
    tutorial.flyer_text = ("Instrucțiuni pentru autentificarea contribuabililor " * 4)[:160]
    document = made(tutorial, name)
    assert document.pages == 1
    assert outside(document.body) == []
    assert broken_rules(document.body) == {}


def test_words_that_are_too_long_are_told_and_never_cut(db):
    kind = modelform_factory(
        TutorialPage, fields=["flyer_text"], widgets={"flyer_text": WholeTextInput}
    )
    form = kind({"flyer_text": "a" * 161})
    assert "flyer_text" in form.errors
    assert "maxlength" not in str(form["flyer_text"])


# --- what editors choose ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["tutorial", "course"])
def test_what_is_switched_off_is_neither_linked_nor_found_nor_made(kind, request, read, monkeypatch):
    page = request.getfixturevalue(kind)
    Document.objects.create(page_id=page.pk, name="anunt", wanted="a" * 64)
    address = page.url + "tipar/anunt"
    assert read(page.url).select(f'a[href="{address}/"], a[href="{address}.pdf"]')
    page.papers_off = ["anunt"]
    page.save_revision().publish()
    assert not read(page.url).select(f'a[href^="{address}"]')
    for path in (f"{address}.pdf", f"{address}/"):
        site_version().bump()
        assert Client().get(path).status_code == 404
    assert "anunt" not in dict(page.preview_modes)
    monkeypatch.setattr(building, "printable_pages", lambda: iter([page]))
    building.look(building.Tally())
    names = set(Document.objects.filter(page_id=page.pk).values_list("name", flat=True))
    assert names == {paper.name for paper in page.papers} & names - {"anunt"} != set()


@pytest.mark.parametrize("model", [TutorialPage, CoursePage])
def test_the_boxes_are_ticked_for_what_is_offered(model, db):
    form = modelform_factory(model, fields=["papers_off"])
    names = [paper.name for paper in model.papers]
    html = str(form(instance=model(papers_off=["anunt"]))["papers_off"])
    boxes = re.findall(r'<input type="checkbox"[^>]*value="([a-z-]+)"([^>]*)>', html)
    assert [name for name, _ in boxes] == names
    assert [name for name, rest in boxes if "checked" not in rest] == ["anunt"]
    assert "Anunț cu fâșii de rupt" in html
    sent = {"papers_off-shown": "1", "papers_off": [name for name in names if name != "afis"]}
    filled = form(sent, instance=model())
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["papers_off"] == ["afis"]
    emptied = form({"papers_off-shown": "1"}, instance=model())
    assert emptied.is_valid(), emptied.errors
    assert emptied.cleaned_data["papers_off"] == names


def test_an_editor_sees_beside_its_box_what_did_not_fit(tutorial, admin_client):
    for name, trouble in (("fisa", "too long"), ("afis", "failed")):
        Document.objects.create(page_id=tutorial.pk, name=name, wanted="a" * 64, trouble=trouble)
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[tutorial.pk])).text
    boxes = BeautifulSoup(html, "html.parser").select('input[name="papers_off"]')
    told = [box["value"] for box in boxes if "nu încape pe foile lui" in box.find_parent("label").text]
    assert told == ["fisa"]


def test_a_form_that_never_showed_the_boxes_switches_nothing_off(db):
    form = modelform_factory(TutorialPage, fields=["papers_off"])
    page = TutorialPage(papers_off=["anunt"])
    filled = form({}, instance=page)
    assert filled.is_valid()
    assert page.papers_off == ["anunt"]


# --- on pages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["tutorial", "course"])
def test_the_readers_own_stand_openly_and_the_rest_in_one_drawer(kind, request, read):
    page = request.getfixturevalue(kind)
    papers = built_ahead(page)
    for paper in papers:
        Document.objects.create(page_id=page.pk, name=paper.name, wanted="a" * 64)
    soup = read(page.url)
    (drawer,) = soup.select("details.papers")
    assert not drawer.has_attr("open")
    assert drawer.summary.text == "Pentru clasă, bibliotecă și avizier"
    inside = {link["href"] for link in drawer.select('a[type="application/pdf"]')}
    openly = {link["href"] for link in soup.select("a[href$='.pdf']")} - inside
    expected = {f"{page.url}tipar/{paper.name}.pdf": paper.group == READER for paper in papers}
    assert openly == {href for href, reader in expected.items() if reader}
    assert inside == {href for href, reader in expected.items() if not reader}
    assert 2 <= len(openly) <= 3
    headings = [heading.text for heading in drawer.select(".papers__group")]
    assert headings[0] == "Pentru clasă"
    assert headings[-1] == "Pentru avizier"


def test_every_document_is_a_sheet_for_the_browser(tutorial, course, read):
    for page in (tutorial, course):
        for paper in built_ahead(page):
            soup = read(f"{page.url}tipar/{paper.name}/")
            assert soup.select_one('link[href*="print.css"]')
            assert str(paper.title) in soup.title.text
            assert soup.select_one(f'header a[href="{page.url}tipar/{paper.name}.pdf"]')


def test_without_any_pdf_the_sheets_are_offered(tutorial, read):
    """Where Pango is missing, or nothing is made yet."""
    assert Document.objects.count() == 0
    links = [link["href"] for link in read(tutorial.url).select("details.papers a")]
    assert f"{tutorial.url}tipar/fisa-elev/" in links
    assert not [link for link in links if link.endswith(".pdf")]


# --- who stands behind it -----------------------------------------------------------------------


@pytest.fixture
def about(site) -> SiteSettings:
    """A library with a sign."""
    body = io.BytesIO()
    Image.new("RGB", (400, 120), "#1d3f8c").save(body, "PNG")
    logo = CustomImage.objects.create(title="Sigla", file=ImageFile(body, name="sigla.png"))
    settings = SiteSettings.for_site(site)
    settings.organisation, settings.phone = "Biblioteca Exemplu", "0700 000 000"
    settings.website, settings.logo, settings.paper_color = "biblioteca.exemplu", logo, "blue"
    settings.save()
    return settings


def test_every_page_says_who_made_it_and_which_page_it_is(about, tutorial):
    document = made(tutorial, "fisa-elev")
    foot = f"{tutorial.title} · Biblioteca Exemplu · 0700 000 000 · biblioteca.exemplu"
    for number, letters in enumerate(printed(document.body), 1):
        assert foot in letters
        assert f"pagina {number} din {document.pages}" in letters
    assert broken_rules(document.body) == {}
    figures = [node.alt for top in tree(document.body) for node in top.walk() if node.type == "Figure"]
    assert figures[0] == "Sigla: Biblioteca Exemplu"


def test_a_document_of_another_language_counts_its_pages_in_it(tutorial):
    english = tutorial.get_translations().get(locale__language_code="en").specific
    assert "page 1 of 1" in printed(made(english, "raspunsuri").body)[0]


@pytest.mark.parametrize("slug", ["petitia-mea-are-numar", "mesajul-fals"])
def test_a_notice_has_room_for_a_logo_and_a_long_name(slug, about, db):
    about.organisation = "Biblioteca Județeană „Ștefan Bănulescu” Ialomița"
    about.phone, about.contact_email = "0243 000 000", "biblioteca@ialomita.exemplu"
    about.save()
    page = TutorialPage.objects.get(slug=slug, locale__language_code="ro")
    document = made(page, "anunt")
    assert document.pages == 1
    assert outside(document.body) == []


def test_a_logo_whose_file_is_gone_stops_no_document(about, tutorial):
    about.logo.file.storage.delete(about.logo.file.name)
    assert "Sigla" not in aloud(made(tutorial, "raspunsuri").body)


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_can_be_read_by_weak_eyes(tutorial, about):
    style = (Path(pdf.__file__).parent / "style/7-colours.css").read_text()
    named_colors = re.findall(
        r'data-ink="(\w+)"\][^{]*\{\s*(?:border-)?color: (#[0-9a-f]{3,6});', style
    )
    assert {name for name, _ in named_colors} == set(PaperColor.values) - {"madder"}
    for _name, color in [*named_colors, ("madder", "#8c1d2c")]:
        full = color if len(color) == 7 else "#" + "".join(sign * 2 for sign in color[1:])
        assert 1.05 / (luminance(full) + 0.05) >= 7
    assert 'data-ink="blue"' in tutorial.html_of(named(tutorial, "ghid"))[0]


# --- minutes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [0, 1, 10, 15, 20, 21, 45, 60])
def test_the_stages_of_a_lesson_are_the_lesson(minutes):
    plan = lesson(minutes)
    stages = (plan.welcome, plan.fears, plan.steps, plan.practice, plan.quiz, plan.closing)
    assert sum(stages) == plan.total == plan.lessons * LESSON
    assert plan.steps == minutes
    assert plan.practice >= 8
    assert lesson(15).lessons == 1


def test_both_sides_of_a_debate_have_the_same_time():
    plan = debate(2, 5, 3)
    assert plan.speech == 6  # as much as the longer list needs, for both
    assert plan.total == 3 + 10 + 2 * (6 + 3) + 9 + 5
