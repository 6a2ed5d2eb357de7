"""What of a tutorial's practice stands on paper: the task and the card of the invented person."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from tutorials.blocks.practice import services_at_hand
from tutorials.practice.drawing import foreign, quoted
from tutorials.practice.samples import find


@dataclass(frozen=True)
class Rehearsal:
    """One task on drawn screens, as paper needs it. `lang`: that of its words, if not the page's."""

    title: str
    institution: str
    card: list[dict]
    lang: str


class RehearsalsMixin:
    """For pages with `exercises`."""

    @cached_property
    def rehearsals(self) -> list[Rehearsal]:
        """The tasks on drawn screens that readers may see, in order."""
        with services_at_hand([self.steps, self.exercises]):
            blocks = [block for block in self.exercises if block.block_type == "practice"]
        return [made for block in blocks if (made := _rehearsal(block.value))]

    @property
    def people_to_play(self) -> list[Rehearsal]:
        """The rehearsals that bring a card: the same person stands on paper once."""
        cards: dict[tuple, Rehearsal] = {}
        for one in self.rehearsals:
            if one.card:
                cards.setdefault((one.institution, str(one.card)), one)
        return list(cards.values())


def _rehearsal(value) -> Rehearsal | None:
    if value.shown is None:
        return None
    service = value.shown.shape
    task = find(service["tasks"], value["task"])
    if task is None:
        return None
    institution = quoted(service, service["institution"])
    return Rehearsal(task["title"], institution, service["card"], foreign(service))
