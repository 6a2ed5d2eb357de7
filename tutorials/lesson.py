"""The minutes of a lesson and of a debate, from what a tutorial has. Pure.

A teacher has 45 minutes. What is fixed (welcome, fears, questions, good-bye) comes first; the steps
take the minutes of the tutorial, and what is left is practice.
"""

from dataclasses import dataclass
from math import ceil

LESSON = 45
WELCOME, FEARS, QUIZ, CLOSING = 3, 5, 6, 3
FIXED = WELCOME + FEARS + QUIZ + CLOSING
LEAST_PRACTICE = 8


@dataclass(frozen=True)
class Lesson:
    """How the minutes of one tutorial are shared out: all stages together are `total`."""

    lessons: int
    welcome: int
    fears: int
    steps: int
    practice: int
    quiz: int
    closing: int

    @property
    def total(self) -> int:
        return self.lessons * LESSON


def lesson(minutes: int) -> Lesson:
    """The lesson in which a tutorial of so many minutes is taught, with time to practise."""
    lessons = ceil((FIXED + minutes + LEAST_PRACTICE) / LESSON)
    practice = lessons * LESSON - FIXED - minutes
    return Lesson(lessons, WELCOME, FEARS, minutes, practice, QUIZ, CLOSING)


@dataclass(frozen=True)
class Debate:
    """How the minutes of a debate are shared out."""

    opening: int
    preparing: int
    speech: int  # of each side
    reply: int  # of each side
    audience: int
    closing: int

    @property
    def total(self) -> int:
        both = 2 * (self.speech + self.reply)
        return self.opening + self.preparing + both + self.audience + self.closing


def debate(pros: int, cons: int, questions: int) -> Debate:
    """The debate with so many arguments on either side: one minute each and one to begin."""
    speech = max(pros, cons) + 1
    return Debate(3, 2 * max(pros, cons), speech, 3, 3 * questions, 5)
