"""What is asked of a learner: tasks, the card with invented data, the scales of a role-play."""

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
from .keys import KeyBlock, ReferenceBlock
from .shaped import ShapedBlock, ShapedStreamBlock, raw_item


class ServiceCardRowBlock(ShapedBlock):
    always = ("label", "value")

    label = blocks.CharBlock(max_length=160, label=_("What"))
    value = blocks.CharBlock(
        max_length=160, label=_("Invented value"), help_text=_("Never a real person's.")
    )
    key = KeyBlock(source="label", scope="card")

    class Meta:
        icon = "table"
        label = _("Row of the card")
        label_format = "{label}: {value}"
        form_layout = blocks.BlockGroup(children=["label", "value"], settings=["key"])
        description = _("Something of the invented person that the learner copies from the card.")


class CardBlock(ShapedStreamBlock):
    """The invented person, and whatever else the learner copies from."""

    row = ServiceCardRowBlock()

    class Meta:
        collapsed = True


class ScaleBlock(ShapedBlock):
    always = ("label",)

    label = blocks.CharBlock(max_length=160, label=_("Name"))
    key = KeyBlock(source="label", scope="scale")

    class Meta:
        icon = "order"
        label = _("Scale")
        label_format = "{label}"
        description = _("What replies are judged by in a role-play: calm, clear, correct.")


class ScalesBlock(ShapedStreamBlock):
    """Only for a role-play: what replies are judged by."""

    scale = ScaleBlock()


class OverrideBlock(ShapedBlock):
    """What is right for one field in this task alone."""

    place = ReferenceBlock("set", required=True, label=_("Field"))
    answer = answer_block([CARD, *WRITTEN, ANY, *TICKS])
    row = row_block()
    value = value_block()

    class Meta:
        icon = "form"
        label = _("Right in this task only")


class TaskBlock(ShapedBlock):
    always = ("title", "start")

    title = blocks.CharBlock(
        max_length=160,
        label=_("What the learner is asked"),
        help_text=_("A whole sentence: Pay Maria's tax and keep the proof."),
    )
    start = ReferenceBlock("screen", label=_("Starts at"))
    goal = blocks.ListBlock(
        ReferenceBlock("screen", required=True, label=_("Screen")),
        default=[""],  # that there is an end is to be seen
        label=_("Ends well at"),
        help_text=_("Any of these screens. Remove them all, and the learner looks around freely."),
    )
    done = blocks.CharBlock(
        required=False, max_length=300, label=_("What the learner is told at the end")
    )
    expect = blocks.ListBlock(
        OverrideBlock(), default=[], collapsed=True, label=_("Right in this task only")
    )
    key = KeyBlock(source="title", scope="task")

    def shape(self, value):
        made = super().shape({name: part for name, part in value.items() if name != "expect"})
        overrides = {row.get("place"): expect_of(row) for row in value.get("expect") or ()}
        if said := {place: expect for place, expect in overrides.items() if place and expect}:
            made["expect"] = said
        if goal := [key for key in made.pop("goal", ()) if key]:
            made["goal"] = goal
        return made

    def raw(self, data):
        value = super().raw({name: part for name, part in data.items() if name != "expect"})
        value.setdefault("goal", [])
        value["expect"] = [
            raw_item({"place": place} | expect_as_chosen(expect))
            for place, expect in data.get("expect", {}).items()
        ]
        return value

    class Meta:
        icon = "tasks"
        label = _("Task")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(
            children=["title", "start", "goal", "done"], settings=["expect", "key"]
        )
        description = _("What is asked of the learner, where it starts and where it ends well.")


class TasksBlock(ShapedStreamBlock):
    """What can be practised here; a tutorial chooses one."""

    task = TaskBlock()

    class Meta:
        collapsed = True
