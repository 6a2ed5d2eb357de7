"""The oracle by the vectors of the fold (two folds agree), and that it sees what is wrong."""

import copy
import json
from pathlib import Path

import pytest

from .oracle import Ledger, judge, row_of, states

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/fold.json").read_text())["vectors"]
LEARNER, PAGE = "99999999-0000-4000-8000-000000000009", "aaaaaaaa-0000-4000-8000-000000000001"


def right_in(vector):
    listed = {
        json.dumps([each["page"], each["block"], each["given"]]): each["verdict"]
        for each in vector.get("answers", [])
    }

    def is_right(fact):
        place = fact["object"]
        asked = json.dumps([place["page"], place.get("block"), fact["data"].get("given")])
        return listed.get(asked) is True

    return is_right


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_its_fold_agrees_with_the_vectors(vector):
    facts = vector["facts"]
    assert states(facts, right_in(vector)) == vector["states"]
    assert states(facts[::-1] + facts, right_in(vector)) == vector["states"]


def test_its_fold_knows_nothing_of_ours():
    source = Path(__file__).with_name("oracle.py").read_text()
    assert "import progress" not in source
    assert "from progress" not in source


def fact(number, **changes):
    return {
        "id": f"01900000-0000-7000-8000-{number:012}",
        "learner": LEARNER,
        "device": "11111111-0000-4000-8000-00000000000a",
        "seq": number,
        "at": "2026-11-22T10:00:00Z",
        "kind": "time",
        "object": {"page": PAGE},
        "version": "v1",
        "data": {"seconds": 10},
    } | changes


@pytest.fixture
def facts():
    return [fact(1), fact(2, kind="step", object={"page": PAGE, "block": "s1"}, data={})]


@pytest.fixture
def ledger(facts):
    """Both facts were made and acknowledged."""
    ledger = Ledger()
    for each in facts:
        ledger.make(each)
    ledger.acknowledge(each["id"] for each in facts)
    return ledger


@pytest.fixture
def dump(facts):
    """A server on which all is as it should be."""
    return {
        LEARNER: {
            "erased": False,
            "devices": 1,
            "facts": [row_of(each) for each in facts],
            "states": states(facts, lambda fact: False),
        }
    }


def test_all_is_well(ledger, dump):
    verdict = judge(ledger, set(), dump)
    assert verdict.holds
    assert verdict.line() == '{"facts": 2, "lost": 0, "doubled": 0, "states_wrong": 0}'


def test_a_lost_fact(ledger, dump):
    dump[LEARNER]["facts"].pop()
    verdict = judge(ledger, set(), dump)
    assert (verdict.lost, verdict.doubled, verdict.states_wrong, verdict.holds) == (1, 0, 0, False)


def test_a_lost_learner(ledger):
    verdict = judge(ledger, set(), {})
    assert (verdict.lost, verdict.states_wrong, verdict.holds) == (2, 1, False)


def test_a_fact_that_is_held_counts_too(ledger, dump):
    ledger.make(fact(3))
    assert judge(ledger, set(), dump).holds
    assert judge(ledger, {fact(3)["id"]}, dump).lost == 1


def test_a_doubled_fact(ledger, dump):
    dump[LEARNER]["facts"] *= 2
    assert judge(ledger, set(), dump).doubled == 2


def test_a_state_that_counted_twice(ledger, dump):
    dump[LEARNER]["states"][PAGE]["seconds"] = 20
    verdict = judge(ledger, set(), dump)
    assert (verdict.lost, verdict.doubled, verdict.states_wrong, verdict.holds) == (0, 0, 1, False)


def test_a_state_of_nothing(ledger, dump):
    other = copy.deepcopy(dump[LEARNER]["states"][PAGE])
    dump[LEARNER]["states"]["bbbbbbbb-0000-4000-8000-000000000002"] = other
    assert judge(ledger, set(), dump).states_wrong == 1


def test_a_fact_that_was_changed_or_that_nobody_made(ledger, dump):
    dump[LEARNER]["facts"][0][-1] = {"seconds": 11}
    dump[LEARNER]["facts"].append(row_of(fact(4)))
    assert len(judge(ledger, set(), dump).broken) == 2


def test_an_erased_learner_stays_erased(ledger, dump):
    ledger.erasing[LEARNER] = "0" * 32
    assert not judge(ledger, set(), dump).holds
    nothing = {"erased": True, "devices": 0, "facts": [], "states": {}}
    verdict = judge(ledger, set(), {LEARNER: nothing})
    assert (verdict.broken, verdict.facts, verdict.states_wrong) == ([], 0, 0)


def test_a_broken_promise_is_enough(ledger, dump):
    ledger.complain("said ok, and was not")
    assert not judge(ledger, set(), dump).holds
