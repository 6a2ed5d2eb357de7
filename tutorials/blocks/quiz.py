"""Questions: each graded on the device, each answer explained kindly.

Shapes of the values (Python and TypeScript read the same; `static/src/quiz/`):

========  ====================================================================================
one       question, choices [{text, right, why}]: exactly one is right
several   question, choices: at least one is right; all right ones and no other are to be marked
order     question, items [{text, why}] in the right order
match     question, pairs [{left, right, why}]
fill      question, before, after, answers [text], why, slips [{answer, why}], otherwise
========  ====================================================================================
"""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.search.text import fold


def mixed(bound_blocks) -> list:
    """The items of a list in an order that is not the right one, the same on every rendering."""
    items = list(bound_blocks)
    shuffled = sorted(items, key=lambda item: sha256(str(item.id).encode()).digest())
    if len(items) > 1 and shuffled == items:
        shuffled = [*shuffled[1:], shuffled[0]]
    return shuffled


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=250, label=_("Answer"))
    right = blocks.BooleanBlock(required=False, label=_("This is right"))
    why = blocks.CharBlock(
        max_length=400,
        label=_("Why"),
        help_text=_("Read after choosing it. Kind, and never “Wrong!”."),
    )

    class Meta:
        icon = "circle-check"
        label = _("Answer")
        form_layout = ["text", "right", "why"]


class QuestionBlock(blocks.StructBlock):
    """What all kinds of question share."""

    question = blocks.CharBlock(max_length=300, label=_("Question"))

    class Meta:
        label_format = "{question}"

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and (wrong := self.wrong(value)):
            raise StructBlockValidationError(
                block_errors={name: ValidationError(message) for name, message in wrong.items()}
            )
        return value

    def wrong(self, value) -> dict[str, str]:
        """What makes the question unanswerable, by the name of the part that is to be mended."""
        return {}


class OneBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=2, max_num=5, label=_("Answers"))

    def wrong(self, value):
        if sum(choice["right"] for choice in value["choices"]) != 1:
            return {"choices": _("Exactly one answer must be right.")}
        return {}

    class Meta:
        icon = "circle-check"
        label = _("One right answer")
        template = "tutorials/blocks/quiz/one.html"
        preview_value = {
            "question": _("You sent a petition and got no number. What do you do?"),
            "choices": [
                {"text": _("I wait."), "right": False, "why": _("Time runs from registration.")},
                {"text": _("I call and ask."), "right": True, "why": _("It is your right.")},
            ],
        }
        description = _("Several answers, one of them right; each with its explanation.")


class SeveralBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), min_num=3, max_num=6, label=_("Answers"))

    def wrong(self, value):
        if not any(choice["right"] for choice in value["choices"]):
            return {"choices": _("At least one answer must be right.")}
        return {}

    class Meta:
        icon = "tick"
        label = _("Several right answers")
        template = "tutorials/blocks/quiz/several.html"
        preview_value = {
            "question": _("What do you keep after you have paid?"),
            "choices": [
                {"text": _("The receipt"), "right": True, "why": _("It proves the payment.")},
                {"text": _("The number"), "right": True, "why": _("They find you by it.")},
                {"text": _("The card's PIN"), "right": False, "why": _("It is only yours.")},
            ],
        }
        description = _("All right answers are to be marked, and no other.")


class OrderItemBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=250, label=_("Act"))
    why = blocks.CharBlock(max_length=400, label=_("Why it stands here"))

    class Meta:
        icon = "order"
        label = _("Act")


class OrderValue(blocks.StructValue):
    @property
    def mixed(self) -> list:
        return mixed(self["items"].bound_blocks)


class OrderBlock(QuestionBlock):
    items = blocks.ListBlock(
        OrderItemBlock(), min_num=3, max_num=6, label=_("Acts, in the right order")
    )

    class Meta:
        icon = "order"
        label = _("Put in order")
        value_class = OrderValue
        template = "tutorials/blocks/quiz/order.html"
        preview_value = {
            "question": _("In which order?"),
            "items": [
                {"text": _("Stop"), "why": _("Nothing is lost by waiting.")},
                {"text": _("Check"), "why": _("The address tells who writes.")},
                {"text": _("Call"), "why": _("A person confirms.")},
            ],
        }
        description = _("The reader puts acts in order; write them in the right one.")


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(max_length=200, label=_("On the left"))
    right = blocks.CharBlock(max_length=200, label=_("Belongs to it"))
    why = blocks.CharBlock(max_length=400, label=_("Why"))

    class Meta:
        icon = "link"
        label = _("Pair")


class MatchValue(blocks.StructValue):
    @property
    def mixed(self) -> list:
        return mixed(self["pairs"].bound_blocks)


class MatchBlock(QuestionBlock):
    pairs = blocks.ListBlock(PairBlock(), min_num=2, max_num=5, label=_("Pairs"))

    def wrong(self, value):
        rights = [pair["right"].strip().casefold() for pair in value["pairs"]]
        if len(set(rights)) < len(rights):
            return {"pairs": _("Two pairs have the same right side; nobody could tell them apart.")}
        return {}

    class Meta:
        icon = "link"
        label = _("Match pairs")
        value_class = MatchValue
        template = "tutorials/blocks/quiz/match.html"
        preview_value = {
            "question": _("What belongs together?"),
            "pairs": [
                {"left": _("PIN"), "right": _("Known to you alone"), "why": _("Never said.")},
                {"left": _("Receipt"), "right": _("Kept as proof"), "why": _("It has a number.")},
            ],
        }
        description = _("The reader finds what belongs to each item.")


class SlipBlock(blocks.StructBlock):
    answer = blocks.CharBlock(max_length=80, label=_("If they write"))
    why = blocks.CharBlock(max_length=400, label=_("Say"))

    class Meta:
        icon = "edit"
        label = _("Likely slip")


class FillValue(blocks.StructValue):
    @property
    def others(self) -> list[str]:
        """Answers that are right as well and no mere spelling of the first or of each other."""
        told: dict[str, str] = {}
        for answer in self["answers"]:
            told.setdefault(fold(answer), answer)
        return list(told.values())[1:]


class FillBlock(QuestionBlock):
    before = blocks.CharBlock(required=False, max_length=200, label=_("Before the gap"))
    after = blocks.CharBlock(required=False, max_length=200, label=_("After the gap"))
    answers = blocks.ListBlock(
        blocks.CharBlock(max_length=80, label=_("Answer")),
        min_num=1,
        max_num=6,
        label=_("Right answers"),
        help_text=_("Capitals, diacritics and spaces are forgiven anyway."),
    )
    why = blocks.CharBlock(max_length=400, label=_("Why"))
    slips = blocks.ListBlock(SlipBlock(), max_num=6, default=[], label=_("Slips"))
    otherwise = blocks.CharBlock(
        max_length=400, label=_("For any other answer"), help_text=_("A kind hint.")
    )

    def wrong(self, value):
        if not (value["before"].strip() or value["after"].strip()):
            return {"before": _("Write the sentence around the gap.")}
        return {}

    class Meta:
        icon = "edit"
        label = _("Fill in")
        value_class = FillValue
        template = "tutorials/blocks/quiz/fill.html"
        preview_value = {
            "question": _("Fill in the sentence."),
            "before": _("A petition gets a"),
            "after": _("of registration."),
            "answers": [_("number")],
            "why": _("With it you can ask for the answer."),
            "otherwise": _("Think of what you keep as proof."),
        }
        description = _("One gap in a sentence; likely slips get a word of their own.")


class QuizBlock(blocks.StreamBlock):
    """Verificați-vă: two to four questions."""

    one = OneBlock()
    several = SeveralBlock()
    order = OrderBlock()
    match = MatchBlock()
    fill = FillBlock()

    class Meta:
        min_num = 2
        max_num = 4
