"""A rehearsal with invented data: on paper or in thought, on drawn screens, in an activity."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .external import ExternalBlock
from .h5p import H5PBlock
from .practice import PracticeBlock


class CardRowBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=80, label=_("What"))
    value = blocks.CharBlock(
        max_length=160, label=_("Invented value"), help_text=_("Never a real person's.")
    )

    class Meta:
        icon = "table"
        label = _("Row of the card")


class ExerciseBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    task = blocks.CharBlock(max_length=300, label=_("What to do"))
    card = blocks.ListBlock(CardRowBlock(), max_num=8, default=[], label=_("Card with invented data"))
    todo = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Act")), min_num=1, max_num=8, label=_("Acts")
    )
    check = blocks.CharBlock(max_length=300, label=_("How you know that it went well"))

    class Meta:
        icon = "clipboard-list"
        label = _("Exercise")
        template = "tutorials/blocks/exercise.html"
        preview_value = {
            "title": _("Write a petition on paper"),
            "task": _("Ask an invented town hall to mend a bench."),
            "card": [{"label": _("Name"), "value": "Maria Exemplu"}],
            "todo": [_("Write the name."), _("Write what you ask for.")],
            "check": _("A stranger would understand what you ask for."),
        }
        description = _("A safe rehearsal: nothing leaves the device, nothing is real.")


class ExercisesBlock(blocks.StreamBlock):
    """Exersați."""

    exercise = ExerciseBlock()
    practice = PracticeBlock()
    h5p = H5PBlock()
    external = ExternalBlock()

    class Meta:
        block_counts = {
            "exercise": {"max_num": 2},
            "practice": {"max_num": 3},
            "h5p": {"max_num": 3},
            "external": {"max_num": 2},
        }
        max_num = 10
