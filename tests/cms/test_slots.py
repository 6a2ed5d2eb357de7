"""Slots: the places where higher rooms speak, and what `check` says of a wrong setting."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks
from django.template import Context, Template

from cms import slots

HERE = "test_slots"


def greet(context):
    return f"<p>Bună, {context['name']}.</p>"


def part(context):
    return "<p>Pe curând.</p>"


def stay_silent(context):
    return ""


@pytest.fixture
def set_slots(settings):
    """``set_slots(dock=[…])`` and the fillers are asked for anew."""

    def set_slots(**places):
        settings.SLOTS = places
        slots.fillers.cache_clear()

    yield set_slots
    slots.fillers.cache_clear()


@pytest.fixture(autouse=True)
def this_module_can_be_imported(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)


def shown(name="dock", **context) -> str:
    template = Template("{% load house %}{% slot name %}")
    return template.render(Context({"name": name, **context}))


# --- filling ------------------------------------------------------------------------------------


def test_the_fillers_of_a_place_speak_in_order(set_slots):
    set_slots(dock=[f"{HERE}.greet", f"{HERE}.part"])
    assert shown() == "<p>Bună, dock.</p><p>Pe curând.</p>"
    set_slots(dock=[f"{HERE}.part", f"{HERE}.greet"])
    assert shown() == "<p>Pe curând.</p><p>Bună, dock.</p>"


def test_who_has_nothing_to_say_leaves_no_trace(set_slots):
    set_slots(dock=[f"{HERE}.stay_silent", f"{HERE}.part"])
    assert list(slots.fill("dock", {})) == ["<p>Pe curând.</p>"]


def test_a_place_that_nobody_fills_stays_empty(set_slots):
    set_slots()
    assert shown() == ""


def test_a_filler_gets_what_the_template_knows(set_slots):
    set_slots(dock=[f"{HERE}.greet"])
    template = Template("{% load house %}{% with name='Maria' %}{% slot 'dock' %}{% endwith %}")
    assert template.render(Context({"name": "altcineva"})) == "<p>Bună, Maria.</p>"


def test_the_directory_speaks_at_the_foot_of_every_page(client, tutorial):
    for path in ("/", tutorial.url):
        assert 'href="tel:' in client.get(path).text.partition("</main>")[2]


def test_the_courses_speak_at_the_foot_of_a_tutorial(client, course):
    one, following = course.tutorials()[:2]
    assert following.url in client.get(one.url).text


def test_every_place_stands_in_a_template_and_every_template_names_a_known_place():
    root = Path(settings.BASE_DIR)
    named = {
        name
        for room in ("cms", "paper", "offline", "directory", "tutorials", "courses", "progress")
        for template in (root / room).rglob("templates/**/*.html")
        for name in re.findall(r"""{% slot ["'](\w+)["'] %}""", template.read_text())
    }
    assert named == set(slots.PLACES)


# --- checking ------------------------------------------------------------------------------------


def said_by_check(**options) -> list[checks.CheckMessage]:
    return [message for message in checks.run_checks(**options) if message.id.startswith("cms.")]


def test_the_setting_of_the_house_is_right():
    assert not [message for message in said_by_check() if message.level >= checks.ERROR]


def test_a_place_that_no_template_has_is_reported_with_those_that_are(set_slots):
    set_slots(dok=[f"{HERE}.part"])
    (error,) = [message for message in said_by_check() if message.id == "cms.E001"]
    assert error.level == checks.ERROR
    assert "“dok”" in error.msg
    assert "dock" in error.hint
    assert "tutorial_foot" in error.hint


@pytest.mark.parametrize(
    "path", ["directory.slots.dokk", "nowhere.at_all", "nodots", "directory.nothing.dock", "", "."]
)
def test_a_filler_that_cannot_be_imported_is_reported_with_its_place(path, set_slots):
    set_slots(dock=["directory.slots.dock", path])
    (error,) = [message for message in said_by_check() if message.id == "cms.E002"]
    assert error.level == checks.ERROR
    assert path in error.msg
    assert "“dock”" in error.msg
    assert "SLOTS" in error.hint


def test_every_slip_is_reported_at_once(set_slots):
    set_slots(dok=["nowhere.at_all"], dock=["nowhere.either"])
    assert sorted(message.id for message in said_by_check() if message.level >= checks.ERROR) == [
        "cms.E001",
        "cms.E002",
        "cms.E002",
    ]


def test_postgresql_without_a_shared_cache_is_named_before_it_goes_live(settings):
    settings.CACHE_URL = ""
    settings.DATABASES["default"]["ENGINE"], engine = (
        "django.db.backends.postgresql",
        settings.DATABASES["default"]["ENGINE"],
    )
    try:
        (warning,) = [m for m in said_by_check(include_deployment_checks=True) if m.id == "cms.W001"]
        assert "CACHE_URL" in warning.hint
        settings.CACHE_URL = "redis://localhost"
        assert "cms.W001" not in {m.id for m in said_by_check(include_deployment_checks=True)}
    finally:
        settings.DATABASES["default"]["ENGINE"] = engine


def test_missing_browser_code_is_named_with_what_builds_it(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    (warning,) = [message for message in said_by_check() if message.id == "cms.W002"]
    assert "make build" in warning.hint
    (tmp_path / "app.css").touch()
    assert "cms.W002" not in {message.id for message in said_by_check()}
