"""The house as a reader finds it: every test starts with the real catalogue in the database.

It is loaded once; each test runs in a transaction that is rolled back. Nothing here may use
`transactional_db`, which would empty the tables for the tests after it.
"""

import hypothesis
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from pressing import made_by
from wagtail.models import Site

from cms.pagecache.version import site_version
from courses.models import CourseIndexPage, CoursePage, HomePage
from paper.press import press
from tutorials.models import TutorialPage

# A machine that is busy elsewhere makes no example wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


def pytest_itemcollected(item):
    """Marks what speaks to the database: nothing else can come out otherwise on PostgreSQL."""
    if "db" in item.fixturenames or item.get_closest_marker("django_db"):
        item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("prepare")
        call_command("load_catalogue", verbosity=0)


@pytest.fixture(autouse=True)
def nothing_kept():
    """No page, and no picture of a rolled-back row, kept by one test may be handed out in another."""
    site_version().bump()
    cache.clear()


@pytest.fixture(autouse=True)
def media_in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def connection_stays_open():
    """For a test that asks as servers do: as in Django's own client, a request ends no connection.

    On SQLite in memory nothing would tell, on PostgreSQL the rest of the test would have none.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def home(db) -> HomePage:
    return HomePage.objects.get(locale__language_code="ro")


@pytest.fixture
def index(home) -> CourseIndexPage:
    return CourseIndexPage.objects.child_of(home).get()


@pytest.fixture
def course(index) -> CoursePage:
    """The course with five tutorials."""
    return CoursePage.objects.child_of(index).get(slug="primii-pasi")


@pytest.fixture
def tutorial(db) -> TutorialPage:
    return TutorialPage.objects.get(slug="petitia-mea-are-numar", locale__language_code="ro")


@pytest.fixture
def site(db) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def author(django_user_model):
    return _person(django_user_model, "ana", "Autori")


@pytest.fixture
def moderator(django_user_model):
    return _person(django_user_model, "mihai", "Moderatori")


def _person(user_model, name, role):
    from django.contrib.auth.models import Group

    person = user_model.objects.create_user(name, f"{name}@posta.exemplu", "parola-de-test")
    person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture(scope="session")
def warm_press():
    """The press of this process, ready: a test does not get the page that asks to wait."""
    made_by(press, "<html lang='ro'><title>Cald</title><p>Cald</p></html>", "https://pascupas.invalid/")
    return press
