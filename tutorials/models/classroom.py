"""What a tutorial gives to those who teach it: tasks and cards on paper, the minutes of a lesson."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from paper.documents import Paper
from tutorials.blocks.practice import services_at_hand
from tutorials.lesson import Debate, Lesson, debate, lesson
from tutorials.practice.drawing import foreign, quoted
from tutorials.practice.samples import find


@dataclass(frozen=True)
class Rehearsal:
    """Tasks on drawn screens that one person of a card does, as paper needs them.

    `lang`: that of their words, where it is not the page's.
    """

    titles: list[str]
    institution: str
    card: list[dict]
    lang: str


class ClassroomMixin:
    """For the tutorial page, before its base class."""

    @property
    def practices(self) -> list:
        """The blocks of its practice on drawn screens, each with its service."""
        with services_at_hand([self.steps, self.exercises]):
            return [block for block in self.exercises if block.block_type == "practice"]

    @cached_property
    def rehearsals(self) -> list[Rehearsal]:
        """The tasks on drawn screens that readers may see, in order; those of one service together."""
        found: dict[int, Rehearsal] = {}
        for block in self.practices:
            value = block.value
            shape = value.shown.shape if value.shown else {"tasks": []}
            if (task := find(shape["tasks"], value["task"])) is None:
                continue
            if value.shown.pk not in found:
                institution = quoted(shape, shape["institution"])
                found[value.shown.pk] = Rehearsal([], institution, shape["card"], foreign(shape))
            found[value.shown.pk].titles.append(task["title"])
        return list(found.values())

    def offers(self, paper: Paper) -> bool:
        """A quiz has answers, a practice its card; a debate is there where somebody wrote one."""
        has = {
            "raspunsuri": lambda: len(self.quiz),
            "card-exercitiu": lambda: any(one.card for one in self.rehearsals),
            "dezbatere": lambda: len(self.debate),
        }
        return super().offers(paper) and bool(has.get(paper.name, lambda: True)())

    @property
    def lesson(self) -> Lesson:
        """The minutes of a lesson about it."""
        return lesson(self.minutes or 0)

    @property
    def debate_minutes(self) -> Debate | None:
        """The minutes of its debate."""
        for block in self.debate:
            value = block.value
            return debate(*(len(value[part]) for part in ("pros", "cons", "questions")))
        return None
