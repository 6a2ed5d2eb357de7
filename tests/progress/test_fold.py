"""The fold by its vectors, and its laws by whatever Hypothesis thinks of."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from progress.facts import read
from progress.fold import NO_PAGE, FoldedFact, fold

VECTORS = json.loads((Path(settings.BASE_DIR) / "tests/vectors/fold.json").read_text())["vectors"]
PAGES = [f"aaaaaaaa-0000-4000-8000-{n:012}" for n in (1, 2)]
DEVICES = [f"11111111-0000-4000-8000-{n:012}" for n in (1, 2)]


def folded(fact: dict) -> FoldedFact:
    place = fact["object"]
    names = ("id", "device", "seq", "kind")
    return FoldedFact(*(fact[name] for name in names), place["page"], place.get("block"), fact["data"])


def grade_of(vector):
    answers = vector.get("answers", [])

    def grade(page, block, given):
        same = (a for a in answers if (a["page"], a["block"], a["given"]) == (page, block, given))
        return next((a["verdict"] for a in same), None)

    return grade


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_vectors(vector):
    facts = [folded(fact) for fact in vector["facts"]]
    assert fold(facts, grade_of(vector)) == vector["states"]
    assert fold(facts[::-1] + facts, grade_of(vector)) == vector["states"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_facts_of_the_vectors_are_such_as_the_sync_takes(vector):
    for fact in vector["facts"]:
        assert read(fact, fact["learner"]).id == fact["id"]


def test_the_names_of_vectors_are_their_own():
    names = [vector["name"] for vector in VECTORS]
    assert len(set(names)) == len(names) > 30


# A shared machine is slow now and then; that is no flaw of the fold.
patient = bounds(deadline=None, suppress_health_check=[HealthCheck.too_slow])
numbers = st.one_of(st.integers(-10, 5000), st.floats(allow_nan=False, allow_infinity=False))
made_facts = st.lists(
    st.builds(
        FoldedFact,
        id=st.integers(0, 30).map(lambda n: f"01900000-0000-7000-8000-{n:012}"),
        device=st.sampled_from(DEVICES),
        seq=st.integers(1, 12),
        kind=st.sampled_from(
            "opened step answer completed time practice activity bookmark dreamt".split()
        ),
        page=st.sampled_from([*PAGES, NO_PAGE]),
        block=st.sampled_from([None, "s1", "s2", "é", "😀", "\ue000"]),
        data=st.fixed_dictionaries(
            {},
            optional={
                "seconds": numbers,
                "given": st.just("x"),
                "event": st.sampled_from(["begun", "slip", "hint", "passed", 7]),
                "slips": numbers,
                "hints": st.none() | st.booleans() | numbers,
                "done": st.none() | st.booleans() | st.integers(0, 1),
                "score": st.none() | st.booleans() | st.floats(-0.5, 1.5),
                "on": st.none() | st.booleans() | st.integers(0, 1),
            },
        ),
        verdict=st.sampled_from([None, True, False]),
    ),
    max_size=25,
    unique_by=lambda fact: fact.id,
)


@patient
@given(made_facts, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(facts, random):
    again = facts + [fact for fact in facts if random.random() < 0.5]
    random.shuffle(again)
    assert fold(again) == fold(facts)


@patient
@given(made_facts, st.lists(st.integers(0, 25), max_size=4))
def test_parts_folded_one_after_another_are_the_whole(facts, cuts):
    states = {}
    for start, end in pairwise(sorted({0, len(facts), *(min(cut, len(facts)) for cut in cuts)})):
        before = json.dumps(states)
        following = fold(facts[start:end], states=states)
        assert json.dumps(states) == before, "the fold changed what it was given"
        states = json.loads(json.dumps(following))  # as it comes back from the database
    assert states == fold(facts)


@patient
@given(made_facts)
def test_nothing_ever_un_happens(facts):
    for count in range(len(facts)):
        before, after = fold(facts[:count]), fold(facts[: count + 1])
        for page, state in before.items():
            assert set(state["steps"]) <= set(after[page]["steps"])
            assert state["completed"] <= after[page]["completed"]
            assert state["seconds"] <= after[page]["seconds"]
            for block, answer in state["answers"].items():
                assert answer["right"] <= after[page]["answers"][block]["right"]
            for block, practice in state["practice"].items():
                assert practice["passed"] <= after[page]["practice"][block]["passed"]
                assert practice["begun"] <= after[page]["practice"][block]["begun"]
            for block, activity in state["activities"].items():
                later = after[page]["activities"][block]
                assert activity["done"] <= later["done"]
                assert activity["score"] is None or activity["score"] <= later["score"]
