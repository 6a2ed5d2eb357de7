"""A certificate and a learning card as PDF: made for whoever holds them, and kept by nobody."""

from unittest.mock import Mock

import pytest
from django.test import Client
from django.urls import reverse
from finishing import finish, issued

from paper import answers, pdf
from paper.press import Starting, press
from paper.qr import qr_path
from progress import throttle
from progress.cards.code import in_words
from progress.certificates import register
from progress.certificates.models import Certificate
from tests.paper.pdfs import broken_rules, outside
from tests.paper.reading import aloud, tree, unspaced

CARD = {"handle": "vulpe 417", "code": "0123456789abcdef", "picture": "cat", "name": "Ana"}


pytestmark = pytest.mark.usefixtures("warm_press")


@pytest.fixture(autouse=True)
def a_series(settings):
    settings.CERTIFICATE_SERIES = "PCP"


@pytest.fixture
def told(tablet, course) -> dict:
    finish(tablet, course)
    return issued(tablet, course, name="Maria Exemplu")


def paper_of(response) -> bytes:
    """The document that is the answer, by the rules and kept by nobody."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert broken_rules(response.content) == {}
    assert outside(response.content) == []
    return response.content


# --- the certificate ----------------------------------------------------------------------------


def test_the_certificate_says_what_the_register_has(told, course):
    said = aloud(paper_of(Client().get(told["print"] + "certificat.pdf")))
    for words in (course.title, told["number"], "Autoevaluare", "100 la sută", told["code"]):
        assert unspaced(words) in said, words
    assert "Maria" not in said


@pytest.mark.parametrize(("posted", "is_named"), [("Maria Exemplu", True), ("Ion Exemplu", False)])
def test_a_name_is_printed_for_who_knows_it(told, posted, is_named):
    """Nobody has another name printed beside a number of the register."""
    said = aloud(paper_of(Client().post(told["print"] + "certificat.pdf", {"name": posted})))
    assert ("MariaExemplu" in said) == is_named
    assert "IonExemplu" not in said


def test_who_tries_names_for_a_number_gets_none_any_more(told):
    address = told["print"] + "certificat.pdf"
    for _try in range(throttle.NAMES_ALLOWED_A_DAY):
        Client().post(address, {"name": "Ion Exemplu"})
    said = aloud(paper_of(Client().post(address, {"name": "Maria Exemplu"})))
    assert unspaced(told["number"]) in said
    assert "Maria" not in said


def test_while_the_press_is_starting(told, monkeypatch):
    """A page asks again by itself, with what was posted; a script is told when."""
    monkeypatch.setattr(press, "make", Mock(side_effect=Starting))
    address = told["print"] + "certificat.pdf"
    page = Client().get(address)
    assert (page.status_code, page["Cache-Control"]) == (202, "no-store")
    assert '<meta http-equiv="refresh" content="2">' in page.text
    assert f'href="{told["print"]}"' in page.text
    page = Client().post(address, {"name": "Maria Exemplu"})
    assert (page.status_code, page["Cache-Control"]) == (202, "no-store")
    assert 'http-equiv="refresh"' not in page.text
    assert '<form method="post" data-again="2">' in page.text
    assert '<input type="hidden" name="name" value="Maria Exemplu">' in page.text
    script = Client().post(CARD_PATH, CARD, headers={"Accept": "application/pdf"})
    assert (script.status_code, script["Retry-After"], script.content) == (202, "2", b"")


def test_one_address_does_not_keep_the_press_to_itself(told, monkeypatch):
    monkeypatch.setattr(answers, "ALLOWED", 2)
    address = told["print"] + "certificat.pdf"
    assert [Client().get(address).status_code for _time in range(3)] == [200, 200, 303]


def test_a_name_that_is_shown_is_on_it(told, tablet, course):
    issued(tablet, course, show_name=True)
    assert "MariaExemplu" in aloud(paper_of(Client().get(told["print"] + "certificat.pdf")))


def test_a_withdrawn_one_says_so_and_names_nobody(told):
    register.withdraw(Certificate.objects.get(), Certificate.Reason.ERROR)
    answer = Client().post(told["print"] + "certificat.pdf", {"name": "Maria Exemplu"})
    said = aloud(paper_of(answer))
    assert unspaced("nu mai este valabil") in said
    assert "Maria" not in said


def test_the_sheet_asks_for_it_with_the_name_of_this_tab(told):
    page = Client().get(told["print"]).text
    address = told["print"] + "certificat.pdf"
    assert f'method="post" action="{address}"' in page
    assert f'name="name" data-certificate-name="{told["code"]}"' in page


def test_guessing_codes_for_their_paper_is_slowed_down(db):
    path = "/certificat/0000-0000-0000-0000/tipar/certificat.pdf"
    for _try in range(throttle.ALLOWED):
        assert Client().post(path).status_code == 404
    assert Client().post(path).status_code == 429


def test_where_no_pdf_can_be_made_the_browser_prints(told, monkeypatch):
    monkeypatch.setattr(pdf, "why_not", lambda: "Pango is not here.")
    response = Client().post(told["print"] + "certificat.pdf", {"name": "Maria Exemplu"})
    assert (response.status_code, response["Location"]) == (303, told["print"])
    assert Client().post(CARD_PATH, CARD)["Location"] == reverse("card")


# --- the card -----------------------------------------------------------------------------------

CARD_PATH = "/carnet/carnet.pdf"


def test_the_card_has_its_words_in_order_and_its_name(db):
    body = paper_of(Client().post(CARD_PATH, CARD))
    said = aloud(body)
    at = said.index("vulpe417")
    for word in in_words(CARD["handle"], CARD["code"]):
        at = said.index(word, at) + len(word)
    assert "Ana" in said
    figures = [node.alt for top in tree(body) for node in top.walk() if node.type == "Figure"]
    assert "Cod QR cu acest carnet" in figures
    assert CARD["code"] not in said  # a device that reads it aloud says the words


def test_neither_the_code_nor_the_name_stays_with_us(db, caplog):
    kept = qr_path.cache_info().currsize
    with caplog.at_level("DEBUG"):
        paper_of(Client().post(CARD_PATH, CARD))
    assert CARD["code"] not in caplog.text
    assert qr_path.cache_info().currsize == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"handle": "vulpe"},
        {"handle": "xyzzyx 417"},
        {"handle": "../../ 417"},
        {"code": "0123456789ABCDEF"},
        {"code": "0123456789abcde"},
        {"code": ""},
        {"picture": "dragon"},
        {"name": "x" * 41},
        {"name": "a\0b"},
    ],
)
def test_what_is_no_card_is_refused(db, wrong):
    response = Client().post(CARD_PATH, CARD | wrong)
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")


def test_what_a_person_calls_themselves_cannot_draw_on_the_card(db):
    said = aloud(paper_of(Client().post(CARD_PATH, CARD | {"name": "<h1>Șef</h1>&amp;"})))
    assert "<h1>Șef</h1>&amp;" in said


def test_a_card_is_in_no_address(db):
    assert Client().get(CARD_PATH, CARD).status_code == 405
