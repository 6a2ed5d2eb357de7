"""A question can be answered, or is refused at the part to mend; what is mixed is never in order."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import ListBlock
from wagtail.models import Page

from tutorials.blocks import QuizBlock
from tutorials.blocks.quiz import FillBlock, MatchBlock, OneBlock, OrderBlock, SeveralBlock, mixed
from tutorials.models import TutorialPage


def choices(*right: bool) -> list[dict]:
    return [
        {"text": f"Răspunsul {number}", "right": is_right, "why": "De aceea."}
        for number, is_right in enumerate(right)
    ]


def items(count: int) -> list[dict]:
    return [{"text": f"Fapta {number}", "why": "De aceea."} for number in range(count)]


def pairs(*rights: str) -> list[dict]:
    return [
        {"left": f"Stânga {number}", "right": right, "why": "De aceea."}
        for number, right in enumerate(rights)
    ]


SOUND = {
    OneBlock: {"question": "Care?", "choices": choices(True, False)},
    SeveralBlock: {"question": "Care?", "choices": choices(True, True, False)},
    OrderBlock: {"question": "În ce ordine?", "items": items(3)},
    MatchBlock: {"question": "Ce cu ce?", "pairs": pairs("a", "b")},
    FillBlock: {
        "question": "Completați.",
        "before": "Petiția primește un",
        "after": "de înregistrare.",
        "answers": ["număr"],
        "why": "Cu el întrebați.",
        "slips": [{"answer": "nume", "why": "Aproape."}],
        "otherwise": "Gândiți-vă la dovadă.",
    },
}


def wrong_parts(kind, **change) -> set[str]:
    """The parts of a question that are refused, by name; empty when it is sound."""
    block = kind()
    block.set_name("question")
    value = block.to_python({**SOUND[kind], **change})
    try:
        block.clean(value)
    except ValidationError as error:
        return set(error.block_errors)
    return set()


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_question_is_taken(kind):
    assert wrong_parts(kind) == set()


@pytest.mark.parametrize("kind", SOUND)
def test_a_question_must_ask(kind):
    assert wrong_parts(kind, question=" ") == {"question"}


@pytest.mark.parametrize(
    ("kind", "change", "part"),
    [
        (OneBlock, {"choices": choices(False, False)}, "choices"),
        (OneBlock, {"choices": choices(True, True)}, "choices"),
        (OneBlock, {"choices": choices(True)}, "choices"),
        (OneBlock, {"choices": []}, "choices"),
        (OneBlock, {"choices": choices(True, *[False] * 5)}, "choices"),
        (SeveralBlock, {"choices": choices(False, False, False)}, "choices"),
        (SeveralBlock, {"choices": choices(True, False)}, "choices"),
        (SeveralBlock, {"choices": choices(True, *[False] * 6)}, "choices"),
        (OrderBlock, {"items": items(2)}, "items"),
        (OrderBlock, {"items": items(7)}, "items"),
        (MatchBlock, {"pairs": pairs("a")}, "pairs"),
        (MatchBlock, {"pairs": pairs("a", "b", "a")}, "pairs"),
        (MatchBlock, {"pairs": pairs("Dovada", " dovada ")}, "pairs"),
        (MatchBlock, {"pairs": pairs(*"abcdef")}, "pairs"),
        (FillBlock, {"before": "", "after": " "}, "before"),
        (FillBlock, {"answers": []}, "answers"),
        (FillBlock, {"answers": [" "]}, "answers"),
        (FillBlock, {"why": ""}, "why"),
        (FillBlock, {"otherwise": ""}, "otherwise"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused_at_the_part_to_mend(kind, change, part):
    assert wrong_parts(kind, **change) == {part}


@pytest.mark.parametrize(
    ("kind", "part", "lines"),
    [
        (OneBlock, "choices", choices(True, False)),
        (SeveralBlock, "choices", choices(True, False, False)),
        (OrderBlock, "items", items(3)),
        (MatchBlock, "pairs", pairs("a", "b")),
        (FillBlock, "slips", [{"answer": "nume", "why": "x"}]),
    ],
)
def test_every_answer_needs_its_kind_word(kind, part, lines):
    lines[0]["why"] = ""
    assert wrong_parts(kind, **{part: lines}) == {part}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (SeveralBlock, {"choices": choices(True, True, True)}),
        (FillBlock, {"before": ""}),
        (FillBlock, {"after": ""}),
        (FillBlock, {"slips": []}),
        (FillBlock, {"answers": ["număr", "numărul", "nr."]}),
        (MatchBlock, {"pairs": pairs("numărul", "numarul")}),
    ],
)
def test_what_a_question_may_be(kind, change):
    assert wrong_parts(kind, **change) == set()


@pytest.mark.parametrize(
    ("count", "is_sound"), [(0, False), (1, False), (2, True), (4, True), (5, False)]
)
def test_a_quiz_has_two_to_four_questions(count, is_sound):
    block = QuizBlock()
    value = block.to_python([{"type": "one", "value": SOUND[OneBlock]}] * count)
    if is_sound:
        assert len(block.clean(value)) == count
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


# --- mixed ------------------------------------------------------------------------------------


def named(*ids) -> list[SimpleNamespace]:
    return [SimpleNamespace(id=str(name)) for name in ids]


@given(st.lists(st.uuids(), min_size=2, max_size=6, unique=True))
def test_what_is_mixed_is_all_there_and_never_in_the_right_order(ids: list[UUID]):
    right = named(*ids)
    shown = mixed(right)
    assert shown != right
    assert sorted(item.id for item in shown) == sorted(item.id for item in right)


@given(st.lists(st.uuids(), min_size=2, max_size=6, unique=True))
def test_what_is_mixed_stands_in_the_same_order_every_time(ids: list[UUID]):
    assert [item.id for item in mixed(named(*ids))] == [item.id for item in mixed(named(*ids))]


def test_what_has_no_id_yet_is_mixed_as_well():
    """In an editor's preview."""
    right = [SimpleNamespace(id=None, text=text) for text in "abc"]
    assert [item.text for item in mixed(right)] != ["a", "b", "c"]


def test_one_item_is_left_alone():
    only = named("a")
    assert mixed(only) == only
    assert mixed([]) == []


@pytest.mark.parametrize("kind", [OrderBlock, MatchBlock])
def test_every_question_of_the_catalogue_is_shown_mixed(kind, db):
    shown = [
        block.value
        for page in TutorialPage.objects.all()
        for block in page.quiz
        if isinstance(block.block, kind)
    ]
    assert shown
    for value in shown:
        right = next(part for part in value.bound_blocks.values() if isinstance(part.block, ListBlock))
        ids = [item.id for item in right.value.bound_blocks]
        assert None not in ids
        assert [item.id for item in value.mixed] != ids


def test_a_question_keeps_its_mixed_order_when_its_words_are_mended(make, db):
    order = ("order", {"question": "În ce ordine?", "items": items(5)})
    page = make(quiz=[order, ("one", SOUND[OneBlock])])
    before = [item.id for item in page.quiz[0].value.mixed]
    page.quiz[0].value["question"] = "Altfel întrebat?"
    page.quiz[0].value["items"][0]["text"] = "Altfel spus"
    page.save_revision().publish()
    again = Page.objects.get(pk=page.pk).specific
    assert [item.id for item in again.quiz[0].value.mixed] == before
