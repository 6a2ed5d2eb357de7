"""What somebody has of what a link asks for: in percent for a gradebook, in numbers for a teacher.

Read from the states that the fold made, so from raw answers alone (docs/decisions/009). A tutorial: of
its questions, how many were answered right; one without questions: how many of its steps were
reached. A course: how many of its tutorials are whole, which is all of that. Nothing is marked before
something can be: a question answered, a tutorial whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from lti.classroom.targets import Target
from progress.fold import nothing_yet
from progress.models import PageState
from tutorials.models import TutorialPage

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Result:
    """`done` of `all`: right answers, steps, whole tutorials; `score` in percent once there is one."""

    begun: bool
    done: int
    all: int
    score: Decimal | None

    @property
    def whole(self) -> bool:
        return 0 < self.all <= self.done


@dataclass(frozen=True)
class _Asked:
    page: str
    questions: Sequence[str]
    steps: Sequence[str]


class Judge:
    """Judges by the questions and steps as they are published now."""

    def __init__(self, target: Target):
        self.is_course = target.is_course
        self.asked = [_asked(tutorial) for tutorial in target.tutorials]
        self.asks_questions = any(asked.questions for asked in self.asked)

    def of(self, states: Mapping[str, Any]) -> Result:
        """The result of one whose states these are, by page."""
        each = [self._of_tutorial(asked, states.get(asked.page)) for asked in self.asked]
        if not self.is_course:
            return each[0]
        whole = sum(result.whole for result in each)
        begun = any(result.begun for result in each)
        return Result(begun, whole, len(each), percent(whole, len(each)) if whole else None)

    def _of_tutorial(self, asked: _Asked, state: Mapping[str, Any] | None) -> Result:
        begun, state = state is not None, state or nothing_yet()
        if not asked.questions:
            reached = len(set(state["steps"]) & set(asked.steps))
            score = percent(reached, len(asked.steps)) if reached else None
            return Result(begun, reached, len(asked.steps), score)
        answers = [state["answers"][block] for block in asked.questions if block in state["answers"]]
        right = sum(answer["right"] for answer in answers)
        score = percent(right, len(asked.questions)) if answers else None
        return Result(begun, right, len(asked.questions), score)

    def of_learners(self, learners: Iterable[UUID]) -> dict[UUID, Result]:
        """The result of each learner; one query for all."""
        states: dict[UUID, dict] = {learner: {} for learner in learners}
        pages = [asked.page for asked in self.asked]
        rows = PageState.objects.filter(learner__in=list(states), page__in=pages)
        for learner, page, state in rows.values_list("learner", "page", "state"):
            states[learner][str(page)] = state
        return {learner: self.of(each) for learner, each in states.items()}


def percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP) if whole else Decimal(0)


def _asked(tutorial: TutorialPage) -> _Asked:
    questions = [block.id for block in tutorial.quiz]
    return _Asked(str(tutorial.translation_key), questions, [block.id for block in tutorial.steps])
