"""What anybody who holds a code may see, and what nobody may."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation
from finishing import finish, issued

from progress import throttle
from progress.certificates import register
from progress.certificates.models import Certificate
from progress.templatetags.certificates import in_hours


@pytest.fixture(autouse=True)
def a_series(settings):
    settings.CERTIFICATE_SERIES = "PCP"


@pytest.fixture
def told(tablet, course) -> dict:
    finish(tablet, course)
    return issued(tablet, course)


def text_of(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    return " ".join(soup.main.get_text(" ").split())


def test_the_page_says_that_it_holds(told, course):
    text = text_of(told["page"])
    for words in (
        "este valabilă",
        told["number"],
        course.title,
        "100 la sută",
        "Autoevaluare",
        "Numele este doar pe foaia persoanei.",
        "5.1 ",
        "Nu este act de studii.",
    ):
        assert words in text.replace("\xa0", " "), words


def test_the_name_is_shown_only_to_whom_the_person_wants(told, tablet, course):
    issued(tablet, course, name="Maria Exemplu")
    for path in (told["page"], told["print"]):
        assert "Maria" not in Client().get(path).content.decode()
    issued(tablet, course, show_name=True)
    for path in (told["page"], told["print"]):
        assert "Maria Exemplu" in text_of(path)


def test_who_was_there_is_not_named(told, author):
    register.supervise(Certificate.objects.get(), author, Certificate.objects.get().day)
    text = text_of(told["page"])
    assert "Supravegheat" in text
    assert author.username not in text.split()


def test_a_withdrawn_one_says_why_and_since_when(told, tablet, course):
    issued(tablet, course, name="Maria Exemplu", show_name=True)
    register.withdraw(Certificate.objects.get(), Certificate.Reason.MISUSE)
    text = text_of(told["page"])
    assert "nu mai este valabilă" in text
    assert "Lucrul nu a fost făcut de persoana care a cerut-o." in text
    assert told["number"] in text
    assert "Maria" not in text
    assert "nu mai este valabilă" in text_of(told["print"])
    assert Client().get(told["credential"]).status_code == 410


def test_an_erased_one_says_so(told, tablet):
    tablet.erase()
    assert "Retrasă la cererea persoanei." in text_of(told["page"])


def test_the_sheet_has_the_address_and_its_square_code(told):
    soup = BeautifulSoup(Client().get(told["print"]).content, "html.parser")
    box = soup.select_one(".qrbox")
    address = f"testserver{told['page'].rstrip('/')}"
    assert box.svg["aria-label"].endswith(f"http://testserver{told['page']}")
    assert address in box.get_text()
    assert soup.select_one("[data-certificate-name]")["data-certificate-name"] == told["code"]
    assert not soup.select("[style]")


def test_codes_are_forgiven_and_led_to_their_page(told):
    typed = told["code"].lower().replace("-", "")
    assert Client().get(f"/certificat/{typed}/")["Location"] == told["page"]
    assert Client().get("/certificat/", {"cod": f" {typed} "})["Location"] == told["page"]
    assert Client().get(f"/certificat/{typed}/tipar/")["Location"] == told["print"]
    english = Client().get(f"/en/certificate/{told['code']}/")
    assert b"it holds" in english.content


@pytest.mark.parametrize("typed", ["0000-0000-0000-0000", "abc", "é", "x" * 200])
def test_a_code_that_nobody_has(db, typed):
    response = Client().get("/certificat/", {"cod": typed}, follow=True)
    assert response.status_code == 404
    assert "Nu cunoaștem acest cod" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert 'name="cod"' in response.content.decode()


def test_the_form_alone(db):
    assert "Verificați o adeverință" in text_of("/certificat/")


def test_guessing_codes_is_slowed_down(told, monkeypatch):
    monkeypatch.setattr(throttle, "ALLOWED", 3)
    monkeypatch.setattr("time.time", lambda: 1_000_000)
    for _ in range(3):
        assert Client().get("/certificat/0000-0000-0000-0000/").status_code == 404
    late = Client().get(told["page"])
    assert (late.status_code, late["Retry-After"]) == (429, "20")
    assert told["number"] not in late.content.decode()
    assert Client().get(told["page"], REMOTE_ADDR="10.1.2.3").status_code == 200


def test_nothing_is_kept_and_nothing_is_changed(told):
    for path in (told["page"], told["print"], told["credential"], "/certificat/"):
        assert Client().post(path).status_code == 405
    assert told["code"] not in Client().get("/sitemap.xml").content.decode()


def test_the_pane_stands_on_courses_that_certify(course):
    def pane():
        soup = BeautifulSoup(Client().get(course.url).content, "html.parser")
        return soup.select_one("[data-certificate]")

    here = pane()
    assert here["data-certificate"] == str(course.translation_key)
    pages = [entry["data-page"] for entry in here.select("[data-missing] li")]
    assert pages == [str(tutorial.translation_key) for tutorial in course.tutorials()]
    assert len(here.select_one("li")["data-practices"].split()) == 3
    course.offers_certificate = False
    course.save_revision().publish()
    assert pane() is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minut"),
        (50, "50 de minute"),
        (60, "1 oră"),
        (142, "2 ore și 22 de minute"),
        (0, "0 minute"),
    ],
)
def test_durations_as_people_say_them(minutes, words):
    with translation.override("ro"):
        assert in_hours(minutes).replace("\xa0", " ") == words
