"""Answers graded on the server, as the browser grades them."""

import json
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from wagtail.models import Locale

from tutorials.grading import EMPTY, grade, grader
from tutorials.models import TutorialPage

VECTORS = json.loads((Path(settings.BASE_DIR) / "tests/vectors/quiz.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_browsers_vectors(vector):
    assert asdict(grade(vector["question"], vector["answer"])) == vector["verdict"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
@pytest.mark.parametrize("given", [None, 7, True, [1], [["a"]], {"a": 1}, {"a": ["a"]}])
def test_what_has_not_the_shape_of_an_answer_is_none(vector, given):
    assert grade(vector["question"], given) == EMPTY


def test_an_order_of_too_few_or_too_many_is_not_right():
    question = {"kind": "order", "items": [{"id": "a", "why": "A."}, {"id": "b", "why": "B."}]}
    assert grade(question, ["a"]).outcome == "partly"
    assert grade(question, ["a", "b", "b"]).outcome == "partly"
    assert grade(question, []).outcome == "wrong"


def right_answer(block):
    """What a person would give who knows it."""
    value = block.value
    match block.block_type:
        case "fill":
            return value["answers"][0].upper() + "."
        case "order":
            return [item.id for item in value["items"].bound_blocks]
        case "match":
            return {pair.id: pair.id for pair in value["pairs"].bound_blocks}
        case _:
            return [choice.id for choice in value["choices"].bound_blocks if choice.value["right"]]


def wrong_answer(block):
    match right_answer(block):
        case str():
            return "nimic din toate acestea"
        case dict() as pairs:
            ids = list(pairs)
            return dict(zip(ids, ids[1:] + ids[:1], strict=True))
        case list() as ids if block.block_type == "order":
            return ids[::-1]
        case list() as ids:
            return [c.id for c in block.value["choices"].bound_blocks if c.id not in ids][:1]


def test_every_question_of_the_catalogue_knows_right_from_wrong(db):
    kinds = set()
    for page in TutorialPage.objects.live():
        key = str(page.translation_key)
        judge = grader([key])
        for block in page.quiz:
            kinds.add(block.block_type)
            assert judge(key, block.id, right_answer(block)) is True
            assert judge(key, block.id, wrong_answer(block)) is False
    assert kinds == {"one", "several", "order", "match", "fill"}


def test_nobody_can_say_without_a_published_question(tutorial):
    key, block = str(tutorial.translation_key), tutorial.quiz[0]
    given = right_answer(block)
    assert grader([key])(key, str(uuid4()), given) is None
    other = str(uuid4())
    assert grader([other])(other, block.id, given) is None
    assert grader([key])(key, block.id, 7) is None
    tutorial.unpublish()
    for twin in TutorialPage.objects.filter(translation_key=tutorial.translation_key):
        twin.unpublish()
    assert grader([key])(key, block.id, given) is None


def test_one_query_whatever_the_number_of_answers(tutorial, django_assert_num_queries):
    key = str(tutorial.translation_key)
    with django_assert_num_queries(1):
        judge = grader([key, str(uuid4())])
        for block in tutorial.quiz:
            judge(key, block.id, right_answer(block))


def test_an_answer_in_another_language_is_right_too(essentials, make):
    """Fill-in answers are words of one language."""
    quiz = [
        ("fill", {
            "question": "?", "before": "O petiție are un", "after": "", "answers": ["număr"],
            "why": "Da.", "slips": [], "otherwise": "Nu.",
        }),
        essentials["quiz"][0],
    ]  # fmt: skip
    page = make(quiz=quiz)
    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    raw = english.quiz.get_prep_value()
    raw[0]["value"]["answers"][0]["value"] = "number"
    english.quiz = raw
    english.slug = "trial"
    english.save_revision().publish()
    key, block = str(page.translation_key), page.quiz[0].id
    judge = grader([key])
    assert judge(key, block, "Numar") is True
    assert judge(key, block, "number") is True
    assert judge(key, block, "nimic") is False
