"""The judge of `make chaos-browser` sees what is lost, doubled and miscounted."""

import pytest

from tests.chaos.browser import Ledger, judge


def fact(number: int, kind: str = "answer") -> dict:
    return {"id": f"{kind}-{number}", "kind": kind, "seq": number}


HELD = [fact(1, "opened"), fact(2), fact(3)]
STORED = {"answers": ["answer-2", "answer-3"], "learners": 1, "tries": 2}
LEDGER = Ledger(pressed=3, acknowledged={"answer-2", "answer-3"})


def test_all_there_once_holds():
    verdict = judge(5, LEDGER, HELD, STORED)
    assert verdict.holds
    assert verdict.line() == '{"rounds": 5, "pressed": 3, "answers": 2, "lost": 0, "doubled": 0}'


@pytest.mark.parametrize(
    ("what", "ledger", "held", "stored"),
    [
        ("lost on its way", LEDGER, HELD, STORED | {"answers": ["answer-2"], "tries": 1}),
        ("lost with the browser", LEDGER, HELD[:2], STORED | {"answers": ["answer-2"], "tries": 1}),
        ("told twice", LEDGER, HELD, STORED | {"answers": ["answer-2", "answer-3", "answer-3"]}),
        ("pressed once, kept twice", Ledger(1, LEDGER.acknowledged), HELD, STORED),
        ("counted twice", LEDGER, HELD, STORED | {"tries": 3}),
        ("two learners", LEDGER, HELD, STORED | {"learners": 2}),
        ("a number twice", LEDGER, [*HELD, fact(3, "time")], STORED),
        ("unknown to the device", LEDGER, HELD[:2], STORED),
        ("nothing at all", Ledger(), [], {"answers": [], "learners": 1, "tries": 0}),
    ],
)
def test_what_is_wrong_is_seen(what, ledger, held, stored):
    assert not judge(5, ledger, held, stored).holds, what
