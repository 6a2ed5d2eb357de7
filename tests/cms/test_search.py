"""Search over the pages of the house: what people type, and what they find."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from cms.models import SearchDocument
from cms.search.pack import export, search_pack
from cms.search.query import search
from tutorials.models import TutorialPage

# What anxious beginners type, and the page they need.
NEEDS = {
    "parola": "parole-bune",
    "parola uitata": "parole-bune",
    "am uitat parola": "parole-bune",
    "parloa": "parole-bune",
    "PAROLĂ!!!": "parole-bune",
    "autentifcare in doi pasi": "parole-bune",
    "amenda": "platesc-pe-ghiseul-ro",
    "amenzi": "platesc-pe-ghiseul-ro",
    "amneda": "platesc-pe-ghiseul-ro",
    "platesc impozitu": "platesc-pe-ghiseul-ro",
    "impozitelor": "platesc-pe-ghiseul-ro",
    "ghiseul": "platesc-pe-ghiseul-ro",
    "ghiseul.ro": "platesc-pe-ghiseul-ro",
    "ghișeul ro": "platesc-pe-ghiseul-ro",
    "ghiseulro": "platesc-pe-ghiseul-ro",
    "gisheul": "platesc-pe-ghiseul-ro",
    "petitie": "petitia-mea-are-numar",
    "petiției": "petitia-mea-are-numar",
    "petiti": "petitia-mea-are-numar",
    "numar inregistrare": "petitia-mea-are-numar",
    "reclamatie la primarie": "petitia-mea-are-numar",
    "mesaj fals": "mesajul-fals",
    "mesag fals": "mesajul-fals",
    "mesajele de la banca": "mesajul-fals",
    "phising": "mesajul-fals",
    "1911": "mesajul-fals",
    "veste falsa": "verific-inainte-sa-trimit",
    "vestea e adevarata?": "verific-inainte-sa-trimit",
    "stiri false": "verific-inainte-sa-trimit",
    "știre falsă": "verific-inainte-sa-trimit",
    "3 minute": "explic-roeid-in-3-minute",  # a no-break space stands between them
    "cum dau inapoi": "ating-gresesc-ma-intorc",
    "am apasat gresit": "ating-gresesc-ma-intorc",
    "ecran": "ating-gresesc-ma-intorc",
    "ecarn": "ating-gresesc-ma-intorc",
    "roeid": "explic-roeid-in-3-minute",
    "ROeID-ul": "explic-roeid-in-3-minute",
    "ro eid": "explic-roeid-in-3-minute",
    "caut primaria pe internet": "caut-fara-capcane",
    "cine suntem": "cine-suntem",
    "ce date pastrati": "ce-date-pastram",
    "accesibilitat": "accesibilitate",
}


NEEDS_IN_ENGLISH = {
    "i forgot my password": "good-passwords",
    "pasword": "good-passwords",
    "fake messages": "a-fake-message",
    "paying a fine": "pay-on-ghiseul-ro",
    "petitons": "my-petition-has-a-number",
    "touched by mistake": "a-wrong-touch",
    "is the news true": "check-before-you-send",
    "fake news": "check-before-you-send",
    "roeid": "explain-roeid-in-3-minutes",
}


def found(query, code="ro"):
    return [hit.page.pk for hit in search(query, code).hits]


# --- what is found ------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "slug"), NEEDS.items())
def test_finds_what_people_need(db, query, slug):
    assert search(query, "ro").hits[0].page.slug == slug


@pytest.mark.parametrize(("query", "slug"), NEEDS_IN_ENGLISH.items())
def test_finds_it_in_english(db, query, slug):
    assert search(query, "en").hits[0].page.slug == slug


def test_says_what_it_understood(db):
    results = search("parloa amneda elefant", "ro")
    assert results.understood == {"parloa": "parolă", "amneda": "amendă"}
    assert results.unknown == ["elefant"]
    assert results.query == "parloa amneda elefant"


def test_says_when_there_is_nothing(db):
    results = search("elefant", "ro")
    assert (results.hits, results.total, results.unknown) == ([], 0, ["elefant"])


def test_a_hit_is_ready_to_show(tutorial):
    hit = search("petitie", "ro").hits[0]
    assert hit.page.title == tutorial.title
    assert hit.page.url == tutorial.url
    assert hit.summary == tutorial.summary
    assert hit.score > 0


def test_counts_all_and_brings_the_first(db):
    results = search("telefon", "ro", limit=2)
    assert len(results.hits) == 2
    assert results.total > 2


@pytest.mark.parametrize("slug", [str(slug) for slug in set(NEEDS.values())])
def test_every_title_finds_its_page(db, slug):
    page = Page.objects.get(slug=slug, locale__language_code="ro")
    assert found(page.title)[0] == page.pk


def test_the_words_of_a_service_find_its_tutorial(db):
    """`search_parts` is what pages offer: keywords from the e-service, glossary words."""
    assert TutorialPage.objects.get(slug="mesajul-fals").pk == found("pnrisc")[0]


# --- languages ----------------------------------------------------------------------------------


def test_an_unknown_language_has_no_pages(db):
    assert search("parola", "xx").hits == []


# --- any string is a query ------------------------------------------------------------------------

HOSTILE = [
    "",
    " ",
    "\x00",
    "parola\x00",
    "%",
    "_____",
    "par%la",
    "' OR 1=1 --",
    '"; DROP TABLE cms_searchword; --',
    "\\",
    "🙂🙂🙂",
    "\u202eelorap\u202c",
    "מה שלומך",
    "ăâîșț" * 50,
    "\ud800",
    "a" * 100_000,
    "parola " * 20_000,
    "-" * 100_000,
    "ﷺ" * 100,
    "și de la un pe cu ce",
    "\n\t\r",
    "0" * 39,
    "e-" * 1000,
]


@pytest.mark.parametrize("query", HOSTILE, ids=[repr(query[:20]) for query in HOSTILE])
def test_hostile_queries(db, query, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        results = search(query, "ro")
    assert len(results.hits) <= 20


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=300))
def test_any_string_is_a_query(db, query):
    search(query, "ro")


def test_wildcards_are_letters_like_others(db):
    assert found("p%a") == found("p a")
    assert found("%") == found("_") == []


def test_direction_marks_do_not_hide_a_word(db):
    assert found("pa\u200frola") == found("parola")


@pytest.mark.parametrize(
    "query", ["parola", "parloa", "amneda parloa elefant ghis", "cum platesc impozitu pe ghiseul.ro"]
)
def test_four_queries_at_most(db, query, django_assert_max_num_queries):
    search("parola", "ro").hits[0].page.url  # noqa: B018  (Wagtail remembers the site's address)
    with django_assert_max_num_queries(4):
        for hit in search(query, "ro").hits:
            assert hit.page.url.startswith("/")


def test_no_index_is_walked_through(db):
    """Every look-up goes by equality in an index, on both databases."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole, whatever their indexes")
    with CaptureQueriesContext(connection) as queries:
        search("parloa amneda ghis", "ro")
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            steps = [row[-1] for row in cursor.fetchall()]
            assert not [step for step in steps if step.startswith("SCAN cms_search")], steps
            assert not [step for step in steps if step.endswith("(language=?)") and "word" in step], (
                steps
            )


# --- in a pack -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", [*NEEDS, "elefant", "parloa uitata elefant", "telefon", "sms banca", "pa", "par"]
)
def test_a_pack_answers_as_the_site_does(db, query, site_pack):
    results, packed = search(query, "ro", limit=1000), search_pack(site_pack, query)
    assert [(hit.page.pk, hit.score) for hit in results.hits] == packed.pages
    assert results.understood == packed.understood
    assert results.unknown == packed.unknown


@pytest.fixture
def site_pack(db):
    return json.loads(json.dumps(export("ro")))


def test_a_pack_may_hold_some_pages_only(db, course):
    pages = list(course.get_children().live().values_list("pk", flat=True))
    data = export("ro", pages)
    assert [page[0] for page in data["pages"]] == sorted(pages)
    assert search_pack(data, "parola").pages[0][0] in pages
    assert search_pack(data, "petiție").pages == []


def test_a_pack_has_titles_summaries_and_addresses(tutorial, site_pack):
    pages = {number: rest for number, *rest in site_pack["pages"]}
    assert pages[tutorial.pk] == [tutorial.title, tutorial.summary, tutorial.url]


def test_a_pack_is_small(site_pack):
    """Measured: about 4 kB for each tutorial, a third of it after gzip."""
    assert len(json.dumps(site_pack, ensure_ascii=False)) < 6_000 * SearchDocument.objects.count()
