"""The steps: one action each."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import AudioBlock, PictureBlock, PlainTextBlock

from .practice import ScreenPictureBlock


class TroubleBlock(blocks.StructBlock):
    """“I do not see the button”: an answer that opens in place."""

    question = blocks.CharBlock(
        required=False, max_length=120, label=_("If they say…"), help_text=_("I see no button")
    )
    answer = blocks.TextBlock(required=False, rows=2, label=_("…then"))

    class Meta:
        icon = "help"
        label = _("When it does not look like that")


class StepValue(blocks.StructValue):
    """What a step says, and whether it says it briefly."""

    BRIEF = 1200  # letters: beside a picture they fill less than a page

    @property
    def is_brief(self) -> bool:
        """Whether its words and its picture stand beside each other on paper.

        A longer step may go over the page, and a picture beside it would be read amid its words.
        """
        words = (str(self["details"] or ""), self["tip"], self["warning"], self["trouble"]["answer"])
        return sum(map(len, words)) <= self.BRIEF


class StepBlock(blocks.StructBlock):
    """One step: what to do, where to press, and what helps."""

    action = blocks.CharBlock(
        max_length=120,
        label=_("Action"),
        help_text=_("One action, the verb first. Name buttons exactly as the real service does."),
    )
    details = PlainTextBlock(required=False, label=_("In more words"))
    screen = ScreenPictureBlock(required=False)
    picture = PictureBlock(required=False)
    tip = blocks.TextBlock(required=False, rows=2, label=_("Good to know"))
    warning = blocks.TextBlock(required=False, rows=2, label=_("Attention"))
    trouble = TroubleBlock(required=False)
    audio = AudioBlock(
        required=False,
        label=_("Recording"),
        help_text=_("The step read by a person. Without it, the reader's own device may read it."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")
        value_class = StepValue
        label_format = _("Step: {action}")
        template = "tutorials/blocks/step.html"
        form_layout = [
            "action",
            "details",
            "screen",
            "picture",
            blocks.BlockGroup(children=["tip", "warning", "trouble"], heading=_("Advice"), icon="help"),
            "audio",
        ]
        preview_value = {
            "action": _("Press “Send a petition”."),
            "details": _("<p>The button is under the heading “Petitions”. An empty form opens.</p>"),
            "tip": _("The form does not leave by itself. You can close it at any time."),
        }
        description = _("One action on one screen, with the picture of it and a tip or a warning.")


class StepsBlock(blocks.StreamBlock):
    """Pașii: three to ten."""

    step = StepBlock()

    class Meta:
        min_num = 3
        max_num = 10
