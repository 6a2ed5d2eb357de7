"""What goes wrong while documents are made: what stays, what goes, and what is tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from one_document import CARD, files, only

from paper import building, documents, pdf
from paper.models import AGAIN, MOST_TRIES, Document, Shelf, State
from tutorials.models import TutorialPage
from tutorials.papers import PAPERS

pytestmark = pytest.mark.usefixtures("one_document")

FISA = next(paper for paper in PAPERS if paper.name == "fisa")


@pytest.fixture
def broken(monkeypatch):
    """From here on nothing can be laid out."""

    def broken(html, base):
        raise ValueError("not today")

    return lambda: monkeypatch.setattr(pdf, "make_pdf", broken)


def test_a_failure_keeps_the_file_before_and_is_not_tried_for_ever(build, tutorial, broken, caplog):
    build()
    before = only()
    broken()
    tutorial.title = "Nu se poate tipări"
    tutorial.save_revision().publish()
    tally = build()
    assert (tally.made, tally.failed) == (0, 1)
    assert "not today" in caplog.text
    after = only()
    assert after.state == State.FAILED
    assert after.file.name == before.file.name
    assert after.version == before.version
    assert (build().failed, build().made) == (0, 0)


def test_a_failure_is_tried_again_when_the_page_changes(build, tutorial, broken, monkeypatch):
    make = pdf.make_pdf
    broken()
    assert build().failed == 1
    monkeypatch.setattr(pdf, "make_pdf", make)
    tutorial.title = "Acum se poate"
    tutorial.save_revision().publish()
    assert build().made == 1
    assert only().state == State.READY


def test_one_failure_stops_no_other(build, settings, monkeypatch):
    settings.DOCUMENTS = ["tutorials.documents.of_page"]
    documents.providers.cache_clear()
    monkeypatch.setattr(building, "printable_pages", lambda: iter(TutorialPage.objects.live()[:2]))

    def half_broken(html, base):
        if 'data-print="large"' in html:
            raise ValueError("too large for me")
        return pdf.Pdf(b"%PDF-1.7", 1)

    monkeypatch.setattr(pdf, "make_pdf", half_broken)
    tally = build()
    wanted = sum(len(documents.built_ahead(page)) for page in building.printable_pages())
    assert (tally.wanted, tally.made, tally.failed) == (wanted, wanted - 2, 2)
    assert {row.name for row in Document.objects.filter(trouble="failed")} == {"ghid-mare"}


def test_what_does_not_fit_is_tried_smaller_and_then_left(build, settings, monkeypatch, tutorial):
    settings.DOCUMENTS = ["tutorials.documents.of_page"]
    documents.providers.cache_clear()
    monkeypatch.setattr(building, "printable_pages", lambda: iter([tutorial]))
    tried, offered = [], documents.built_ahead(tutorial)

    def three_pages(html, base):
        tried.append(html.partition("data-fit=")[2][:3])
        return pdf.Pdf(b"%PDF-1.7", 3)

    monkeypatch.setattr(pdf, "make_pdf", three_pages)
    build()
    sizes = [(paper.most_pages and ['"0"', '"1"', '"2"']) or [""] for paper in offered]
    assert tried == [size for tries in sizes for size in tries]
    card = Document.objects.get(name="fisa")
    assert card.state == State.TOO_LONG
    offer = type(tutorial).objects.get(pk=tutorial.pk).on_offer()  # as the next reader finds it
    assert [paper.name for paper, _ in offer["documents"]] == ["ghid", "ghid-mare", "caiet"]
    assert dict(pair for _, papers in offer["drawer"] for pair in papers)[FISA] is None


# --- and is tried again -----------------------------------------------------------------------


def pass_time(of: timedelta) -> None:
    """As if so much time had passed for the documents."""
    for row in Document.objects.all():
        for name in ("try_at", "claimed_at"):
            if value := getattr(row, name):
                setattr(row, name, value - of)
        row.save()


def changed(page, title: str) -> None:
    page.title = title
    page.save_revision().publish()


@pytest.fixture
def answer(monkeypatch):
    """From here on this comes of every document: a PDF, or an error."""

    def answer(made):
        def make_pdf(html, base):
            if isinstance(made, Exception):
                raise made
            return made

        monkeypatch.setattr(pdf, "make_pdf", make_pdf)

    return answer


WHOLE = pdf.Pdf(b"%PDF-1.7", 1)
LACKING = pdf.Pdf(b"%PDF-1.7", 1, ("https://pascupas.invalid/media/images/afis.png",))


def test_a_failure_is_tried_again_after_an_hour(build, tutorial, answer):
    answer(WHOLE)
    build()
    changed(tutorial, "Nu se poate tipări acum")
    answer(OSError("for a moment"))
    assert build().failed == 1
    answer(WHOLE)
    assert build().made == 0
    assert not building.asked()
    pass_time(AGAIN)
    assert building.asked()
    assert build().made == 1
    row = only()
    assert (row.state, row.tries, row.try_at) == (State.READY, 0, None)
    assert not building.asked()


def test_each_time_it_waits_longer_and_at_last_for_a_change(build, tutorial, answer):
    answer(OSError("for ever"))
    waited = timedelta()
    for _try in range(MOST_TRIES):
        assert build().failed == 1
        if until := only().try_at:
            waited += until - timezone.now()
            pass_time(until - timezone.now())
    assert timedelta(days=5) < waited < timedelta(days=6)
    pass_time(timedelta(days=30))
    assert build().failed == 0
    answer(WHOLE)
    changed(tutorial, "Acum se poate")
    assert build().made == 1


def test_a_document_that_kills_its_builders_is_not_begun_for_ever(db):
    building.look(building.Tally())
    for _builder in range(MOST_TRIES):
        assert only().state == State.WAITING
        assert Document.objects.claim(only().pk, timezone.now())
        assert not building.asked()
        pass_time(timedelta(hours=1))
    assert only().state == State.FAILED
    assert not building.asked()


def test_what_a_builder_left_is_asked_for(db):
    building.look(building.Tally())
    assert building.asked()
    Document.objects.claim(only().pk, timezone.now())
    assert not building.asked()
    pass_time(timedelta(minutes=11))
    assert building.asked()


def test_without_one_of_its_pictures_it_is_handed_out_and_made_again(build, answer):
    answer(LACKING)
    assert build().made == 1
    row = only()
    assert row.state == State.READY
    assert row.try_at > timezone.now()
    assert build().made == 0
    pass_time(AGAIN)
    answer(WHOLE)
    assert build().made == 1
    assert only().try_at is None
    assert files() == {only().file.name.removeprefix("paper/")}


def test_a_picture_that_is_gone_for_good_is_not_looked_for_for_ever(build, answer):
    answer(LACKING)
    for _try in range(MOST_TRIES):
        assert build().made == 1
        pass_time(timedelta(days=10))
    assert build().made == 0
    assert only().state == State.READY


# --- nothing old is handed out for what does not fit ------------------------------------------


def test_what_does_not_fit_any_more_leaves_nothing_of_before(build, tutorial, answer, monkeypatch):
    narrow = replace(CARD, most_pages=1)
    monkeypatch.setattr(building, "built_ahead", lambda page: [narrow][: page.pk == tutorial.pk])
    answer(WHOLE)
    build()
    assert len(files()) == 1
    changed(tutorial, "Un titlu care nu mai încape")
    answer(pdf.Pdf(b"%PDF-1.7", 2))
    build()
    row = only()
    assert (row.state, row.file.name, row.version, row.pages) == (State.TOO_LONG, "", "", 0)
    assert files() == set()
    assert Shelf.objects.get(page=tutorial).pages == {}


# --- what is lost, and what is left over ------------------------------------------------------


def test_a_file_that_is_gone_is_made_once_more(build, answer):
    answer(WHOLE)
    build()
    default_storage.delete(only().file.name)
    assert build().made == 1
    assert only().state == State.READY
    assert files() == {only().file.name.removeprefix("paper/")}


def test_a_full_disk_fails_one_document_and_frees_it(build, answer, monkeypatch):
    def full(name, content, max_length=None):
        raise OSError(28, "No space left on device")

    answer(WHOLE)
    monkeypatch.setattr(default_storage, "save", full)
    assert build().failed == 1
    row = only()
    assert (row.state, row.claimed_at, row.version) == (State.FAILED, None, "")


def test_a_page_that_cannot_be_asked_stops_no_other_and_keeps_what_it_had(
    build, answer, settings, monkeypatch
):
    settings.DOCUMENTS = ["tutorials.documents.of_page"]
    documents.providers.cache_clear()
    ids = list(TutorialPage.objects.live().values_list("pk", flat=True)[:2])
    pages = TutorialPage.objects.filter(pk__in=ids).order_by("pk")
    monkeypatch.setattr(building, "printable_pages", lambda: iter(pages.all()))
    answer(WHOLE)
    build()
    html_of = TutorialPage.html_of

    def half_broken(self, paper, copies=0):
        if self.pk == min(ids):
            raise ValueError("a block that nobody can draw")
        return html_of(self, paper, copies)

    monkeypatch.setattr(TutorialPage, "html_of", half_broken)
    changed(TutorialPage.objects.get(pk=max(ids)), "Alt titlu")
    tally = build()
    assert tally.removed == 0
    assert tally.made == len(documents.built_ahead(pages[1]))
    assert Document.objects.filter(page_id=min(ids)).count() == len(documents.built_ahead(pages[0]))


def test_a_page_that_is_deleted_meanwhile_leaves_no_file(build, monkeypatch):
    def deleted(html, base):
        Document.objects.all().delete()
        return WHOLE

    monkeypatch.setattr(pdf, "make_pdf", deleted)
    assert build().failed == 1
    assert files() == set()


def test_two_builders_of_one_document_leave_one_file(build, django_capture_on_commit_callbacks):
    building.look(building.Tally())
    one, other = only(), only()
    for row in (one, other):
        with django_capture_on_commit_callbacks(execute=True):
            row.keep(ContentFile(b"%PDF-1.7", name="proba.pdf"), 1)
    assert files() == {only().file.name.removeprefix("paper/")}


def test_files_that_no_row_names_go_after_a_day(build, answer, monkeypatch):
    answer(WHOLE)
    build()
    kept = only().file.name
    left = default_storage.save("paper/nimeni.pdf", ContentFile(b"%PDF-1.7"))
    building.look(building.Tally())
    assert default_storage.exists(left)  # of a builder at work, perhaps
    monkeypatch.setattr(building, "ADRIFT", timedelta())
    building.look(building.Tally())
    assert not default_storage.exists(left)
    assert default_storage.exists(kept)
