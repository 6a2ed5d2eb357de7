"""Documents are made once for what they say, again when it changes, and go when nobody offers them."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from one_document import files, only
from reading import aloud, unspaced
from wagtail.models import Page

from cms.pagecache.version import site_version
from directory.models import Helpline
from paper import building, documents, pdf
from paper.models import PATIENCE, Document, Shelf, State
from tutorials.models import GlossaryTerm, TutorialPage

pytestmark = pytest.mark.usefixtures("one_document")


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """The title of every document that is really made from here on."""
    titles, make = [], pdf.make_pdf

    def counted(html, base):
        titles.append(html.partition("<title>")[2].partition(" – ")[0])
        return make(html, base)

    monkeypatch.setattr(pdf, "make_pdf", counted)
    return titles


def said_by(document: Document) -> str:
    with document.file.open() as file:
        return aloud(file.read())


def test_a_document_is_made_once(build, made, tutorial):
    tally = build()
    assert (tally.wanted, tally.made, tally.failed) == (1, 1, 0)
    assert made == [tutorial.title]
    document = only()
    assert document.state == State.READY
    assert document.page_id == tutorial.pk
    assert document.pages == Shelf.objects.get(page=tutorial).pages[document.name] == 3
    assert {document.file.name.removeprefix("paper/")} == files()
    assert unspaced(tutorial.title) in said_by(document)

    again = build()
    assert (again.wanted, again.made) == (1, 0)
    assert made == [tutorial.title]


def test_its_html_is_the_same_every_time(tutorial):
    """Else it would be made for ever."""
    for paper in documents.built_ahead(tutorial):
        assert tutorial.html_of(paper) == tutorial.html_of(paper)


def test_it_says_what_is_published_and_not_what_is_drafted(build, made, tutorial):
    tutorial.title = "Numai o ciornă"
    tutorial.save_revision()
    build()
    assert made == [TutorialPage.objects.get(pk=tutorial.pk).title]
    assert made != ["Numai o ciornă"]


def test_a_change_makes_it_anew_and_the_file_before_goes(build, made, tutorial):
    build()
    before = only()
    tutorial.title = "Alt titlu, cu țâțâni"
    tutorial.save_revision().publish()
    assert build().made == 1
    after = only()
    assert after.pk == before.pk
    assert after.version != before.version
    assert files() == {after.file.name.removeprefix("paper/")}
    assert not default_storage.exists(before.file.name)
    assert unspaced("Alt titlu, cu țâțâni") in said_by(after)


def test_a_change_of_what_it_shows_from_elsewhere_makes_it_anew(build, made, tutorial):
    """A telephone number is in the directory, and stands on the card."""
    build()
    Helpline.objects.filter(locale=tutorial.locale, phone="1911").update(name="Alt nume")
    line = next(block.value for block in tutorial.helplines)
    Helpline.objects.filter(pk=line.pk).update(who="Alți oameni, la același număr.")
    assert build().made == 1
    assert unspaced("Alți oameni, la același număr.") in said_by(only())


def test_a_change_that_it_does_not_show_makes_nothing(build, made, tutorial):
    build()
    GlossaryTerm.objects.all().update(meaning="Altceva.")  # words are not on the card
    TutorialPage.objects.exclude(pk=tutorial.pk).update(title="Altul")
    site_version().bump()
    assert build().made == 0
    assert len(made) == 1


def test_another_style_makes_all_anew(build, made, monkeypatch):
    build()
    monkeypatch.setattr(pdf, "version", lambda: b"another style")
    assert build().made == 1
    assert len(made) == 2


def test_all_can_be_made_anew_on_demand(build, made):
    build()
    before = only()
    assert build(again=True).made == 1
    assert build().made == 0
    after = only()
    assert (after.version, after.state) == (before.version, State.READY)
    assert {after.file.name.removeprefix("paper/")} == files()


@pytest.mark.parametrize("road", ["unpublish", "delete"])
def test_with_the_page_its_document_goes(road, build, tutorial, django_capture_on_commit_callbacks):
    build()
    assert len(files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        getattr(tutorial, road)()
    build()
    assert not Document.objects.exists()
    assert files() == set()


def test_what_nobody_offers_any_more_goes(build, settings):
    build()
    settings.DOCUMENTS = []
    documents.providers.cache_clear()
    assert build().removed == 1
    assert files() == set()


def test_the_first_of_equal_names_counts(settings, tutorial):
    settings.DOCUMENTS = ["one_document.of_page_too", "one_document.of_page"]
    documents.providers.cache_clear()
    assert [paper.title for paper in documents.documents_of(tutorial)] == ["Alta"]


# --- several at once --------------------------------------------------------------------------


def test_what_another_builder_makes_is_left_to_it(build, made):
    building.look(building.Tally())
    assert Document.objects.claim(only().pk, timezone.now())
    assert build().made == 0
    assert made == []


def test_what_a_dead_builder_claimed_is_made(build, made):
    building.look(building.Tally())
    assert Document.objects.claim(only().pk, timezone.now() - PATIENCE - timedelta(seconds=1))
    assert build().made == 1


def test_only_one_gets_it(db):
    building.look(building.Tally())
    now = timezone.now()
    assert [Document.objects.claim(only().pk, now) for _ in range(3)] == [True, False, False]


def test_the_sites_own_language_is_made_first(tutorial):
    """A whole catalogue is loaded language by language, and most readers are of one."""
    english = tutorial.get_translations().get(locale__language_code="en")
    for day, page in enumerate((tutorial, english)):
        Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now() + timedelta(days=day))
        Document.objects.create(page_id=page.pk, name="ghid", wanted="a" * 64)
    waiting = Document.objects.waiting(timezone.now())
    assert [row.page_id for row in waiting] == [tutorial.pk, english.pk]


def test_what_is_published_meanwhile_is_made_in_the_same_run_and_first(build, settings, monkeypatch):
    settings.DOCUMENTS = ["tutorials.documents.of_page"]
    documents.providers.cache_clear()
    pages = list(TutorialPage.objects.live().filter(locale__language_code="ro").order_by("pk")[:3])
    ids = [page.pk for page in pages]
    monkeypatch.setattr(
        building, "printable_pages", lambda: iter(TutorialPage.objects.filter(pk__in=ids))
    )
    titles = []

    def published_meanwhile(html, base):
        if not titles:
            page = TutorialPage.objects.get(pk=ids[-1])
            page.title = "Publicat acum"
            page.save_revision().publish()
            site_version().bump()  # as its commit does
        titles.append(html.partition("<title>")[2].partition(" – ")[0])
        return pdf.Pdf(b"%PDF-1.7", 1)

    monkeypatch.setattr(pdf, "make_pdf", published_meanwhile)
    build()
    count = len(documents.built_ahead(TutorialPage.objects.get(pk=ids[-1])))
    assert titles[1 : 1 + count] == ["Publicat acum"] * count
    assert all(row.state == State.READY for row in Document.objects.all())


# --- what others hear of it -------------------------------------------------------------------


def test_pages_are_made_anew_once_a_document_says_how_many_sheets(build):
    before = site_version().current()
    build()
    assert site_version().current() == before + 1
    build()
    assert site_version().current() == before + 1


def test_the_command_says_what_it_did(db, capsys):
    call_command("build_documents")
    assert capsys.readouterr().out == "Documents: 1 wanted, 1 made, 0 removed, 0 failed.\n"
