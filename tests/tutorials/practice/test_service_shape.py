"""What an editor fills in and the shape say the same, both ways."""

import copy

import pytest
from wagtail.models import Locale

from cms.publishing import problems
from tutorials.blocks.practice.shaped import key_from, runs, words_and_marks
from tutorials.models import PracticeService
from tutorials.practice.shape import check

from .services import EVERYTHING
from .vectors import vectors

SERVICES = {**vectors("services"), "everything": EVERYTHING}


@pytest.fixture
def locale(db):
    return Locale.objects.get(language_code="ro")


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_lost_on_the_way_into_the_fields_and_back(name, locale):
    service = PracticeService(locale=locale)
    service.describe(SERVICES[name])
    assert service.described() == SERVICES[name]


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_lost_in_the_database(name, make):
    assert make(SERVICES[name]).shape == SERVICES[name]
    assert make(SERVICES[name], language="en").described() == SERVICES[name] | {"lang": "en"}


@pytest.mark.parametrize(
    "text",
    [
        "Fără nimic",
        ["Plătiți ", {"key": "acum", "text": "acum", "trap": True, "why": "Vă grăbește."}, "."],
        [{"key": "unu", "text": "Unu", "trap": False, "why": "Nu."}],
        [
            {"key": "unu", "text": "cu [paranteze]", "trap": True, "why": "Da."},
            {"key": "doi", "text": "lipit", "trap": True, "why": "Da."},
            " și \\ altele [nemarcate]",
        ],
        "[nemarcat] și \\[ și \\\\",
    ],
)
def test_words_with_marked_parts_are_written_with_brackets(text):
    words, marks = words_and_marks(text)
    assert runs(words, [mark["value"] for mark in marks]) == text


def test_a_part_in_brackets_that_nothing_is_said_of_is_harmless_and_has_no_reason_yet():
    assert runs("Apăsați [aici]", []) == [
        "Apăsați ",
        {"key": "aici", "text": "aici", "trap": False, "why": ""},
    ]


def test_what_is_overridden_in_a_task_keeps_its_kind(shape, make):
    task = shape["tasks"][0]
    task["expect"] = {
        "institutie.primaria": {"in": ["exemplu", "model"]},
        "date.nume": {"is": "Ion Exemplu"},
        "rezumat.de-acord": {"is": False},
        "plata.expira": {"mask": "99/99"},
        "date.cnp": {"any": True},
        "date.e-mail": {"card": "e-mail"},
    }
    assert make(shape).shape["tasks"][0] == task


# --- keys -------------------------------------------------------------------------------------


def test_a_key_is_made_of_letters_that_every_keyboard_has():
    assert key_from("Ștergeți țara: 2") == "stergeti-tara-2"
    assert key_from("2026", fallback="screen") == "screen-2026"
    assert key_from("…") == "x"
    assert key_from("Date", taken={"date", "date-2"}) == "date-3"


def test_what_has_no_key_gets_one_and_keeps_it(shape, make):
    del shape["screens"][1]["key"], shape["screens"][2]["elements"][1]["key"]
    shape["tasks"][0] |= {"start": ""}
    service = make(shape)
    assert service.shape["screens"][1]["key"] == "alegeti-institutia"
    assert service.shape["screens"][2]["elements"][1]["key"] == "numele-si-prenumele"
    assert service.shape["tasks"][0]["start"] == service.shape["screens"][0]["key"]
    service.screens[1].value["title"] = "Altfel"
    service.save()
    assert service.shape["screens"][1]["key"] == "alegeti-institutia"


def test_two_services_of_one_language_never_share_a_key(shape, make):
    assert make(shape).key == "taxa-locala"
    assert make(shape).key == "taxa-locala-2"
    assert make(shape, language="en").key == "taxa-locala"
    assert make(shape | {"key": ""}).key == key_from(shape["title"])


# --- drafts -----------------------------------------------------------------------------------


def test_a_key_stays_as_short_as_the_shape_has_it(shape, make):
    """The longest key, taken again and again."""
    longest = "a" + "b" * 39
    keys = [make(shape | {"key": longest}).key for _ in range(11)]
    assert len(set(keys)) == 11
    assert max(map(len, keys)) == 40
    assert all(check(shape | {"key": key}) == [] for key in keys)


def test_a_service_with_nothing_in_it_can_be_saved(locale):
    service = PracticeService(locale=locale, title="Abia început", live=False)
    service.save()
    assert service.key == "abia-inceput"
    assert service.shape["screens"] == []
    assert {problem.place for problem in problems(service)} >= {"Ecrane", "Sarcini"}


def test_everything_empty_is_a_draft_and_says_what_is_missing(shape, make):
    empty = copy.deepcopy(shape)
    for screen in empty["screens"]:
        screen["title"] = ""
        for element in screen["elements"]:
            for name in ("text", "label"):
                if name in element:
                    element[name] = ""
    service = make(empty)
    assert check(service.shape)
    assert service.more_problems()
