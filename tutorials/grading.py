"""Grading on the server: the twin of static/src/quiz/grade.ts, and the way from a fact to its question.

A device never says whether an answer was right; it says what was given, and we grade it anew.
`tests/vectors/quiz.json` holds what both twins must give.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tutorials.models import TutorialPage

# What JavaScript's \s matches; Python's differs in six characters.
_SPACES = re.compile("[\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")


@dataclass(frozen=True)
class Verdict:
    """`outcome` is right, partly, wrong, or empty when there is nothing yet to be judged."""

    outcome: str
    whys: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


EMPTY = Verdict("empty")


def grade(question: dict, answer: Any) -> Verdict:
    """The verdict on `answer`: ids (one, several, order), pairs of ids (match) or text (fill).

    `question` has the shape of `Question` in grade.ts. What has not the shape of an answer to it is
    empty.
    """
    if not fits(question["kind"], answer):
        return EMPTY
    match question["kind"]:
        case "one" | "several":
            return _grade_choices(question["items"], answer, question["kind"] == "several")
        case "order":
            there = [item["id"] for item in question["items"]]
            here = there[: len(answer)] + [None] * (len(answer) - len(there))
            return _grade_places(question["items"], list(zip(answer, here, strict=True)))
        case "match":
            there = [item["id"] for item in question["items"]]
            if not all(answer.get(id) for id in there):
                return EMPTY
            return _grade_places(question["items"], [(id, answer[id]) for id in there])
        case _:
            return _grade_fill(question["answers"], question["otherwise"], answer)


def fits(kind: str, answer: Any) -> bool:
    """Whether `answer`, parsed from JSON, has the shape of an answer to a question of this kind."""
    if kind == "fill":
        return isinstance(answer, str)
    if kind == "match":
        return isinstance(answer, dict) and all(isinstance(id, str) for id in answer.values())
    return isinstance(answer, list) and all(isinstance(id, str) for id in answer)


def _grade_choices(items: list[dict], given: list[str], many: bool) -> Verdict:
    if not given:
        return EMPTY
    chosen = [item for item in items if item["id"] in given]
    right = [item for item in chosen if item.get("right")]
    wrong = [item for item in chosen if not item.get("right")]
    missed = [item for item in items if item.get("right") and item["id"] not in given]
    whole = not wrong and not missed
    return Verdict(
        "right" if whole else "partly" if many and right else "wrong",
        [item["why"] for item in (chosen if whole else wrong)],
        _ids(right),
        _ids(wrong),
        _ids(missed) if many else [],
    )


def _grade_places(items: list[dict], places: list[tuple[str, str | None]]) -> Verdict:
    """`places` pairs every item with what stands where it belongs."""
    right = [id for id, here in places if id == here]
    wrong = [id for id, here in places if id != here]
    whole = not wrong and len(places) == len(items)
    explained = items if whole else [item for item in items if item["id"] in wrong][:1]
    outcome = "right" if whole else "partly" if right else "wrong"
    return Verdict(outcome, [item["why"] for item in explained], right, wrong)


def _grade_fill(answers: list[dict], otherwise: str, given: str) -> Verdict:
    text = forgiving(given)
    if not text:
        return EMPTY
    known = next((answer for answer in answers if forgiving(answer["text"]) == text), None)
    right = known is not None and known["right"]
    return Verdict("right" if right else "wrong", [known["why"] if known else otherwise])


def forgiving(text: str) -> str:
    """`text` without what must not matter: capitals, diacritics, spaces at the ends, a final mark."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
    # NFKD has made three full stops of “…”.
    return _SPACES.sub(" ", bare.lower()).rstrip(" .!?").lstrip(" ")


def _ids(items: list[dict]) -> list[str]:
    return [item["id"] for item in items]


# --- the question of a fact ---------------------------------------------------------------------


def question_in(block) -> dict:
    """The question that a block of the quiz asks, in the shape of `Question` in grade.ts."""
    kind, value = block.block_type, block.value
    if kind == "fill":
        right = [{"text": text, "right": True, "why": value["why"]} for text in value["answers"]]
        slips = [{"text": s["answer"], "right": False, "why": s["why"]} for s in value["slips"]]
        return {"kind": kind, "answers": right + slips, "otherwise": value["otherwise"]}
    parts = value[{"order": "items", "match": "pairs"}.get(kind, "choices")].bound_blocks
    items = [
        {"id": part.id, "right": part.value.get("right", False), "why": part.value["why"]}
        for part in parts
    ]
    return {"kind": kind, "items": items}


def grader(pages: Iterable[str]) -> Callable[[str, str, Any], bool | None]:
    """``grade(page, block, given)`` for answers on `pages`, given by their translation keys as text.

    One query for all of them, made here. A question stands in as many languages as its tutorial is
    published in; an answer is right if it is right in any. None: no published tutorial asks this, or
    what was given is no answer to it.
    """
    keys = {UUID(page) for page in pages}
    quizzes = defaultdict(list)
    if keys:
        published = TutorialPage.objects.live().filter(translation_key__in=keys)
        for key, quiz in published.values_list("translation_key", "quiz"):
            quizzes[str(key)].append(quiz)

    def grade_fact(page: str, block: str, given: Any) -> bool | None:
        asked = [child for quiz in quizzes[page] for child in quiz if child.id == block]
        outcomes = {grade(question_in(child), given).outcome for child in asked} - {"empty"}
        return "right" in outcomes if outcomes else None

    return grade_fact
