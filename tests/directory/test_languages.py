"""Whom to call and where to go, in the words of the page: one fact, one row in each language."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Site

from cms.pagecache.version import site_version
from directory.models import EService, Helpline, HelpSettings
from tutorials.models import TutorialPage

ROMANIAN, ENGLISH = "/cursuri/primii-pasi/mesajul-fals/", "/en/courses/first-steps/a-fake-message/"


@pytest.fixture
def read(db):
    """The page at an address as it is now: what was kept of it is dropped, as by a commit."""

    def read(path: str) -> BeautifulSoup:
        site_version().bump()
        response = Client().get(path)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return read


@pytest.fixture
def only_romanian(db):
    """Facts that nobody has put into English; tutorials in English name the Romanian rows."""
    english = Locale.objects.get(language_code="en")
    for page in TutorialPage.objects.filter(locale=english):
        page.e_service = page.e_service and _romanian(page.e_service)
        page.helplines = [("helpline", _romanian(block.value)) for block in page.helplines]
        page.save()
    for model in (Helpline, EService):
        model.objects.filter(locale=english).delete()


def _romanian(fact):
    return type(fact).objects.get(translation_key=fact.translation_key, locale__language_code="ro")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


# --- the dock ---------------------------------------------------------------------------------


def test_the_dock_speaks_the_language_of_the_page(read):
    for path, cost in ((ROMANIAN, "gratuit"), (ENGLISH, "free"), ("/", "gratuit"), ("/en/", "free")):
        when = read(path).select_one(".dock__when")
        assert cost in words(when)
        assert not when.has_attr("lang")


def test_the_dock_falls_back_to_romanian_and_says_so(read, only_romanian):
    when = read(ENGLISH).select_one(".dock__when")
    assert "gratuit" in words(when)
    assert when["lang"] == "ro"
    assert not read(ROMANIAN).select_one(".dock__when").has_attr("lang")


def test_the_dock_is_the_same_telephone_whichever_row_an_editor_chose(read):
    settings = HelpSettings.objects.get()
    settings.helpline = settings.helpline.get_translation(Locale.objects.get(language_code="en"))
    settings.save()
    assert "gratuit" in words(read(ROMANIAN).select_one(".dock__when"))
    assert "free" in words(read(ENGLISH).select_one(".dock__when"))


@pytest.mark.parametrize("language", ["ro", "en", "xx"])
def test_the_dock_costs_one_query(language, db):
    site = Site.objects.get(is_default_site=True)
    with CaptureQueriesContext(connection) as queries:
        helpline = HelpSettings.helpline_for(site, language)
        assert helpline.locale.language_code == ("en" if language == "en" else "ro")
    assert len(queries) == 1


def test_without_a_choice_there_is_no_dock(read):
    HelpSettings.objects.update(helpline=None)
    assert read(ENGLISH).select(".dock") == []
    assert HelpSettings.helpline_for(None, "ro") is None


# --- boxes ------------------------------------------------------------------------------------


def boxes(soup) -> list:
    return [soup.select_one("aside.service"), *soup.select(".helpline")]


def test_boxes_speak_the_language_of_the_page(read):
    for path, said, hours in (
        (ROMANIAN, "Raportați în scris", "Gratuit · luni–vineri"),
        (ENGLISH, "another fraud in writing", "Free · Monday–Friday"),
    ):
        service, fraud, older = boxes(read(path))
        assert said in words(service)
        assert hours in words(older)
        assert not [box for box in (service, fraud, older) if box.select("[lang]")]


def test_boxes_fall_back_to_romanian_and_say_so(read, only_romanian):
    """Whoever listens hears Romanian read as Romanian; labels of ours stay English."""
    service, fraud, older = boxes(read(ENGLISH))
    for box, said in (
        (service, "Raportați în scris"),
        (fraud, "primește aici sesizări"),
        (older, "Asistenți sociali"),
        (older, "Gratuit · luni–vineri"),
    ):
        assert said in " ".join(words(node) for node in box.select("[lang=ro]"))
        assert "Not yet verified" in words(box)
        assert "Not yet verified" not in " ".join(words(node) for node in box.select("[lang=ro]"))


def test_a_fallback_costs_no_query_more(read, only_romanian, django_assert_max_num_queries):
    read(ENGLISH)
    site_version().bump()
    with django_assert_max_num_queries(15):
        Client().get(ENGLISH)
