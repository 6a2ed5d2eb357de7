"""The search index follows the pages: what is published is found, what is gone is not."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.models import SearchDocument, SearchPosting, SearchSpelling, SearchWord, StandardPage
from cms.search import index as writer
from cms.search.index import index_page, rebuild, remove_page
from cms.search.query import search
from cms.search.receivers import shown_models
from directory.models import EService
from tutorials.models import GlossaryTerm, TutorialPage


@pytest.fixture
def make(home):
    """Makes and publishes a page of text: make("Title", summary=…, locale=…, live=…)."""

    def make_page(title, summary="Rezumat.", body="", parent=None, locale=None, live=True):
        page = StandardPage(title=title, summary=summary, live=False)
        page.body = [("paragraph", f"<p>{body or 'Text.'}</p>")]
        page.locale = locale or home.locale
        (parent or home).add_child(instance=page)
        if live:
            publish(page)
        return StandardPage.objects.get(pk=page.pk)

    return make_page


def publish(page):
    page.save_revision().publish()


def found(query, code="ro"):
    return [hit.page.pk for hit in search(query, code).hits]


def everything_indexed():
    """The whole index as plain data, without the numbers of its rows."""
    return {
        "documents": set(SearchDocument.objects.values_list("page", "language", "summary")),
        "words": set(SearchWord.objects.values_list("language", "word", "stem", "rules")),
        "postings": set(
            SearchPosting.objects.values_list("document", "word__language", "word__word", "weight")
        ),
        "spellings": set(
            SearchSpelling.objects.values_list("word__language", "word__word", "spelling")
        ),
    }


# --- the index follows the pages ----------------------------------------------------------------


def test_publishing_indexes(make):
    assert found("zmeură") == []
    page = make("Zmeură")
    assert found("zmeura") == [page.pk]


def test_a_draft_is_not_found(make):
    make("Zmeură", live=False)
    assert found("zmeura") == []


def test_a_change_is_found_when_it_is_published(make):
    page = make("Zmeură")
    page.title = "Afine"
    revision = page.save_revision()
    assert found("zmeura") == [page.pk]
    assert found("afine") == []
    revision.publish()
    assert found("zmeura") == []
    assert found("afine") == [page.pk]


def test_a_page_published_for_later_is_not_found_yet(make):
    page = make("Zmeură", live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    publish(page)
    assert found("zmeura") == []


def test_unpublishing_removes(make):
    page = make("Zmeură")
    page.unpublish()
    assert found("zmeura") == []


def test_expiry_removes(make):
    page = make("Zmeură")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert found("zmeura") == []


def test_deleting_removes(make):
    make("Zmeură").delete()
    assert found("zmeura") == []
    assert not SearchWord.objects.filter(stem__startswith="zmeur").exists()


def test_deleting_a_parent_removes_all(make, home):
    parent = Page.objects.get(pk=make("Livadă").pk)
    make("Zmeură", parent=parent)
    before = found("livada")
    Page.objects.get(pk=parent.pk).delete()
    assert before == [parent.pk]
    assert found("zmeura") == found("livada") == []
    assert not SearchWord.objects.exclude(postings__isnull=False).exists()


def test_moving_changes_the_address(make):
    parent, page = make("Livadă"), make("Zmeură")
    page.move(parent, pos="last-child")
    (hit,) = search("zmeura", "ro").hits
    assert hit.page.url == f"{parent.url}zmeura/"


def test_renaming_changes_the_address(make):
    page = make("Zmeură")
    page.slug = "alt-nume"
    publish(page)
    (hit,) = search("zmeura", "ro").hits
    assert hit.page.url == "/alt-nume/"


def test_a_mirror_of_a_page_is_not_found_twice(make, home):
    page = make("Zmeură")
    page.create_alias(parent=home, update_slug="oglinda")
    publish(page)
    assert found("zmeura") == [page.pk]


def test_a_copy_is_found(make, home):
    page = make("Zmeură")
    copy = page.copy(to=home, update_attrs={"slug": "copie"})
    assert found("zmeura") == [page.pk, copy.pk]


def test_pages_that_offer_nothing_are_left_out(db):
    assert not index_page(Page.objects.get(depth=1).pk)
    assert not index_page(10**6)


def test_a_page_that_is_gone_from_under_the_index_is_not_shown(make):
    page = make("Zmeură")
    Page.objects.filter(pk=page.pk).update(live=False)
    assert found("zmeura") == []


def test_languages_do_not_mix(make):
    english = Locale.objects.get(language_code="en")
    page = make("Raspberries", locale=english, parent=Page.objects.get(depth=1))
    assert found("raspberry", "en") == found("raspbery", "en") == [page.pk]
    assert found("raspberries", "ro") == found("zmeura", "en") == []


# --- what pages show ------------------------------------------------------------------------------


def test_pages_follow_the_words_they_explain(db):
    term = GlossaryTerm.objects.get(term="petiție")
    term.also = "jalbă"
    term.save()
    assert found("jalba") == [TutorialPage.objects.get(slug="petitia-mea-are-numar").pk]
    term.delete()
    assert found("jalba") == []


def test_pages_follow_their_service(db):
    tutorial = TutorialPage.objects.get(slug="platesc-pe-ghiseul-ro")
    service = EService.objects.get(pk=tutorial.e_service_id)
    service.institution = "Ministerul Zmeurei"
    service.save()
    assert found("zmeurei") == [tutorial.pk]
    service.delete()
    assert found("zmeurei") == []


def test_drafts_do_not_follow(tutorial):
    tutorial.unpublish()
    term = GlossaryTerm.objects.get(term="petiție")
    term.also = "jalbă"
    term.save()
    assert found("jalba") == []


def test_knows_what_pages_show(db):
    assert {EService, GlossaryTerm} <= shown_models()
    assert not any(issubclass(model, Page) for model in shown_models())


# --- the writer -----------------------------------------------------------------------------------


def test_step_by_step_is_as_good_as_anew(make, tutorial):
    """Publishing, changing, moving and deleting leave just what a new index would have."""
    page, other = make("Zmeură", body="Coaptă și dulce."), make("Afine")
    page.title = "Mure"
    publish(page)
    other.delete()
    tutorial.unpublish()
    publish(tutorial)
    followed = everything_indexed()
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    rebuild()
    assert everything_indexed() == followed


def test_no_word_is_kept_without_a_page(db):
    for page_id in list(SearchDocument.objects.values_list("pk", flat=True)):
        assert remove_page(page_id)
    assert everything_indexed() == {
        "documents": set(),
        "words": set(),
        "postings": set(),
        "spellings": set(),
    }


def test_an_unchanged_page_is_left_alone(tutorial):
    with CaptureQueriesContext(connection) as queries:
        assert not index_page(tutorial.pk)
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_rebuild_mends(make):
    page = make("Zmeură")
    SearchDocument.objects.filter(pk=page.pk).delete()
    stray = make("Afine")
    Page.objects.filter(pk=stray.pk).update(live=False)
    pages, changed = rebuild()
    assert changed == 2
    assert pages == SearchDocument.objects.count()
    assert found("zmeura") == [page.pk]
    assert not SearchDocument.objects.filter(pk=stray.pk).exists()
    assert rebuild() == (pages, 0)


def test_new_rules_make_everything_anew(db, monkeypatch):
    """A word made by older rules gets its new stem and spellings, and no page loses it meanwhile."""
    monkeypatch.setattr(writer, "stem", lambda folded, code: folded[:3])
    monkeypatch.setattr(writer, "FORMAT", 0)
    rebuild()
    assert SearchWord.objects.filter(language="ro", word="parole", stem="par").exists()
    monkeypatch.undo()
    postings = SearchPosting.objects.filter(word__word="parole").count()
    index_page(TutorialPage.objects.get(slug="parole-bune").pk)
    assert SearchPosting.objects.filter(word__word="parole").count() == postings
    assert SearchWord.objects.get(language="ro", word="parole").stem == "parol"
    rebuild()
    assert set(SearchWord.objects.values_list("rules", flat=True)) == {writer._fingerprint()}
    assert found("parolelor")[0] == TutorialPage.objects.get(slug="parole-bune").pk


def test_the_command_says_what_it_did(db, capsys):
    call_command("rebuild_search")
    pages = SearchDocument.objects.count()
    assert capsys.readouterr().out == f"Search: {pages} pages can be found, 0 changed.\n"


def test_a_failed_publication_leaves_the_index_as_it_was(make, monkeypatch):
    page = make("Zmeură")
    page.title = "Afine"
    revision = page.save_revision()
    monkeypatch.setattr(writer, "weigh", lambda parts, code: {"afine": 0})  # refused by the table
    with pytest.raises(IntegrityError):
        revision.publish()
    assert found("zmeura") == [page.pk]


def test_writers_of_a_language_wait_for_each_other(make):
    page = make("Zmeură")
    page.title = "Afine"
    with CaptureQueriesContext(connection) as queries:
        publish(page)
    locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert any("wagtailcore_locale" in sql for sql in locks) == (connection.vendor == "postgresql")
