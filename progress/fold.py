"""The fold: from a learner's facts to what is true of each page. Pure.

Its twin is static/src/progress/fold.ts.

Commutative, associative and idempotent: whatever the order, however often and in however many parts
the facts arrive, the states are the same. `tests/vectors/fold.json` holds what both twins must give;
docs/decisions/009-sync.md is the contract.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypedDict

# Raise it whenever the same facts give another state; `manage.py refold` then rebuilds all of them.
FOLD_VERSION = 4

LONGEST_STAY = 3600  # seconds that one fact may claim
MILLISECONDS = 1000
MOST_COUNTED = 10_000  # slips or hints that one fact may claim
# The nil UUID (RFC 9562, section 5.9): what is said of no page gives no state of one.
NO_PAGE = "00000000-0000-0000-0000-000000000000"

# (page, block, given) → whether the answer is right; None when nobody can say.
Grade = Callable[[str, str, Any], bool | None]


class FoldedFact(NamedTuple):
    """What the fold reads of a fact; any object with these attributes will do, a Claim for one.

    UUIDs as text, in lower case; `verdict` is the grade kept at receipt.
    """

    id: str
    device: str
    seq: int
    kind: str
    page: str
    block: str | None
    data: Mapping[str, Any]
    verdict: bool | None = None


class Answers(TypedDict):
    tries: int
    right: bool


class Practice(TypedDict):
    """One practice of a page: how often it was begun, and the best of the passes."""

    begun: int
    passed: bool
    slips: int | None  # the fewest of a pass
    hints: int | None


class Activity(TypedDict):
    """One activity from elsewhere: whether it was ever done, and the best score that it told."""

    done: bool
    score: float | None  # from 0 to 1


class Position(TypedDict):
    block: str
    order: list  # [seq, device, id]


class Bookmark(TypedDict):
    on: bool
    order: list  # [seq, device, id]


class PageState(TypedDict):
    opened: bool
    steps: list[str]
    completed: bool
    seconds: float
    answers: dict[str, Answers]
    practice: dict[str, Practice]
    activities: dict[str, Activity]
    position: Position | None
    bookmark: Bookmark | None


def fold(
    facts: Iterable[FoldedFact],
    grade: Grade | None = None,
    states: Mapping[str, PageState] | None = None,
) -> dict[str, PageState]:
    """The state of every page that `facts` or `states` name.

    `states` are what earlier facts gave; none of those may be among `facts` again. Within `facts` the
    same id counts once. Without `grade`, each answer's own verdict holds.
    """
    folded = {page: _copy(state) for page, state in (states or {}).items()}
    reached = {page: set(state["steps"]) for page, state in folded.items()}
    seen = set()
    for fact in facts:
        if fact.id not in seen and fact.page != NO_PAGE:
            seen.add(fact.id)
            _add(folded.setdefault(fact.page, nothing_yet()), fact, grade)
            if fact.kind == "step" and fact.block is not None:
                reached.setdefault(fact.page, set()).add(fact.block)
    for page, steps in reached.items():
        folded[page]["steps"] = sorted(steps, key=_as_javascript_sorts)
    return folded


def _as_javascript_sorts(text: str) -> bytes:
    """Text in the order of its UTF-16 code units."""
    return text.encode("utf-16-be")


def nothing_yet() -> PageState:
    """The state of a page without facts."""
    return {
        "opened": False,
        "steps": [],
        "completed": False,
        "seconds": 0,
        "answers": {},
        "practice": {},
        "activities": {},
        "position": None,
        "bookmark": None,
    }


def _copy(state: PageState) -> PageState:
    return {
        **state,
        "steps": list(state["steps"]),
        "answers": {block: dict(answer) for block, answer in state["answers"].items()},
        "practice": {block: dict(practice) for block, practice in state["practice"].items()},
        "activities": {block: dict(activity) for block, activity in state["activities"].items()},
    }


def _add(state: PageState, fact: FoldedFact, grade: Grade | None) -> None:
    state["opened"] = True
    if fact.kind == "completed":
        state["completed"] = True
    elif fact.kind == "time":
        state["seconds"] = _sum(state["seconds"], _stay(fact.data.get("seconds")))
    elif fact.kind == "bookmark":
        _mark(state, fact)
    elif fact.block is None:
        return
    elif fact.kind == "step":
        _move(state, fact, fact.block)
    elif fact.kind == "answer":
        given = fact.data.get("given")
        verdict = grade(fact.page, fact.block, given) if grade else fact.verdict
        answer = state["answers"].setdefault(fact.block, {"tries": 0, "right": False})
        answer["tries"] += 1
        answer["right"] = answer["right"] or verdict is True
    elif fact.kind == "practice":
        _practise(state, fact.data, fact.block)
    elif fact.kind == "activity":
        _perform(state, fact.data, fact.block)


def _practise(state: PageState, data: Mapping[str, Any], block: str) -> None:
    event = data.get("event")
    if event not in ("begun", "passed"):
        return
    empty = {"begun": 0, "passed": False, "slips": None, "hints": None}
    practice = state["practice"].setdefault(block, empty)
    if event == "begun":
        practice["begun"] += 1
        return
    practice["passed"] = True
    for name in ("slips", "hints"):
        practice[name] = _fewer(practice[name], data.get(name))


def _perform(state: PageState, data: Mapping[str, Any], block: str) -> None:
    """What an activity says of itself: never an answer, since nobody here can recompute it."""
    done, score = data.get("done"), data.get("score")
    if not isinstance(done, bool):
        return
    activity = state["activities"].setdefault(block, {"done": False, "score": None})
    activity["done"] = activity["done"] or done
    if isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1:
        activity["score"] = max(activity["score"] or 0, score)


def _fewer(one: int | None, claimed: Any) -> int | None:
    """The smaller count; what is no whole number between nothing and MOST_COUNTED says nothing."""
    if isinstance(claimed, bool) or not isinstance(claimed, int | float):
        return one
    if not (0 <= claimed <= MOST_COUNTED and claimed == int(claimed)):
        return one
    return int(claimed) if one is None else min(one, int(claimed))


def _move(state: PageState, fact: FoldedFact, block: str) -> None:
    order = _order(fact)
    if _is_later(order, state["position"]):
        state["position"] = {"block": block, "order": order}


def _mark(state: PageState, fact: FoldedFact) -> None:
    on, order = fact.data.get("on"), _order(fact)
    if isinstance(on, bool) and _is_later(order, state["bookmark"]):
        state["bookmark"] = {"on": on, "order": order}


def _order(fact: FoldedFact) -> list:
    return [fact.seq, fact.device, fact.id]


def _is_later(order: list, before: Position | Bookmark | None) -> bool:
    return before is None or order > before["order"]


def _stay(claimed: Any) -> float:
    """The seconds that a fact may claim: a number, held between nothing and an hour."""
    if isinstance(claimed, bool) or not isinstance(claimed, int | float) or math.isnan(claimed):
        return 0
    return min(max(claimed, 0), LONGEST_STAY)


def _sum(one: float, other: float) -> float:
    """The sum in whole milliseconds: sums of fractions would depend on their order."""
    total = _milliseconds(one) + _milliseconds(other)
    return total // MILLISECONDS if total % MILLISECONDS == 0 else total / MILLISECONDS


def _milliseconds(seconds: float) -> int:
    return math.floor(seconds * MILLISECONDS + 0.5)  # as Math.round
