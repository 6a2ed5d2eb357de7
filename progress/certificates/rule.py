"""What a course asks for before it certifies anything, and what a learner has of it.

Judged from what was given, by the questions as they are published now; what a device says of itself
counts for nothing. Only that an exercise was passed is the device's word: what was typed there never
leaves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.models import CoursePage
from progress.fold import PageState, fold, nothing_yet
from progress.models import Fact, Learner
from progress.states import READ_BY_FOLD, folded
from tutorials.blocks.practice import services_at_hand
from tutorials.grading import grader
from tutorials.models import TutorialPage


@dataclass(frozen=True)
class Asked:
    """What one tutorial of a course asks for: questions and exercises on the screen, by block."""

    tutorial: TutorialPage
    questions: Sequence[str]
    practices: Sequence[str]

    @property
    def page(self) -> str:
        return str(self.tutorial.translation_key)


@dataclass(frozen=True)
class Outcome:
    """Right answers in percent, and for each tutorial that is not done what it lacks."""

    score: int
    missing: list[dict[str, Any]]


def offered(course: UUID, language: str) -> CoursePage | None:
    """The published course that certifies who finishes it, in this language."""
    pages = CoursePage.objects.live().filter(alias_of=None, offers_certificate=True)
    return pages.filter(translation_key=course, locale__language_code=language).first()


def asked_of(course: CoursePage, tutorials: Sequence[TutorialPage]) -> list[Asked]:
    """What `course` asks for in each of `tutorials`, which are its own."""
    with services_at_hand([tutorial.exercises for tutorial in tutorials]):
        return [
            Asked(
                tutorial,
                [block.id for block in tutorial.quiz],
                [block.id for block in tutorial.exercises if _is_played(block)]
                if course.certificate_practice
                else [],
            )
            for tutorial in tutorials
        ]


def _is_played(block) -> bool:
    return block.block_type == "practice" and block.value.shown is not None


def judge(learner: Learner, course: CoursePage, asked: Sequence[Asked]) -> Outcome:
    """What `learner` has of what `asked` says, from all of their facts."""
    states = _states(learner, [each.page for each in asked])
    told = [_told(each, states.get(each.page) or nothing_yet()) for each in asked]
    questions, right = (sum(each[name] for each in told) for name in ("questions", "right"))
    score = 100 * right // questions if questions else 100
    if score < course.certificate_score:
        for each in told:
            if each["right"] < each["questions"] and "questions" not in each["codes"]:
                each["codes"].append("score")
    return Outcome(score, [each for each in told if each["codes"]])


def _states(learner: Learner, pages: Sequence[str]) -> dict[str, PageState]:
    """The learner's answers and exercises on `pages`, every answer graded anew."""
    rows = Fact.objects.filter(learner=learner, page__in=pages, kind__in=("answer", "practice"))
    facts = map(folded, rows.only(*READ_BY_FOLD).iterator(chunk_size=2000))
    return fold(facts, grade=grader(pages))


def _told(asked: Asked, state: PageState) -> dict[str, Any]:
    """A tutorial as the answer names it; `codes` say what it lacks by itself."""
    answered = [state["answers"][block] for block in asked.questions if block in state["answers"]]
    passed = [block for block in asked.practices if state["practice"].get(block, {}).get("passed")]
    codes = []
    if len(answered) < len(asked.questions):
        codes.append("questions")
    if len(passed) < len(asked.practices):
        codes.append("practice")
    return {
        "page": asked.page,
        "title": asked.tutorial.title,
        "codes": codes,
        "questions": len(asked.questions),
        "answered": len(answered),
        "right": sum(answer["right"] for answer in answered),
        "practices": len(asked.practices),
        "passed": len(passed),
    }
