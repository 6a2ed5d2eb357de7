"""Documents that our server makes for one person: asked for in the browser, and what they say."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.paper.reading import aloud, in_order, unspaced

from .catalogue import PAYING, address
from .device import once_made
from .playing import Practice
from .test_cards import make_card

pytestmark = pytest.mark.e2e


def test_the_card_comes_as_a_document_and_stays_out_of_addresses(serving, own_house, device):
    tablet = device(own_house.url, accept_downloads=True, reduced_motion="reduce")
    page, asked = tablet.page, []
    card = make_card(page)
    page.on("request", lambda request: asked.append(request.url))
    button = page.get_by_role("button", name="Ca document (PDF)")
    with page.expect_download(timeout=90_000) as coming:  # its press starts meanwhile
        button.click()
    assert coming.value.suggested_filename == "carnet-de-invatare.pdf"
    said = aloud(coming.value.path().read_bytes())
    at = said.index(unspaced(page.locator("[data-handle]").last.inner_text()))
    for word in card["words"]:
        at = said.index(word, at) + len(word)
    expect(page.locator("[data-said]")).to_contain_text("Documentul este la descărcări.")
    assert asked
    assert not [url for url in asked if card["code"] in url]

    serving.stop()
    button.click()
    expect(page.locator("[data-said]")).to_contain_text("Tipăriți carnetul din browser.")
    expect(page.locator("[data-words] li")).to_have_count(7)


def test_the_proof_of_a_practice_has_its_number_and_nothing_that_was_typed(page):
    page.goto(address(PAYING))
    practice = Practice(page)
    practice.begin()
    practice.play()
    number = practice.end.locator(".number").text_content()
    form = practice.end.locator("form[data-proof]")
    expect(form.get_by_role("button", name="Dovada ca document (PDF)")).to_be_visible()
    sent = dict(form.evaluate("form => [...new FormData(form)]"))
    assert sent == {"exercitiu": practice.block, "numar": number}
    where = form.get_by_role("button").evaluate("button => button.formAction")
    answer = once_made(lambda: page.request.get(where, params=sent))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    said = aloud(answer.body())
    assert number in said
    assert unspaced(practice.task["title"]) in said


def test_a_pack_grows_before_the_teachers_eyes_and_stops_when_told(own_house, device):
    house = replace(own_house, settings={"BUILD_DOCUMENTS": "1"})
    with house.serving():
        page = device(house.url, reduced_motion="reduce").page
        page.goto(f"{address(PAYING)}tipar/pachet/")
        _ask_for(page, copies=40)
        expect(page.locator("[data-batch]")).to_contain_text("Pagina ", timeout=60_000)
        page.get_by_role("button", name="Opriți").click()
        expect(page.get_by_role("heading", name="Nu există niciun pachet")).to_be_visible()

        page.get_by_role("link", name="Cereți din nou").click()
        _ask_for(page, copies=3)
        ready = page.get_by_role("heading", name="Pachetul dumneavoastră este gata")
        expect(ready).to_be_visible(timeout=120_000)  # the page says so by itself
        link = page.get_by_role("link", name="Deschideți pachetul (PDF)")
        said = aloud(page.request.get(link.get_attribute("href")).body())
    sheets = [f"Foaia {number} din 3" for number in (1, 2, 3)]
    assert in_order([*sheets, "Răspunsuri"], said) == []
    assert unspaced("Foaia 4") not in said


def _ask_for(page, copies: int) -> None:
    page.get_by_label("Câte exemplare?").fill(str(copies))
    page.get_by_role("button", name="Faceți pachetul").click()
    expect(page.get_by_role("heading", name="Vă pregătim pachetul")).to_be_visible()
