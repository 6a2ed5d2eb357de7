"""A service is drawn as pictures and as practice, with nothing raw, live or spilling in either."""

import copy
import json

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.utils import translation

from tutorials.practice import drawing

from .services import EVERYTHING

PLACES = [
    f"{screen['key']}.{element['key']}"
    for screen in EVERYTHING["screens"]
    for element in screen["elements"]
]
CONTROLS = "a, button, input, textarea, select, [tabindex], [contenteditable], summary"


def render(source: str, lang: str = "ro", **context) -> BeautifulSoup:
    with translation.override(lang):
        made = engines["django"].from_string("{% load practice %}" + source)
        html = made.render({"service": EVERYTHING} | context)
    return BeautifulSoup(html, "html.parser")


def picture(place: str, lang: str = "ro", number: int = 3, **context) -> BeautifulSoup:
    return render("{% picture service place number %}", lang, place=place, number=number, **context)


def practice(task: str = "platiti", lang: str = "ro", **context) -> BeautifulSoup:
    return render("{% practice service task 'b1' %}", lang, task=task, **context)


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_a_picture_rings_its_place_and_is_inert(place):
    soup = picture(place)
    drawn = soup.select_one("figure > .screen[aria-hidden=true]")
    (ringed,) = drawn.select(".is-target")
    assert words(ringed.select_one(".no")) == "3"
    assert f"at--{element_at(place)['type']}" in ringed["class"]
    assert soup.select(CONTROLS) == []
    assert "Exercise" in words(drawn.select_one(".band")) or "EXERC" in words(drawn).upper()
    assert soup.select("[style], style, script") == []


def element_at(place: str) -> dict:
    key, element = place.split(".")
    screen = next(screen for screen in EVERYTHING["screens"] if screen["key"] == key)
    return next(each for each in screen["elements"] if each["key"] == element)


@pytest.mark.parametrize(
    ("place", "ringed"),
    [
        ("formular.institutia.exemplu", "Primăria Exemplu a noastră"),
        ("mesaj.raspuns.nu", "Nu plătesc 214,00 lei."),
        ("mesaj.sms.graba", "acum"),
        ("mesaj.address.cine", "Banca"),
        ("mesaj.address", "De la Banca"),
        ("cautare.gasite.oras", "Orașul Exemplu oras.exemplu pagina primăriei"),
    ],
)
def test_an_item_a_marked_word_and_the_address_can_be_ringed(place, ringed):
    (found,) = picture(place).select(".is-target")
    found.select_one(".no").extract()
    assert words(found) == ringed


def test_a_picture_is_filled_in_as_far_as_its_place():
    filled = picture("formular.nume")
    assert "Maria Exemplu" in words(filled.select_one(".at--field.is-target"))
    boxes = picture("formular.cod").select(".box")
    assert [words(box) for box in boxes] == ["Maria Exemplu", "•••", ""]


def test_what_is_far_from_the_place_is_folded_and_the_title_stays():
    soup = picture("formular.da")
    drawn = soup.select_one(".screen__body")
    kinds = [at["class"][1] for at in drawn.select(".at")]
    assert kinds == ["at--heading", "at--place", "at--check", "at--button"]
    assert len(drawn.select(".screen__fold")) == 2


def test_a_short_screen_and_a_picture_without_a_place_are_whole():
    assert picture("mesaj.sms").select(".screen__fold") == []
    whole = picture("formular")
    assert len(whole.select(".at")) == len(EVERYTHING["screens"][0]["elements"])
    assert whole.select(".is-target") == []


def test_what_was_entered_stands_in_pictures_in_place_of_its_name():
    drawn = words(picture("gata.dovada").select_one(".screen"))
    for said in ("EX-2345", "Maria Exemplu", "Primăria Exemplu", "joi, ora 16"):
        assert said in drawn
    assert "Plătiți 214,00 lei" in words(picture("formular.nume"))


@pytest.mark.parametrize("place", ["", "altundeva", "altundeva.nume"])
def test_a_screen_that_is_gone_is_not_drawn(place):
    assert picture(place).find() is None


def test_a_place_that_is_gone_leaves_the_screen():
    soup = picture("formular.altceva")
    assert len(soup.select(".screen")) == 1
    assert soup.select(".is-target") == []


def test_without_a_service_nothing_is_drawn():
    assert render("{% picture nobody 'a.b' %}{% practice nobody 'a' 'b' %}").find() is None


def test_texts_of_editors_are_escaped():
    soup = picture("formular.intro")
    assert "Pentru <Maria> & alții." in words(soup)
    hostile = copy.deepcopy(EVERYTHING)
    hostile["tasks"][0]["title"] = "</script><script>alert(1)</script>"
    soup = practice(service=hostile)
    (script,) = soup.select("script")
    assert script["type"] == "application/json"
    assert json.loads(script.string)["task"]["title"] == hostile["tasks"][0]["title"]


# --- practice ---------------------------------------------------------------------------------


def test_practice_draws_the_screens_that_its_task_can_reach():
    assert [tag["data-screen"] for tag in practice().select("[data-screen]")] == [
        "formular",
        "mesaj",
        "cautare",
        "gata",
    ]
    free = practice("explorati")
    assert [tag["data-screen"] for tag in free.select("[data-screen]")] == ["cautare", "gata"]
    assert free.select("[data-do=hint]") == []


def test_every_screen_is_hidden_named_and_has_its_band():
    for screen in practice().select("[data-screen]"):
        assert screen.has_attr("hidden")
        assert screen["aria-label"]
        assert screen["tabindex"] == "-1"
        assert screen.select_one(".band")
        assert screen.select(".is-target") == []


def test_every_control_can_be_told_apart_and_has_a_name():
    soup = practice()
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    for control in soup.select("[data-screen] :is(input, textarea)"):
        label = control.find_parent("label") or soup.find("label", attrs={"for": control["id"]})
        assert words(label)
        assert control["autocomplete"] == "off"
    taken = soup.select_one("input[value=luni]")
    assert taken.has_attr("disabled")


def test_doors_fields_and_marks_say_where_they_are():
    soup = practice()
    assert {tag["data-press"] for tag in soup.select("[data-press]")} == {
        "trimit",
        "ajutor",
        "raspuns.da",
        "raspuns.nu",
        "gasite.oras",
    }
    assert {tag["data-mark"] for tag in soup.select("[data-mark]")} == {
        "address.cine",
        "sms.graba",
        "sms.vorba",
    }
    traps = {tag["data-trap"]: words(tag) for tag in soup.select("[data-trap][hidden]")}
    assert traps == {"address.cine": "Banca Nu e banca.", "sms.graba": "acum Graba e un semn."}
    assert {tag["data-said"] for tag in soup.select("[data-said]")} == {
        "suma",
        "institutia",
        "numar",
        "nume",
        "cand",
    }


def test_the_painter_gets_what_the_task_plays_and_no_more():
    data = json.loads(practice().select_one("[data-service]").string)
    assert set(data) == {"service", "task", "lang", "words"}
    assert [screen["key"] for screen in data["service"]["screens"]][-1] == "gata"
    assert data["lang"] == ""
    assert all(data["words"].values())


def test_without_javascript_the_screens_can_be_read_and_the_card_stays():
    soup = practice()
    plain = soup.select_one("details")
    assert [words(title) for title in plain.select("ol > li > p > strong")] == [
        "Formularul",
        "Un mesaj",
        "Căutarea",
        "Gata",
    ]
    assert "Mai gândiți-vă." in words(plain)
    assert "Graba e un semn." in words(plain)
    assert "Maria Exemplu" in words(soup.select_one(".card"))
    assert soup.select_one("[data-start]").has_attr("hidden")


def test_replies_with_points_are_drawn_for_the_end_and_hidden():
    replies = practice().select("[data-reply]")
    assert [reply["data-reply"] for reply in replies] == ["mesaj.raspuns da", "mesaj.raspuns nu"]
    assert all(reply.has_attr("hidden") for reply in replies)
    assert words(replies[0]) == "Plătesc. Mai gândiți-vă."


def test_on_paper_are_the_task_and_its_card_and_nothing_to_press():
    soup = practice(on_paper=True)
    assert words(soup.select_one("h3"))
    assert soup.select_one(".card")
    assert soup.select("details, [id]") == []
    assert soup.select("button, input, textarea, script, template") == []


def test_what_is_to_be_found_is_printed_with_its_reasons_below():
    soup = practice(on_paper=True)
    assert "vorbim" in words(soup.select_one("figure.drawing"))
    reasons = [words(each) for each in soup.select("figure.drawing ~ ul li")]
    assert reasons == ["Banca Nu e banca.", "acum Graba e un semn."]
    assert practice().select_one("figure.drawing") is None


def test_what_lies_beyond_the_goal_is_not_to_be_marked():
    """Another task begins there: on paper it would stand under words that mean another screen."""
    service = copy.deepcopy(EVERYTHING)
    service["tasks"][0]["goal"] = [service["tasks"][0]["start"]]
    soup = practice(on_paper=True, service=service)
    assert soup.select_one("h3")
    assert soup.select_one("figure.drawing") is None


def test_a_task_that_is_gone_is_not_drawn():
    assert practice("altceva").find() is None


# --- languages --------------------------------------------------------------------------------


def test_words_of_another_language_are_marked():
    english = picture("formular.nume", "en")
    assert english.select_one(".screen")["lang"] == "ro"
    assert english.select_one(".band")["lang"] == "en"
    quoted = [words(tag) for tag in english.select("figcaption [lang=ro]")]
    assert "Numele și prenumele" in quoted
    soup = practice(lang="en")
    for selector in ("h3", ".card", "[data-screen]", ".practice__plain strong", ".practice__safe span"):
        assert soup.select_one(selector)["lang"] == "ro"
    assert json.loads(soup.select_one("[data-service]").string)["lang"] == "ro"


def test_in_one_language_nothing_is_marked():
    assert picture("formular.nume").select("[lang]") == []
    assert practice().select("[lang]") == []


def test_every_element_has_a_template_of_its_own():
    kinds = {element["type"] for screen in EVERYTHING["screens"] for element in screen["elements"]}
    for kind in kinds:
        engines["django"].get_template(f"tutorials/practice/elements/{kind}.html")
    assert len(kinds) == 16


def test_drawing_changes_nothing_of_the_service():
    before = copy.deepcopy(EVERYTHING)
    drawing.picture(EVERYTHING, "formular.nume")
    drawing.practice(EVERYTHING, "platiti", "b1")
    assert before == EVERYTHING
