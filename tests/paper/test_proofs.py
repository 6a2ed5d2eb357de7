"""The proof of a rehearsal as PDF: like an institution's, plainly none, with nothing that was typed."""

import pytest
from django.test import Client
from pdfs import broken_rules, outside
from reading import aloud, unspaced

from tutorials.models import TutorialPage
from tutorials.practice.samples import find

pytestmark = pytest.mark.usefixtures("warm_press")


@pytest.fixture
def payment(db) -> TutorialPage:
    return TutorialPage.objects.get(slug="platesc-pe-ghiseul-ro", locale__language_code="ro")


@pytest.fixture
def block(payment):
    return next(block for block in payment.exercises if block.block_type == "practice")


def proof(page, number="EX-7K3M", **query):
    return Client().get(f"{page.get_url()}tipar/dovada.pdf", {"numar": number} | query)


def test_it_has_the_number_the_rows_and_the_band(payment, block):
    response = proof(payment)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert broken_rules(response.content) == {}
    assert outside(response.content) == []
    said = aloud(response.content)
    service = block.value.shown.shape
    task = find(service["tasks"], block.value["task"])
    rows = [
        row["label"]
        for screen in service["screens"] if screen["key"] in task["goal"]
        for element in screen["elements"] if element["type"] == "receipt"
        for row in element["items"]
    ]  # fmt: skip
    assert rows
    for words in ("EX-7K3M", task["title"], "nu există", *rows):
        assert unspaced(words) in said, words
    assert said.upper().count("EXERCIȚIU") >= 1
    assert "{" not in said


def test_a_block_can_be_named(payment, block):
    assert proof(payment, exercitiu=block.id).status_code == 200
    assert proof(payment, exercitiu="00000000-0000-4000-8000-000000000000").status_code == 404


@pytest.mark.parametrize("number", ["EX-7K3", "EX-7K3MM", "EX-7K3O", "ex-7k3m", "PCP-2026-000001"])
def test_what_is_no_practice_number_is_not_there(payment, number):
    """Nobody prints a number of their own on a paper of ours."""
    assert proof(payment, number).status_code == 404


def test_a_tutorial_without_practice_gives_none(payment):
    payment.exercises = []
    payment.save()
    assert proof(payment).status_code == 404
