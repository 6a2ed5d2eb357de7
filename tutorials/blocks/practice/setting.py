"""Elements that are filled in or chosen: field, choice, slot, upload, place, check."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .expecting import (
    ANY,
    CARD,
    TICKS,
    WRITTEN,
    answer_block,
    expect_as_chosen,
    expect_of,
    row_block,
    value_block,
)
from .keys import KeyBlock
from .reading import ElementBlock
from .shaped import ShapedBlock

SET = _("To be filled in")
# Summaries and the card name these, so their keys are looked at across the whole service.
EVERYWHERE = "service"


class FieldElementBlock(ElementBlock):
    """Something to write."""

    always = ("label",)

    label = blocks.CharBlock(max_length=160, label=_("Label"))
    input = blocks.ChoiceBlock(
        choices=[
            ("text", _("a few words")),
            ("long", _("several lines")),
            ("digits", _("digits")),
            ("money", _("an amount")),
            ("date", _("a date")),
            ("email", _("an e-mail address")),
            ("phone", _("a telephone number")),
            ("secret", _("a secret: password, PIN")),
        ],
        default="text",
        label=_("What is written there"),
    )
    answer = answer_block([CARD, *WRITTEN, ANY])
    row = row_block()
    value = value_block()
    help = blocks.CharBlock(required=False, max_length=160, label=_("Help under the label"))
    max = blocks.IntegerBlock(required=False, label=_("At most so many signs"))
    key = KeyBlock(source="label", scope=EVERYWHERE)

    def shape(self, value):
        made = super().shape(value)
        for name in ("answer", "row", "value"):
            made.pop(name, None)
        expect = expect_of(value)
        return made | ({"expect": expect} if expect else {})

    def raw(self, data):
        return super().raw(data) | expect_as_chosen(data.get("expect", {}))

    class Meta:
        icon = "form"
        label = _("Field")
        label_format = _("Field: {label}")
        group = SET
        form_layout = blocks.BlockGroup(
            children=["label", "input", "answer", "row", "value"], settings=["help", "max", "key"]
        )


class OptionBlock(ShapedBlock):
    """One of the things to choose from."""

    always = ("text",)

    text = blocks.CharBlock(max_length=160, label=_("Words"))
    right = blocks.BooleanBlock(required=False, label=_("Right"))
    note = blocks.CharBlock(required=False, max_length=160, label=_("Small print"))
    off = blocks.BooleanBlock(required=False, label=_("Cannot be chosen"))
    key = KeyBlock(source="text")

    def shape(self, value):
        made = super().shape(value)
        made.pop("right", None)
        return {"key": made.pop("key", ""), **made}

    class Meta:
        icon = "list-ul"
        label = _("Option")
        label_format = "{text}"
        form_layout = blocks.BlockGroup(children=["text", "right"], settings=["note", "off", "key"])


class SpotBlock(OptionBlock):
    """An option with its place on the drawing."""

    x = blocks.IntegerBlock(required=False, label=_("From the left, %"))
    y = blocks.IntegerBlock(required=False, label=_("From the top, %"))

    class Meta:
        form_layout = blocks.BlockGroup(
            children=["text", "right", "x", "y"], settings=["note", "off", "key"]
        )


class ChoiceElementBlock(ElementBlock):
    """One of several; what is right is ticked on the options themselves."""

    always = ("label", "items")

    label = blocks.CharBlock(max_length=160, label=_("Label"))
    items = blocks.ListBlock(OptionBlock(), min_num=2, default=[{}, {}], label=_("Options"))
    answer = answer_block([("ticked", _("what is ticked as right")), ANY])
    help = blocks.CharBlock(required=False, max_length=160, label=_("Help under the label"))
    key = KeyBlock(source="label", scope=EVERYWHERE)

    def shape(self, value):
        made = super().shape(value)
        answer = made.pop("answer", "")
        pairs = zip(made.get("items", ()), value.get("items") or (), strict=True)
        right = [item["key"] for item, chosen in pairs if chosen.get("right")]
        if answer == "any":
            made["expect"] = {"any": True}
        elif right:
            made["expect"] = {"is": right[0]} if len(right) == 1 else {"in": right}
        return made

    def raw(self, data):
        value, expect = super().raw(data), data.get("expect", {})
        right = {expect["is"]} if isinstance(expect.get("is"), str) else set(expect.get("in", ()))
        for item in value.get("items", ()):
            item["value"]["right"] = item["value"].get("key") in right
        return value | {"answer": "any" if "any" in expect else "ticked" if right else ""}

    class Meta:
        icon = "list-ul"
        label = _("Choice")
        label_format = _("Choice: {label}")
        group = SET
        form_layout = blocks.BlockGroup(children=["label", "items"], settings=["answer", "help", "key"])


class SlotElementBlock(ChoiceElementBlock):
    class Meta:
        icon = "calendar-alt"
        label = _("Date or time to choose")
        label_format = _("Date or time: {label}")


class UploadElementBlock(ChoiceElementBlock):
    class Meta:
        icon = "upload"
        label = _("File to send")
        label_format = _("File: {label}")


class PlaceElementBlock(ChoiceElementBlock):
    items = blocks.ListBlock(SpotBlock(), min_num=2, default=[{}, {}], label=_("Places"))
    drawing = blocks.ChoiceBlock(
        choices=[("street", _("a street")), ("park", _("a park")), ("block", _("a block of flats"))],
        required=False,
        default="street",
        label=_("Drawing"),
    )

    def raw(self, data):
        return {"drawing": ""} | super().raw(data)

    class Meta:
        icon = "site"
        label = _("Place on a picture")
        label_format = _("Place: {label}")
        form_layout = blocks.BlockGroup(
            children=["label", "drawing", "items"], settings=["answer", "help", "key"]
        )


class CheckElementBlock(ElementBlock):
    always = ("label",)

    label = blocks.CharBlock(max_length=160, label=_("Label"))
    answer = blocks.ChoiceBlock(
        choices=[*TICKS, ANY], required=False, default="ticked", label=_("What is right")
    )
    key = KeyBlock(source="label", scope=EVERYWHERE)

    def shape(self, value):
        made = super().shape(value)
        made.pop("answer", None)
        expect = expect_of(value)
        return made | ({"expect": expect} if expect else {})

    def raw(self, data):
        return super().raw(data) | {"answer": expect_as_chosen(data.get("expect", {}))["answer"]}

    class Meta:
        icon = "check"
        label = _("Box to tick")
        label_format = _("Box: {label}")
        group = SET
        form_layout = blocks.BlockGroup(children=["label", "answer"], settings=["key"])
