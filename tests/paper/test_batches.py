"""A pack for a class: asked for, watched, stopped, handed out, forgotten."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pdfs import broken_rules, outside
from reading import aloud, pages, unspaced

from cms import clock
from paper import batches, pdf
from paper.models import Batch

PACK = "tipar/pachet/"


@pytest.fixture(autouse=True)
def can_build(settings):
    settings.BUILD_DOCUMENTS = True


@pytest.fixture
def form(tutorial) -> str:
    """Where the pack of the tutorial is asked for."""
    response = Client().get(tutorial.get_url() + PACK)
    assert response.status_code == 302
    return response.url


def asked(form: str, copies) -> Batch:
    response = Client().post(form, {"copies": copies})
    assert response.status_code == 302
    batch = Batch.objects.latest("asked_at")
    assert response.url.endswith(f"/{batch.pk}/")
    return batch


def page_of(batch: Batch) -> BeautifulSoup:
    response = Client().get(f"/pe-hartie/{batch.pk}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return BeautifulSoup(response.content, "html.parser")


def whys(value) -> list[str]:
    """What a question explains, however it asks."""
    parts = [*value.get("choices", ()), *value.get("items", ()), *value.get("pairs", ()), value]
    return [str(part["why"]) for part in parts if part.get("why")]


def stopped(batch: Batch) -> int:
    """The status of pressing the one button on its page."""
    return Client().post(page_of(batch).select_one("main form")["action"]).status_code


def refreshes(page: BeautifulSoup) -> bool:
    return page.select_one("meta[http-equiv=refresh]") is not None


def test_a_pack_is_asked_for_made_and_handed_out(form, tutorial):
    batch = asked(form, 3)
    assert batches.asked()
    assert refreshes(page_of(batch))
    assert batches.build_waiting() == 1
    assert not batches.asked()
    page = page_of(batch)
    assert page.h1.text == "Pachetul dumneavoastră este gata"
    assert not refreshes(page)
    (link,) = page.select("main a[type='application/pdf']")
    response = Client().get(link["href"])
    body = b"".join(response.streaming_content)
    assert response["Content-Type"] == "application/pdf"
    assert f'{tutorial.slug}-pachet-3.pdf"' in response["Content-Disposition"]
    assert broken_rules(body) == {}
    assert outside(body) == []

    said = aloud(body)
    assert re.findall("Foaia([0-9])din3", said) == ["1", "2", "3"]
    assert said.count(unspaced("Răspunsurile, pentru profesor")) == 1
    sheets = pages(body)
    starts = [at for at, words in enumerate(sheets) if re.search("Foaia[0-9]din3", words)]
    assert starts == [0, 2, 4]  # one sheet for each, of which nobody has half
    batch.refresh_from_db()
    assert batch.pages == len(sheets)


def test_each_handout_asks_and_only_the_end_answers(form, tutorial):
    batch = asked(form, 2)
    batches.build_waiting()
    batch.refresh_from_db()
    with batch.file.open("rb") as file:
        said = aloud(file.read())
    handouts, answers = said.split(unspaced("Răspunsurile, pentru profesor"))
    for block in tutorial.quiz:
        question = unspaced(str(block.value["question"]))
        assert handouts.count(question) == 2
        assert answers.count(question) == 1
        for why in whys(block.value):
            assert unspaced(why) not in handouts
            assert unspaced(why) in answers


@pytest.mark.parametrize("copies", ["", "0", "41", "-3", "multe", "1e3", "99999999999999999999"])
def test_what_is_no_number_of_copies_is_said(form, copies):
    response = Client().post(form, {"copies": copies})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.select_one("main [role=alert]").text == "Scrieți un număr de la 1 la 40."
    assert not Batch.objects.exists()


def test_it_can_be_stopped_before_it_begins(form):
    batch = asked(form, 3)
    assert stopped(batch) == 302
    assert batches.build_waiting() == 0
    page = page_of(batch)
    assert page.h1.text == "Nu există niciun pachet"
    assert not refreshes(page)


def test_it_can_be_stopped_while_it_is_made(form, monkeypatch):
    """What it says of its progress comes from the pages as they are laid out."""
    batch = asked(form, 4)
    told = []

    class Watched(batches._Telling):
        def __call__(self, page):
            told.append(page)
            if page == 3:
                assert stopped(batch) == 302
            super().__call__(page)

    monkeypatch.setattr(batches, "_Telling", Watched)
    monkeypatch.setattr(batches, "TELLING", 0)
    assert batches.build_waiting() == 0
    assert told == [1, 2, 3]
    batch.refresh_from_db()
    assert (batch.laid_out, bool(batch.file)) == (2, False)
    assert page_of(batch).h1.text == "Nu există niciun pachet"


def test_the_bar_says_how_far_it_is(form):
    batch = asked(form, 30)
    Batch.objects.filter(pk=batch.pk).update(laid_out=12, expected=60)
    page = page_of(batch)
    assert "Pagina 12 din aproximativ 60." in page.text
    assert page.progress["value"] == "12"
    assert page.progress["max"] == "60"


def test_one_that_was_stopped_in_the_last_moment_leaves_no_file(form, monkeypatch):
    batch = asked(form, 1)
    make = pdf.make_pdf

    def stopped(*args, **kwargs):
        made = make(*args, **kwargs)
        assert batch.end()
        return made

    monkeypatch.setattr(pdf, "make_pdf", stopped)
    assert batches.build_waiting() == 0
    assert not default_storage.exists("paper") or default_storage.listdir("paper")[1] == []


def test_a_pack_is_forgotten_after_a_day_and_its_file_with_it(form, django_capture_on_commit_callbacks):
    batch = asked(form, 1)
    batches.build_waiting()
    batch.refresh_from_db()
    assert default_storage.exists(batch.file.name)
    Batch.objects.filter(pk=batch.pk).update(asked_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        batches.build_waiting()
    assert not default_storage.exists(batch.file.name)
    assert Client().get(f"/pe-hartie/{batch.pk}/").status_code == 404


def test_a_pack_that_is_ready_can_be_deleted_at_once(form, django_capture_on_commit_callbacks):
    batch = asked(form, 1)
    batches.build_waiting()
    batch.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        assert stopped(batch) == 302
    assert not Batch.objects.exists()
    assert not default_storage.exists(batch.file.name)


def test_what_fails_ends(form, monkeypatch):
    """Nobody waits for ever, and the next one is made."""
    broken, whole = asked(form, 2), asked(form, 1)
    make = pdf.make_pdf

    def fails_once(html, *args, **kwargs):
        if "din 2" in html:
            raise RuntimeError("A letter nobody can draw.")
        return make(html, *args, **kwargs)

    monkeypatch.setattr(pdf, "make_pdf", fails_once)
    assert batches.build_waiting() == 1
    assert page_of(broken).h1.text == "Nu există niciun pachet"
    assert page_of(whole).h1.text == "Pachetul dumneavoastră este gata"


@pytest.mark.parametrize("bound", ["MOST_WAITING", "MOST_KEPT"])
def test_when_there_are_many_one_is_asked_to_come_again(form, monkeypatch, bound):
    monkeypatch.setattr(batches, bound, 2)
    asked(form, 1), asked(form, 1)
    response = Client().post(form, {"copies": 1})
    assert response.status_code == 503
    assert "Apăsați din nou peste câteva minute." in response.text
    assert Batch.objects.count() == 2


def test_one_address_does_not_close_the_packs_for_everybody(form, monkeypatch):
    for _pack in range(batches.ALLOWED):
        asked(form, 1)
    response = Client().post(form, {"copies": 1})
    assert response.status_code == 429
    assert "Ați cerut multe pachete. Apăsați din nou peste" in response.text
    assert Batch.objects.count() == batches.ALLOWED < batches.MOST_WAITING
    assert Client(REMOTE_ADDR="192.0.2.7").post(form, {"copies": 1}).status_code == 302


def test_an_old_pack_is_neither_handed_out_nor_counted_if_the_clock_stands(form, monkeypatch):
    batch = asked(form, 1)
    batches.build_waiting()
    address = page_of(batch).select_one("main a[type='application/pdf']")["href"]
    Batch.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert Client().get(address).status_code == 404
    assert Client().get(f"/pe-hartie/{batch.pk}/").status_code == 404
    monkeypatch.setattr(batches, "MOST_WAITING", 1)
    monkeypatch.setattr(batches, "MOST_KEPT", 1)
    asked(form, 1)
    Batch.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    asked(form, 1)


def test_a_handout_that_does_not_fit_is_in_the_smallest_letters(form, monkeypatch):
    sizes = []

    def long(html, base, on_page=None):
        sizes.append(html.partition("data-fit=")[2][:3])
        return pdf.Pdf(b"%PDF-1.7", 9)

    monkeypatch.setattr(pdf, "make_pdf", long)
    asked(form, 2)
    assert batches.build_waiting() == 1
    assert sizes == ['"0"', '"1"', '"2"', '"2"']


def test_where_no_pdf_can_be_made_the_browser_prints(form, monkeypatch, tutorial):
    monkeypatch.setattr(pdf, "why_not", lambda: "Pango is not here.")
    page = BeautifulSoup(Client().get(form).content, "html.parser")
    assert page.select_one("main form") is None
    (link,) = page.select("main a.btn")
    assert link["href"] == tutorial.get_url() + "tipar/fisa-elev/"
    assert Client().get(link["href"]).status_code == 200
    Client().post(form, {"copies": 3})
    assert not Batch.objects.exists()


def test_what_is_not_published_or_not_offered_is_not_there(form, tutorial):
    assert Client().get(form.replace("pachet", "ghid")).status_code == 404
    assert Client().get(f"/pe-hartie/{tutorial.get_parent().pk}/pachet/").status_code == 404
    tutorial.unpublish()
    assert Client().get(form).status_code == 404
    assert Client().post(form, {"copies": 1}).status_code == 404


def test_a_pack_whose_page_is_gone_meanwhile_ends(form, tutorial):
    batch = asked(form, 1)
    tutorial.unpublish()
    assert batches.build_waiting() == 0
    batch.refresh_from_db()
    assert batch.ended_at


def test_one_builder_makes_each(form):
    batch = asked(form, 1)
    now = timezone.now()
    assert Batch.objects.claim(batch.pk, now)
    assert not Batch.objects.claim(batch.pk, now)
    assert Batch.objects.claim(batch.pk, now + timedelta(minutes=11))  # the first one died


def test_the_clock_begins_as_soon_as_somebody_waits(monkeypatch):
    begun, waiting = [], [False, True, True, True]

    class Process:
        answers = iter([None, 0])

        def poll(self):
            return next(self.answers)

    def begin(command):
        begun.append(command)
        return Process()

    monkeypatch.setattr(clock, "_begin", begin)
    monkeypatch.setattr(clock, "close_old_connections", lambda: None)
    duty = clock.WhenAsked("build_batches", lambda: waiting.pop(0))
    told = []
    for _look in range(4):
        duty.look()
        told.append(len(begun))
    # nobody waits; begins; still at work; it has ended, and somebody waits again
    assert told == [0, 1, 1, 2]
