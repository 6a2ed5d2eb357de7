"""What is drawn is also said: by what it is called, with what stands in it, and never in raw names."""

import copy

import pytest
from django.utils import translation

from tutorials.practice.captions import Teller, outline
from tutorials.practice.drawing import caption
from tutorials.practice.samples import Samples

from .services import EVERYTHING

SCREENS = {screen["key"]: screen for screen in EVERYTHING["screens"]}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("formular.titlu", "the heading “Plătiți 214,00 lei”"),
        ("formular.nume", "the field “Numele și prenumele”, filled in with “Maria Exemplu”"),
        ("formular.cod", "the field “Codul”, filled in"),
        ("formular.pe-larg", "the field “Pe larg”"),
        ("formular.institutia", "the list “Instituția”, with “Primăria Exemplu” chosen"),
        ("formular.institutia.model", "“Primăria Model”"),
        ("formular.institutia.exemplu", "“Primăria Exemplu” (a noastră)"),
        ("formular.cand", "the list of times “Când?”, with “joi, ora 16” chosen"),
        ("formular.da", "the box to tick “Am citit tot”, ticked"),
        ("formular.trimit", "the button “Trimit”"),
        ("mesaj.address", "the sender “De la Banca”"),
        ("mesaj.address.cine", "“Banca”"),
        ("mesaj.sms", "Doamna Ana says: “Plătiți acum sau vorbim”"),
        ("mesaj.sms.graba", "“acum”"),
        ("mesaj.raspuns", "the list of replies"),
        ("mesaj.raspuns.nu", "“Nu plătesc 214,00 lei”"),
        ("cautare.address", "the words searched for “primăria mea”"),
        ("cautare.gasite.oras", "“Orașul Exemplu” (oras.exemplu, pagina primăriei)"),
        ("gata.dovada", "the proof “Dovada”"),
    ],
)
def test_a_caption_names_the_screen_and_the_place(place, said):
    title = SCREENS[place.split(".")[0]]["title"]
    assert caption(EVERYTHING, place, 4) == f"Screen “{title}”. Place 4: {said}."


def test_a_caption_of_what_is_gone_says_what_is_left():
    assert caption(EVERYTHING, "formular.altceva") == "Screen “Formularul”."
    assert caption(EVERYTHING, "altundeva.nume") == ""


@pytest.mark.parametrize("key", SCREENS)
def test_no_description_has_a_raw_name_in_it(key):
    said = Teller(EVERYTHING).description(SCREENS[key])
    assert "{" not in said
    assert said.endswith(".")


def test_a_description_has_everything_that_is_drawn():
    said = Teller(EVERYTHING).description(SCREENS["cautare"])
    assert said == (
        "From top to bottom: the words searched for “primăria mea”; "
        "the list of results: “Orașul Exemplu” (oras.exemplu, pagina primăriei)."
    )
    said = Teller(EVERYTHING).description(SCREENS["gata"])
    for value in ("Primăria Exemplu", "EX-2345", "Maria Exemplu", "joi, ora 16"):
        assert value in said


def test_secrets_are_not_spelled_out():
    assert "000" not in Teller(EVERYTHING).description(SCREENS["formular"])


def test_in_html_quotes_are_escaped_and_marked():
    told = Teller(EVERYTHING, marked=True)
    said = told.description(SCREENS["formular"])
    assert 'the text “<span lang="ro">Pentru &lt;Maria&gt; &amp; alții</span>”' in said
    with translation.override("ro"):
        assert "<span" not in Teller(EVERYTHING, marked=True).description(SCREENS["formular"])


def test_an_outline_has_what_doors_answer_and_why_words_are_suspicious():
    assert outline(EVERYTHING, SCREENS["mesaj"]).answers == [
        ("Banca", "Nu e banca."),
        ("acum", "Graba e un semn."),
        ("vorbim", "Nu e un semn."),
        ("Plătesc.", "Mai gândiți-vă."),
    ]
    assert outline(EVERYTHING, SCREENS["formular"]).answers == [("Ajutor", "Aici este ajutorul.")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("numar", "EX-2345"),
        ("nume", "Maria Exemplu"),
        ("cod", "000"),
        ("institutia", "Primăria Exemplu"),
        ("cand", "joi, ora 16"),
        ("suma", "214,00 lei"),
        ("pe-larg", "…"),
        ("nimic", "…"),
    ],
)
def test_a_placeholder_is_said_by_what_a_learner_enters(name, said):
    assert Samples(EVERYTHING).fill("{" + name + "}") == said


def test_where_anything_is_right_a_picture_shows_what_can_be_chosen():
    everything = copy.deepcopy(EVERYTHING)
    screen = everything["screens"][0]
    elements = {element["key"]: element for element in screen["elements"]}
    elements["nume"]["expect"] = elements["pe-larg"]["expect"] = {"any": True}
    samples = Samples(everything)
    assert samples.at(screen, elements["cand"]) == "joi"  # the first is not to be had
    assert samples.at(screen, elements["nume"]) == "Maria Exemplu"  # the card calls it the same
    assert samples.at(screen, elements["pe-larg"]) is None
