"""Who asks for a document gets it; while it is being made a page that waits, without JavaScript."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from cms import clock
from cms.pagecache.version import site_version
from paper.models import Document

BODY = b"%PDF-1.7 the document"


@pytest.fixture
def document(tutorial) -> Document:
    """The guide of the tutorial, made, of eleven pages."""
    row = Document.objects.create(page_id=tutorial.pk, name="ghid", wanted="a" * 64)
    row.keep(ContentFile(BODY, name="petitia-ghid.pdf"), 11)
    return row


def ask(tutorial, name="ghid", **more):
    site_version().bump()
    return Client().get(f"{tutorial.url}tipar/{name}.pdf", **more)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_document_that_is_made_is_handed_out(document, tutorial):
    response = ask(tutorial)
    assert response.status_code == 200
    assert body_of(response) == BODY
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{tutorial.slug}-ghid.pdf"'
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_who_has_it_is_sent_nothing(document, tutorial):
    first = ask(tutorial)
    body_of(first)
    again = ask(tutorial, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    document.version = document.wanted = "b" * 64
    document.save()
    changed = ask(tutorial, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    body_of(changed)


def test_nobody_keeps_it_unasked(document, tutorial):
    """Its address stays when it is made anew."""
    response = ask(tutorial)
    assert response.headers["Cache-Control"] == "no-cache"
    body_of(response)


def test_the_one_before_is_handed_out_until_the_new_one_is_made(document, tutorial):
    Document.objects.update(wanted="b" * 64)
    assert body_of(ask(tutorial)) == BODY


@pytest.mark.parametrize("name", ["ghid", "ghid-mare", "caiet", "fisa"])
def test_a_document_that_is_not_made_yet_is_waited_for(name, tutorial):
    response = ask(tutorial, name)
    assert response.status_code == 202
    assert response.headers["Cache-Control"] == "no-store"
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.find("meta", {"http-equiv": "refresh"})["content"].isdigit()  # the same address again
    assert "Vă pregătim documentul" in soup.h1.text
    links = [link["href"] for link in soup.main.select("a")]
    assert links == [f"{tutorial.url}tipar/{name}/", tutorial.url]


def test_who_waits_hears_how_far_the_work_is(document, tutorial):
    for name in ("caiet", "fisa"):
        Document.objects.create(page_id=tutorial.pk, name=name, wanted="a" * 64)
    soup = BeautifulSoup(ask(tutorial, "fisa").content, "html.parser")
    assert (soup.progress["max"], soup.progress["value"]) == ("3", "1")
    assert "Mai sunt de făcut 2 documente." in soup.main.text


def test_waiting_writes_nothing(tutorial, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask(tutorial)
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []


def test_the_page_that_waits_gives_the_file_in_the_end(tutorial):
    assert ask(tutorial).status_code == 202
    row = Document.objects.create(page_id=tutorial.pk, name="ghid", wanted="a" * 64)
    assert ask(tutorial).status_code == 202
    row.keep(ContentFile(BODY, name="petitia-ghid.pdf"), 11)
    assert body_of(ask(tutorial)) == BODY


def test_a_document_that_cannot_be_made_says_so_and_is_not_waited_for(tutorial):
    Document.objects.create(page_id=tutorial.pk, name="ghid", wanted="a" * 64, trouble="failed")
    response = ask(tutorial)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.find("meta", {"http-equiv": "refresh"}) is None
    assert "nu s-a putut face" in soup.h1.text
    assert soup.main.select_one("a.btn")["href"] == tutorial.url + "tipar/ghid/"
    assert not getattr(response, "is_public", False) or response.headers["Cache-Control"] == "no-store"


def test_a_document_that_does_not_fit_says_that_and_where_it_can_be_printed(tutorial):
    Document.objects.create(page_id=tutorial.pk, name="fisa", wanted="a" * 64, trouble="too long")
    response = ask(tutorial, "fisa")
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.h1.text == "Acest document nu încape pe foile lui"
    assert "nu s-a putut face" not in soup.main.text
    assert soup.main.select_one("a.btn")["href"] == tutorial.url + "tipar/fisa/"


def test_a_file_that_was_taken_away_is_waited_for(document, tutorial):
    default_storage.delete(document.file.name)
    assert ask(tutorial).status_code == 202


@pytest.mark.parametrize("name", ["brosura", "altceva", "ghid-mic", "GHID", ""])
def test_what_the_page_does_not_offer_is_not_found(name, tutorial):
    assert ask(tutorial, name).status_code == 404


def test_a_course_has_its_booklet_and_no_guide(course):
    assert ask(course, "brosura").status_code == 202
    assert ask(course, "ghid").status_code == 404


def test_the_document_of_an_unpublished_page_is_not_found(document, tutorial):
    tutorial.unpublish()
    assert ask(tutorial).status_code == 404


def test_it_is_for_reading_alone(document, tutorial):
    assert Client().post(f"{tutorial.url}tipar/ghid.pdf").status_code == 405


# --- on pages ---------------------------------------------------------------------------------


def links(read, path: str) -> dict[str, str]:
    """The documents that a page offers, with all that is said of each."""
    found = read(path).select('a[type="application/pdf"]:not([data-proof])')
    return {link["href"]: " ".join(link.parent.get_text(" ").split()) for link in found}


@pytest.mark.parametrize("sheet", ["", "tipar/", "tipar/mare/"])
def test_pages_offer_what_is_made_and_say_how_many_sheets(sheet, document, tutorial, read):
    Document.objects.create(page_id=tutorial.pk, name="caiet", wanted="a" * 64)
    assert links(read, tutorial.url + sheet) == {
        f"{tutorial.url}tipar/ghid.pdf": "Ghidul (11 foi; 6 pe ambele fețe)",
        f"{tutorial.url}tipar/caiet.pdf": "Caietul, cu rânduri de scris",
    }


def test_printing_says_how_many_sheets_it_takes(document, tutorial, read):
    (link,) = read(tutorial.url).select(f'a[href="{tutorial.url}tipar/"]')
    assert " ".join(link.get_text().split()) == "Tipăriți (aproximativ 11 foi)"


def test_the_notebook_prints_from_the_browser_too(tutorial, read):
    """Where no document was made, and without internet: a saved course has it (courses/packs.py)."""
    notebook = f"{tutorial.url}tipar/caiet/"
    (link,) = read(tutorial.url).select(f'a[href="{notebook}"]')
    assert " ".join(link.get_text().split()) == "Tipăriți caietul"
    assert read(notebook).select(".step .tick__box")
    tutorial.papers_off = ["caiet"]
    tutorial.save_revision().publish()
    assert not read(tutorial.url).select(f'a[href="{notebook}"]')


@pytest.mark.parametrize("off", [[], ["ghid"]])
def test_each_way_of_printing_says_its_own_number_of_sheets(off, document, tutorial, read):
    row = Document.objects.create(page_id=tutorial.pk, name="caiet", wanted="a" * 64)
    row.keep(ContentFile(BODY, name="petitia-caiet.pdf"), 23)
    tutorial.papers_off = off
    tutorial.save_revision().publish()
    links = read(tutorial.url).select('a[href$="/tipar/"], a[href$="/tipar/caiet/"]')
    assert [" ".join(link.get_text().split()) for link in links] == [
        "Tipăriți" if off else "Tipăriți (aproximativ 11 foi)",
        "Tipăriți caietul (aproximativ 23 de foi)",
    ]


def test_where_no_documents_are_made_pages_offer_the_browsers_print_alone(tutorial, course, read):
    for page in (tutorial, course):
        assert links(read, page.url) == links(read, page.url + "tipar/") == {}
        assert read(page.url).select(f'a[href="{page.url}tipar/"]')


def test_what_does_not_fit_is_not_offered(tutorial, read):
    Document.objects.create(page_id=tutorial.pk, name="fisa", wanted="a" * 64, trouble="too long")
    assert links(read, tutorial.url) == {}


def test_in_english_it_is_said_in_english(tutorial, read):
    english = tutorial.get_translations().get(locale__language_code="en").specific
    row = Document.objects.create(page_id=english.pk, name="ghid", wanted="a" * 64)
    row.keep(ContentFile(BODY, name="petition-ghid.pdf"), 1)
    assert links(read, english.url) == {f"{english.url}tipar/ghid.pdf": "The guide (1 sheet)"}


def test_offering_documents_costs_no_query(document, tutorial):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    site_version().bump()
    with CaptureQueriesContext(connection) as captured:
        Client().get(tutorial.url)
    assert not [query["sql"] for query in captured if 'FROM "paper_' in query["sql"]]


# --- in the background ------------------------------------------------------------------------


class Finished:
    """A process that ends when it is told to."""

    started: list[list[str]] = []
    at_work, left, ended = False, False, 0

    def __init__(self, command, **kwargs):
        self.started.append(command)

    def poll(self):
        return None if Finished.at_work else Finished.ended


@pytest.fixture
def follower(monkeypatch):
    """The clock's follower, at a time of its own: `follower.after(seconds)` looks that much later."""
    Finished.started, Finished.at_work, Finished.left, Finished.ended = [], False, False, 0
    monkeypatch.setattr(clock.subprocess, "Popen", Finished)
    monkeypatch.setattr(clock, "close_old_connections", lambda: None)
    now = [1000.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: now[0])
    follower = clock.AfterChanges("build_documents", lambda: Finished.left)

    def after(seconds: float) -> int:
        now[0] += seconds
        follower.look()
        return len(Finished.started)

    follower.after = after
    return follower


def test_documents_follow_a_change_once_it_has_settled(follower):
    assert follower.after(0) == 0
    assert follower.after(follower.SETTLED) == 1  # when the process starts
    assert Finished.started[0][-2:] == ["build_documents", "--attached"]
    assert follower.after(600) == 1
    site_version().bump()
    assert follower.after(1) == 1
    site_version().bump()
    assert follower.after(follower.SETTLED - 1) == 1  # changed again meanwhile
    assert follower.after(follower.SETTLED) == 2
    assert follower.after(600) == 2


def test_only_one_is_at_work_and_a_change_meanwhile_is_not_forgotten(follower):
    follower.after(0)
    assert follower.after(follower.SETTLED) == 1
    Finished.at_work = True
    site_version().bump()
    assert follower.after(60) == 1
    assert follower.after(60) == 1
    Finished.at_work = False
    assert follower.after(60) == 2


def test_on_a_new_day_facts_may_fall_due(follower, monkeypatch):
    follower.after(0)
    assert follower.after(60) == 1
    tomorrow = clock.localdate() + timedelta(days=1)
    monkeypatch.setattr(clock, "localdate", lambda: tomorrow)
    follower.after(0)
    assert follower.after(60) == 2


@pytest.mark.parametrize(("name", "value"), [("ended", -9), ("ended", 1), ("left", True)])
def test_what_broke_or_left_something_runs_again_after_a_pause(name, value, follower):
    """A builder that was killed, a disk that was full: nobody has to publish something first."""
    follower.after(0)
    assert follower.after(follower.SETTLED) == 1
    setattr(Finished, name, value)
    assert follower.after(follower.PAUSE / 2) == 1
    assert follower.after(follower.PAUSE / 2) == 2
    assert follower.after(follower.PAUSE / 2) == 2
    Finished.ended, Finished.left = 0, False
    assert follower.after(follower.PAUSE) == 2
