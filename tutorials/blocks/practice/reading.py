"""Elements that are read: heading, text, notice, message, rows, receipt."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from .keys import KeyBlock
from .shaped import ShapedBlock

READ = _("To be read")
MARKABLE = _("Put what can be marked as suspicious into [square brackets]; say why in the settings.")


class ElementBlock(ShapedBlock):
    """Something on a screen: its key, its type, and what its kind adds."""

    def shape(self, value):
        made = super().shape(value)
        return {"key": made.pop("key", ""), "type": self.name, **made}


class MarkBlock(ShapedBlock):
    """What is said of a part in brackets."""

    trap = blocks.BooleanBlock(required=False, default=True, label=_("Suspicious"))
    why = blocks.CharBlock(max_length=300, label=_("Why, or why not"))
    key = KeyBlock(source="why")

    class Meta:
        icon = "warning"
        label = _("Part in brackets")
        form_layout = blocks.BlockGroup(children=["trap", "why"], settings=["key"])


def marks_block() -> blocks.ListBlock:
    """The list of what is said of the parts in brackets, in their order."""
    return blocks.ListBlock(
        MarkBlock(), default=[], collapsed=True, label=_("The parts in brackets, in order")
    )


class HeadingElementBlock(ElementBlock):
    always = ("text",)

    text = blocks.CharBlock(max_length=160, label=_("Words"))
    key = KeyBlock(source="text")

    class Meta:
        icon = "title"
        label = _("Heading")
        label_format = _("Heading: {text}")
        group = READ
        form_layout = blocks.BlockGroup(children=["text"], settings=["key"])


class TextElementBlock(ElementBlock):
    always = ("text",)
    marked = {"text": "marks"}

    text = blocks.TextBlock(rows=2, label=_("Words"), help_text=MARKABLE)
    marks = marks_block()
    key = KeyBlock(source="text")

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        label_format = _("Text: {text}")
        group = READ
        form_layout = blocks.BlockGroup(children=["text"], settings=["marks", "key"])


class NoticeElementBlock(TextElementBlock):
    tone = blocks.ChoiceBlock(
        choices=[
            ("info", _("something to know")),
            ("good", _("it went well")),
            ("warning", pgettext_lazy("tone", "attention")),
        ],
        default="info",
        label=_("Tone"),
    )

    class Meta:
        icon = "info-circle"
        label = _("Notice")
        label_format = _("Notice: {text}")
        form_layout = blocks.BlockGroup(children=["tone", "text"], settings=["marks", "key"])


class MessageElementBlock(TextElementBlock):
    sender = blocks.ChoiceBlock(
        choices=[("other", _("someone else")), ("me", _("the learner"))],
        default="other",
        label=_("Written or said by"),
    )
    name = blocks.CharBlock(required=False, max_length=160, label=_("Their name"))
    mood = blocks.ChoiceBlock(
        choices=[
            ("calm", pgettext_lazy("mood", "calm")),
            ("worried", pgettext_lazy("mood", "worried")),
            ("upset", pgettext_lazy("mood", "upset")),
            ("relieved", pgettext_lazy("mood", "relieved")),
        ],
        required=False,
        label=_("Their mood"),
    )

    def shape(self, value):
        made = super().shape(value)
        return {name.replace("sender", "from"): part for name, part in made.items()}

    def raw(self, data):
        return super().raw({name.replace("from", "sender"): part for name, part in data.items()})

    class Meta:
        icon = "comment"
        label = _("Message")
        label_format = _("Message: {text}")
        form_layout = blocks.BlockGroup(
            children=["name", "text"], settings=["sender", "mood", "marks", "key"]
        )


class RowBlock(ShapedBlock):
    always = ("label", "value")

    label = blocks.CharBlock(max_length=160, label=_("What"))
    value = blocks.CharBlock(
        max_length=160,
        label=_("Value"),
        help_text=_("{key} stands for what was entered there, {numar} for the practice number."),
    )

    class Meta:
        icon = "table"
        label = _("Row")


class RowsElementBlock(ElementBlock):
    always = ("label", "items")

    label = blocks.CharBlock(max_length=160, label=_("Above the rows"))
    items = blocks.ListBlock(RowBlock(), min_num=1, label=_("Rows"))
    key = KeyBlock(source="label")

    class Meta:
        icon = "table"
        label = _("Rows")
        label_format = _("Rows: {label}")
        group = READ
        form_layout = blocks.BlockGroup(children=["label", "items"], settings=["key"])


class ReceiptElementBlock(RowsElementBlock):
    label = blocks.CharBlock(max_length=160, default=_("Proof"), label=_("Above the rows"))
    items = blocks.ListBlock(
        RowBlock(),
        min_num=1,
        default=[{"label": _("Practice number"), "value": "{numar}"}],
        label=_("Rows"),
    )

    class Meta:
        icon = "doc-full"
        label = _("Receipt")
        label_format = _("Receipt: {label}")
