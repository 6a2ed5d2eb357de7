"""Public pages are the same for everyone, kept whole, and never older than the last change."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.models import SiteSettings
from cms.pagecache import public
from cms.pagecache.middleware import PageCacheMiddleware
from cms.pagecache.store import KeptPage, PageStore, best_coding
from cms.pagecache.version import site_version
from cms.pagecache.watch import is_shown
from directory.models import HelpSettings
from tutorials.models import GlossaryTerm, TutorialPage

PAGE = "/cursuri/vocea-mea/petitia-mea-are-numar/"


@pytest.fixture
def reader(db):
    """A browser whose server keeps pages, as each worker does."""
    return Client()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as the end of an editor's request does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def publish(page):
    page.save_revision().publish()


# --- what an answer carries -------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/cursuri/", PAGE, PAGE + "tipar/", "/accesibilitate/"])
def test_a_public_page_knows_nobody(reader, path):
    response = reader.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["ETag"].startswith('W/"')
    assert "csrf" not in response.text.lower()


def test_a_public_page_is_the_same_for_an_editor(reader, moderator):
    stranger = reader.get(PAGE).content
    site_version().bump()
    editor = Client()
    editor.force_login(moderator)
    assert editor.get(PAGE).content == stranger


def test_the_policy_allows_nothing_inline_and_nobody_else(reader):
    policy = reader.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_known_page_is_not_sent_again(reader):
    etag = reader.get(PAGE).headers["ETag"]
    again = reader.get(PAGE, headers={"if-none-match": etag})
    assert again.status_code == 304
    assert not again.content
    assert again.headers["ETag"] == etag
    weak = reader.get(PAGE, headers={"if-none-match": f'"other", {etag}'})
    assert weak.status_code == 304
    assert reader.get(PAGE, headers={"if-none-match": '"other"'}).status_code == 200


def test_head_tells_the_length_and_sends_nothing(reader):
    whole, head = reader.get(PAGE), reader.head(PAGE)
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert not head.content


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("gzip;q=0.000", ""),
        ("identity", ""),
        ("", ""),
        ("brotli-like, x-gzip", ""),
        (";;;,,,q=", ""),
    ],
)
def test_the_best_coding_that_the_reader_accepts(header, coding):
    assert best_coding(header) == coding


def test_each_coding_holds_the_same_page(reader):
    import gzip

    import brotli

    plain = reader.get(PAGE).content
    assert gzip.decompress(reader.get(PAGE, headers={"accept-encoding": "gzip"}).content) == plain
    assert brotli.decompress(reader.get(PAGE, headers={"accept-encoding": "br"}).content) == plain


# --- what is kept -----------------------------------------------------------------------------


def test_a_kept_page_costs_no_query(reader, django_assert_num_queries):
    reader.get(PAGE)
    with django_assert_num_queries(0):
        assert reader.get(PAGE).status_code == 200


@pytest.mark.parametrize("slug", ["petitia-mea-are-numar", "platesc-pe-ghiseul-ro", "mesajul-fals"])
def test_a_new_page_costs_at_most_fifteen_queries(
    slug, reader, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    page = TutorialPage.objects.get(slug=slug)
    reader.get("/admin/login/")  # content types and the like are read once in a process's life
    address = page.url
    site_version().bump()  # and with it all that is known of the site
    with django_assert_max_num_queries(15):
        assert reader.get(address).status_code == 200


def test_a_question_is_never_answered_from_the_store(reader):
    assert reader.get("/cautare/?q=parola").text != reader.get("/cautare/").text
    assert "parola" in reader.get("/cautare/?q=parola").text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda response: setattr(response, "status_code", 404),
        lambda response: response.set_cookie("who", "someone"),
        lambda response: response.headers.setdefault("Vary", "Cookie"),
        lambda response: response.headers.setdefault("Cache-Control", "private"),
        lambda response: setattr(response, "is_public", False),
    ],
)
def test_what_depends_on_someone_is_never_kept(spoil):
    made = []

    @public
    def view(request):
        made.append(request)
        return HttpResponse("<p>hello</p>")

    def spoiled(request):
        response = view(request)
        spoil(response)
        return response

    middleware = PageCacheMiddleware(spoiled)
    for _ in range(2):
        middleware(RequestFactory().get("/"))
    assert len(made) == 2


def test_hosts_do_not_share_pages(reader):
    made = []

    @public
    def view(request):
        made.append(request.get_host())
        return HttpResponse(request.get_host())

    middleware = PageCacheMiddleware(view)
    for host in ("testserver", "localhost", "testserver"):
        assert middleware(RequestFactory().get("/", headers={"host": host})).content == host.encode()
    assert made == ["testserver", "localhost"]


def test_the_store_drops_the_oldest_when_it_is_full():
    store = PageStore(capacity=250)
    pages = {}
    for name in "abc":
        pages[name] = KeptPage.from_response(HttpResponse("x" * 50), (1, 1))
        store.put((name,), pages[name])
    assert store.get(("a",), (1, 1)) is None
    assert store.get(("c",), (1, 1)) is pages["c"]
    store.put(("huge",), KeptPage.from_response(HttpResponse("x" * 200), (1, 1)))
    assert store.get(("huge",), (1, 1)) is None


# --- what drops it ----------------------------------------------------------------------------


def test_publishing_is_seen_by_the_next_request(reader, tutorial, commit):
    assert "Titlu nou" not in reader.get(PAGE).text
    with commit():
        tutorial.title = "Titlu nou"
        publish(tutorial)
    assert "Titlu nou" in reader.get(PAGE).text


def test_every_worker_sees_it(tutorial, commit):
    workers = [Client(), Client()]
    for worker in workers:
        worker.get(PAGE)
    with commit():
        tutorial.title = "Titlu nou"
        publish(tutorial)
    for worker in workers:
        assert "Titlu nou" in worker.get(PAGE).text


def test_a_draft_changes_nothing_and_drops_nothing(reader, tutorial, commit):
    reader.get(PAGE)
    before = site_version().current()
    with commit():
        tutorial.title = "Ciornă"
        tutorial.save_revision()
    assert site_version().current() == before
    assert "Ciornă" not in reader.get(PAGE).text


def _unpublish(tutorial):
    tutorial.unpublish()


def _move(tutorial):
    tutorial.move(Page.objects.get(slug="primii-pasi"), pos="last-child")


def _delete(tutorial):
    tutorial.delete()


def _expire(tutorial):
    tutorial.unpublish(set_expired=True)


@pytest.mark.parametrize("act", [_unpublish, _move, _delete, _expire])
def test_what_goes_away_is_gone(act, reader, tutorial, commit):
    assert reader.get(PAGE).status_code == 200
    with commit():
        act(tutorial)
    # A moved page leaves a redirect at its old address.
    assert reader.get(PAGE).status_code == (301 if act is _move else 404)


def _snippet():
    term = GlossaryTerm.objects.get(term="petiție")
    term.meaning = "Schimbat."
    term.save()


def _helpline():
    helpline = HelpSettings.objects.get().helpline
    helpline.phone = "0800 111 222"
    helpline.save()


def _bulk():
    GlossaryTerm.objects.filter(term="petiție").update(meaning="Schimbat.")


def _settings():
    SiteSettings.objects.update_or_create(
        site_id=HelpSettings.objects.get().site_id, defaults={"organisation": "Biblioteca Exemplu"}
    )


def _raw_sql():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tutorials_glossaryterm SET meaning = 'Schimbat.' WHERE term = 'petiție'")


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (_snippet, "Schimbat."),
        (_helpline, "0800 111 222"),
        (_bulk, "Schimbat."),
        (_settings, "Biblioteca Exemplu"),
        (_raw_sql, "Schimbat."),
    ],
)
def test_whatever_a_page_shows_drops_it(change, shown, reader, commit):
    assert shown not in reader.get(PAGE).text
    with commit():
        change()
    assert shown in reader.get(PAGE).text


def test_a_redirect_is_followed_at_once(reader, commit, site):
    from wagtail.contrib.redirects.models import Redirect

    assert reader.get("/vechi/").status_code == 404
    with commit():
        Redirect.objects.create(old_path="/vechi", site=site, redirect_link="/cursuri/")
    assert reader.get("/vechi/").headers["Location"] == "/cursuri/"


def test_a_page_made_during_a_publish_is_never_kept_as_newer(tutorial, commit):
    """The change is committed after the old data were read and before the page was finished."""
    shown = {"title": "vechi"}

    @public
    def slow_view(request):
        read = shown["title"]
        if read == "vechi":
            shown["title"] = "nou"
            site_version().bump()  # another worker's publish, committed meanwhile
        return HttpResponse(read)

    middleware = PageCacheMiddleware(slow_view)
    request = RequestFactory().get("/")
    assert middleware(request).content == b"vechi"
    assert middleware(request).content == b"nou"
    assert middleware(request).content == b"nou"


def test_midnight_makes_new_pages(reader, tutorial, commit, monkeypatch):
    """A source falls due overnight, though nobody changes anything."""
    due = "Verificat ultima oară"
    now = timezone.now()
    with commit():
        source = tutorial.sources[0].value
        source["checked_on"] = timezone.localdate() - timedelta(days=9)
        source["review_by"] = timezone.localdate()
        publish(tutorial)
    assert due not in reader.get(PAGE).text
    tomorrow = now + timedelta(days=1)
    monkeypatch.setattr("time.time", tomorrow.timestamp)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert due in reader.get(PAGE).text


def test_an_undone_change_drops_nothing(reader):
    from django.db import transaction

    before = site_version().current()
    try:
        with transaction.atomic():
            GlossaryTerm.objects.update(meaning="x")
            raise RuntimeError
    except RuntimeError:
        pass
    assert site_version().current() == before


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ('UPDATE "wagtailcore_page" SET "title" = %s WHERE "id" = %s', True),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "latest_revision_id" = %s', False),
        ('UPDATE "wagtailcore_page" SET "draft_title" = %s, "live" = %s', True),
        ('INSERT INTO "wagtailcore_page" ("draft_title") VALUES (%s)', True),
        ('DELETE FROM "tutorials_tutorialpage" WHERE 1', True),
        ("  update tutorials_tutorialpage set minutes = 3", True),
        ('INSERT INTO "some_table_nobody_heard_of" VALUES (1)', True),
        ('UPDATE "django_session" SET "session_data" = %s', False),
        ('UPDATE "cms_user" SET "last_login" = %s WHERE "id" = %s', False),
        ('UPDATE "cms_user" SET "first_name" = %s', True),
        ('SELECT * FROM "wagtailcore_page"', False),
        ('SAVEPOINT "s1"', False),
    ],
)
def test_which_statements_a_page_could_show(sql, shown):
    assert is_shown(sql) is shown


@override_settings(PAGE_CACHE_BYTES=0)
def test_the_store_can_be_switched_off():
    made = []

    @public
    def view(request):
        made.append(request)
        return HttpResponse("page")

    middleware = PageCacheMiddleware(view)
    middleware(RequestFactory().get("/"))
    middleware(RequestFactory().get("/"))
    assert len(made) == 2


def test_an_address_with_a_question_mark_is_the_same_kept_page(reader):
    """Links that are shared come with a query of the network's own."""
    first = reader.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        shared = reader.get(PAGE + "?fbclid=x")
    assert not asked.captured_queries
    assert shared.content == first.content
    assert shared.headers["ETag"] == first.headers["ETag"]
