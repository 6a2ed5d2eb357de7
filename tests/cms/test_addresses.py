"""Which address leads where, in which language, and what a broken or hostile one gets."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale

from cms.publishing import PublishRefused
from courses.models import HomePage
from tutorials.models import TutorialPage

PAGE = "/cursuri/vocea-mea/petitia-mea-are-numar/"
NOT_FOUND = "Această pagină nu există"


@pytest.fixture
def no_english(db):
    """A site that speaks Romanian only."""
    for page in HomePage.objects.filter(locale__language_code="en"):
        page.delete()


@pytest.fixture
def english(no_english, home):
    """An English home of two words, and no other English page."""
    copy = home.copy_for_translation(Locale.objects.get(language_code="en"))
    copy.title = copy.headline = "In English"
    copy.save_revision().publish()
    return HomePage.objects.get(pk=copy.pk)


@pytest.fixture
def english_home(db):
    return HomePage.objects.get(locale__language_code="en")


# --- the language is in the path --------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/cursuri/", PAGE, "/cautare/", "/nicaieri/"])
@pytest.mark.parametrize("wish", ["en", "fr;q=0.9, en;q=0.8", "*", "xx-invalid-" * 40])
def test_no_wish_changes_the_language_of_an_address(wish, path, client, db):
    client.cookies["django_language"] = "en"
    response = client.get(path, headers={"accept-language": wish})
    assert '<html lang="ro"' in response.text
    assert response.headers["Content-Language"] == "ro"
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_an_english_path_is_english(english, client):
    response = client.get("/en/")
    assert response.status_code == 200
    assert '<html lang="en"' in response.text
    assert "In English" in response.text
    assert response.headers["Content-Language"] == "en"


def test_the_search_has_an_address_in_each_language(english, client):
    assert client.get("/cautare/").status_code == 200
    assert client.get("/en/search/").status_code == 200
    assert client.get("/search/").status_code == 404
    assert client.get("/en/cautare/").status_code == 404


@pytest.mark.parametrize("path", ["/en/", f"/en{PAGE}", "/en/cursuri/", "/en/acasa-ro/"])
def test_without_an_english_home_there_is_nothing_in_english(path, no_english, client, home):
    response = client.get(path)
    assert response.status_code == 404
    assert home.headline not in response.text
    assert '<html lang="en"' in response.text


@pytest.mark.parametrize("path", ["/en/cursuri/", f"/en{PAGE}", "/en/acasa-ro/"])
def test_what_is_not_translated_is_never_answered_in_another_language(path, english, client):
    response = client.get(path)
    assert response.status_code == 404
    assert "petiți" not in response.text.lower()


def test_an_english_home_that_is_a_draft_is_not_there(english, client):
    english.unpublish()
    assert client.get("/en/").status_code == 404


@pytest.mark.parametrize("path", ["/fr/", "/de/cursuri/", "/EN/", "/en-us/", "/en_GB/", "/ro/", "/xx/"])
def test_other_languages_are_not_there(path, client, db):
    assert client.get(path).status_code == 404


# --- what is there and what is not --------------------------------------------------------------


def test_a_draft_is_not_there(draft, client):
    assert client.get("/cursuri/vocea-mea/ciorna-mea/").status_code == 404
    assert client.get("/cursuri/vocea-mea/ciorna-mea/tipar/").status_code == 404


def test_a_published_page_outlives_its_unpublished_course(tutorial, client):
    tutorial.get_parent().specific.unpublish()
    assert client.get("/cursuri/vocea-mea/").status_code == 404
    assert client.get("/cursuri/vocea-mea/tipar/").status_code == 404
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/nicaieri/",
        "/cursuri/nicaieri/",
        f"{PAGE}nicaieri/",
        f"{PAGE}tipar/enorm/",
        "/tipar/",
        "/cursuri/tipar/",
        "/vocea-mea/petitia-mea-are-numar/",
        "/cursuri/cursuri/vocea-mea/",
        "/cursuri/pentru/nimeni/",
        "/acasa-ro/",
        "/wagtail/",
        "/documents/",
    ],
)
def test_what_is_not_there_is_a_plain_page(path, client, db):
    response = client.get(path)
    assert response.status_code == 404
    assert NOT_FOUND in response.text
    assert "noindex" in response.text
    assert not response.cookies


@pytest.mark.parametrize("path", ["/cursuri", PAGE.rstrip("/"), f"{PAGE}tipar", "/cautare"])
def test_a_missing_slash_is_added(path, client, db):
    response = client.get(path)
    assert response.status_code == 301
    assert response.headers["Location"] == path + "/"
    assert not response.cookies


def test_adding_a_slash_keeps_the_question(client, db):
    assert client.get("/cautare?q=parola").headers["Location"] == "/cautare/?q=parola"


@pytest.mark.parametrize(
    "path", ["//evil.exemplu", "//evil.exemplu/", "/%5Cevil.exemplu", "/\\evil.exemplu"]
)
def test_no_address_leads_to_another_site(path, client, db):
    response = client.get("/", PATH_INFO=path)
    assert response.status_code in (301, 404)
    assert not response.headers.get("Location", "/").startswith(("//", "/\\", "http"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["/", PAGE, f"{PAGE}tipar/", "/cautare/", "/robots.txt", "/sitemap.xml"]
)
def test_a_page_is_only_read(path, method, client, db):
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert not response.cookies


def test_a_stranger_sending_a_form_gets_a_plain_page_and_no_cookie(db):
    response = Client(enforce_csrf_checks=True).post(PAGE, {"x": "1"})
    assert response.status_code == 405
    assert not response.cookies


# --- addresses that are taken -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parent", "slug"),
    [
        ("home", "cautare"),
        ("home", "admin"),
        ("home", "media"),
        ("home", "en"),
        ("english_home", "search"),
        ("course", "tipar"),
        ("index", "pentru"),
    ],
)
def test_no_page_hides_what_the_site_itself_has_there(parent, slug, request, tutorial):
    page = tutorial.copy(
        to=request.getfixturevalue(parent), update_attrs={"slug": slug}, keep_live=False
    )
    with pytest.raises(PublishRefused, match=r"(?i)slug.*(adresă|answers)"):
        page.save_revision(clean=False).publish()


@pytest.mark.parametrize(("parent", "slug"), [("home", "search"), ("course", "cautare")])
def test_elsewhere_the_same_words_are_free(parent, slug, request, tutorial):
    page = tutorial.copy(to=request.getfixturevalue(parent), update_attrs={"slug": slug})
    page.save_revision().publish()


# --- for machines -------------------------------------------------------------------------------


def test_the_sitemap_names_what_is_published_and_nothing_else(client, draft, site):
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    assert f"{site.root_url}{PAGE}" in response.text
    assert f"{site.root_url}/en/courses/" in response.text
    assert "ciorna-mea" not in response.text
    assert "/admin/" not in response.text
    assert not response.cookies


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "1" * 400])
def test_a_sitemap_page_that_is_not_there(page, client, db):
    assert client.get(f"/sitemap.xml?p={page}").status_code == 404


def test_robots_are_told_where_not_to_look(client, db):
    response = client.get("/robots.txt")
    assert response.status_code == 200
    assert "Disallow: /admin/" in response.text
    assert "Sitemap: http://testserver/sitemap.xml" in response.text
    assert response.headers["Content-Type"].startswith("text/plain")


# --- broken and hostile --------------------------------------------------------------------------


@pytest.fixture
def knock(db):
    """``knock(path, query)`` sends bytes as they come off the wire, and sees a 500 as readers would."""
    client = Client(raise_request_exception=False)

    def knock(path: str | bytes, query: str = "", **extra):
        raw = path if isinstance(path, bytes) else path.encode()
        return client.get("/", PATH_INFO=raw.decode("latin-1"), QUERY_STRING=query, **extra)

    return knock


HOSTILE = [
    "/%00/",
    b"/\0/",
    b"/cursuri/\0/",
    b"/cursuri/vocea-mea\0/",
    b"/\xff/",
    b"/cursuri/\xff\xfe/",
    b"/\xc3\x28/",
    "/ăâîșț/",
    "/\u202ecursuri/",
    "/😀/",
    "/../",
    "/cursuri/../../etc/passwd",
    "/cursuri/..%2f..%2fetc/passwd",
    "/./cursuri/",
    "//",
    "//cursuri//",
    "/cursuri//vocea-mea/",
    "/cursuri/;a=b/",
    "/cursuri/?/",
    "/'; DROP TABLE cms_user;--/",
    "/<script>alert(1)</script>/",
    "/{{ 7*7 }}/",
    "/%/",
    "/%zz/",
    "/ /",
    "/\r\nSet-Cookie: x=1/",
    "/cursuri/pentru/%00/",
    "/cursuri/pentru/" + "a" * 5_000 + "/",
    "/" + "a" * 20_000 + "/",
    "/" + "a/" * 10_000,
    "/" + "ș" * 5_000 + "/",
    "/.env",
    "/wp-login.php",
    "/static/../cms/settings/base.py",
    "/static/%00",
    "/media/..",
    "*",
    "",
    "cursuri/",
    "http://evil.exemplu/",
]


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_address_gets_a_plain_answer(path, knock):
    response = knock(path)
    assert response.status_code in (200, 301, 400, 404)
    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert "<script>alert" not in response.text
    assert "Traceback" not in response.text


QUERIES = [
    "a=1&" * 20_000,
    "=" * 9_000,
    "%00=%00",
    "%ff=%ff",
    "&" * 9_000,
    "a" * 60_000,
    "q[]=1&q[$ne]=2",
]


@pytest.mark.parametrize("path", ["/", PAGE, "/nicaieri/", "/sitemap.xml", "/cursuri"])
@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_a_flood_of_questions_gets_a_plain_answer(query, path, knock):
    assert knock(path, query).status_code in (200, 301, 400, 404)


@pytest.mark.parametrize(
    "host", ["evil.exemplu", "testserver:99999", "a b", "[::", "testserver, evil", ""]
)
def test_another_hosts_name_is_refused(host, knock):
    response = knock(PAGE, HTTP_HOST=host)
    assert response.status_code in (200, 400)
    assert "evil" not in response.text


def test_another_hosts_name_gets_no_kept_page(knock):
    assert knock(PAGE).status_code == 200
    response = knock(PAGE, HTTP_HOST="evil.exemplu")
    assert response.status_code == 400
    assert "Nu putem răspunde" in response.text


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    path=st.lists(
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from([b"cursuri", b"en", b"vocea-mea", b"tipar", b"..", b"%00", b"\xff", b""]),
        ),
        max_size=6,
    ),
    query=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20),
)
def test_no_address_at_all_breaks_the_house(path, query, knock):
    response = knock(b"/" + b"/".join(path), query)
    assert response.status_code < 500
    assert not response.cookies


def test_a_very_deep_address_costs_no_more_than_a_shallow_one(knock, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        knock("/" + "a/" * 10_000)
    assert max(len(query["sql"]) for query in queries) < 100_000


# --- when something goes wrong -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Http404, 404, NOT_FOUND),
        (PermissionDenied, 403, "Nu putem răspunde la această cerere"),
        (RuntimeError, 500, "Vina este la noi"),
    ],
)
def test_an_error_is_a_plain_page_without_a_cookie(error, status, words, knock, monkeypatch):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(TutorialPage, "serve", fail)
    response = knock(PAGE)
    assert response.status_code == status
    assert words in response.text
    assert '<html lang="ro"' in response.text
    assert not response.cookies
    assert "Traceback" not in response.text


def test_an_error_is_never_kept(knock, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(TutorialPage, "serve", lambda *args, **kwargs: 1 / 0)
        assert knock(PAGE).status_code == 500
    assert knock(PAGE).status_code == 200


def test_a_plain_page_says_in_english_too_what_happened(no_english, client):
    assert "This page does not exist" in client.get("/en/nowhere/").text
