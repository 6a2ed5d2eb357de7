"""Elements that are pressed and lead somewhere or answer: button, link, results, replies."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .keys import KeyBlock, ReferenceBlock
from .reading import ElementBlock
from .shaped import ShapedBlock

PRESS = _("To be pressed")
_POINTS = re.compile(r"([a-z][a-z0-9-]*)\s*:?\s*([+-]?\d{1,3})")


def to_block() -> ReferenceBlock:
    return ReferenceBlock("screen", label=_("Leads to"))


def say_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("What the learner is told"),
        help_text=_("In kind words. Needed where it leads nowhere."),
    )


class ButtonElementBlock(ElementBlock):
    always = ("text",)

    text = blocks.CharBlock(max_length=160, default=_("Next"), label=_("Words"))
    to = to_block()
    say = say_block()
    quiet = blocks.BooleanBlock(
        required=False,
        label=_("Beside the way"),
        help_text=_("A second button, such as “Cancel”: it does not look at what was filled in."),
    )
    key = KeyBlock(source="text")

    class Meta:
        icon = "arrow-right"
        label = _("Button")
        label_format = _("Button: {text} → {to}")
        group = PRESS
        form_layout = blocks.BlockGroup(children=["text", "to", "say"], settings=["quiet", "key"])


class LinkElementBlock(ElementBlock):
    always = ("text",)

    text = blocks.CharBlock(max_length=160, label=_("Words"))
    to = to_block()
    say = say_block()
    key = KeyBlock(source="text")

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = _("Link: {text} → {to}")
        group = PRESS
        form_layout = blocks.BlockGroup(children=["text", "to", "say"], settings=["key"])


class PointsBlock(blocks.CharBlock):
    """“calm 2, clear 1”: what a reply is worth on the scales, by their keys."""

    def clean(self, value):
        value = super().clean(value)
        if value and not self.is_deferred_validation and _POINTS.sub("", value).strip(" ,;"):
            raise ValidationError(
                _("Write the key of a scale and a number, such as: calm 2, clear -1.")
            )
        return value

    def get_searchable_content(self, value):
        return []


class WayBlock(ShapedBlock):
    """A result or a reply: it leads somewhere, or only answers."""

    always = ("text",)

    text = blocks.CharBlock(max_length=160, label=_("Words"))
    address = blocks.CharBlock(required=False, max_length=160, label=_("Address under it"))
    to = to_block()
    say = say_block()
    note = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Small print"),
        help_text=_("For example: Advertisement"),
    )
    points = PointsBlock(
        required=False,
        max_length=160,
        label=_("Points"),
        help_text=_("By the keys of the scales, from -2 to 2: calm 2, clear 1"),
    )
    key = KeyBlock(source="text")

    def shape(self, value):
        made = super().shape(value)
        if points := dict(_POINTS.findall(made.pop("points", ""))):
            made["points"] = {scale: int(number) for scale, number in points.items()}
        return {"key": made.pop("key", ""), **made}

    def raw(self, data):
        points = data.get("points", {})
        return super().raw(data) | {
            "points": ", ".join(f"{key} {said}" for key, said in points.items())
        }

    class Meta:
        label_format = "{text}"


class ResultBlock(WayBlock):
    class Meta:
        icon = "search"
        label = _("Result")
        form_layout = blocks.BlockGroup(
            children=["text", "address", "to", "say"], settings=["note", "points", "key"]
        )


class ReplyBlock(WayBlock):
    class Meta:
        icon = "openquote"
        label = _("Reply")
        form_layout = blocks.BlockGroup(
            children=["text", "to", "say"], settings=["points", "address", "note", "key"]
        )


class ResultsElementBlock(ElementBlock):
    always = ("items",)

    label = blocks.CharBlock(required=False, max_length=160, label=_("Above the list"))
    items = blocks.ListBlock(ResultBlock(), min_num=1, label=_("Results"))
    key = KeyBlock(source="label", otherwise="results")

    class Meta:
        icon = "search"
        label = _("Results")
        label_format = _("Results: {label}")
        group = PRESS
        form_layout = blocks.BlockGroup(children=["items"], settings=["label", "key"])


class RepliesElementBlock(ElementBlock):
    always = ("items",)

    label = blocks.CharBlock(required=False, max_length=160, label=_("The question"))
    items = blocks.ListBlock(ReplyBlock(), min_num=1, default=[{}, {}], label=_("Replies"))
    key = KeyBlock(source="label", otherwise="replies")

    class Meta:
        icon = "openquote"
        label = _("Replies")
        label_format = _("Replies: {label}")
        group = PRESS
        form_layout = blocks.BlockGroup(children=["label", "items"], settings=["key"])
