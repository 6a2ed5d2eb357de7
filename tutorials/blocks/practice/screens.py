"""Screens, and what stands on them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .keys import KeyBlock
from .pressing import (
    ButtonElementBlock,
    LinkElementBlock,
    RepliesElementBlock,
    ResultsElementBlock,
)
from .reading import (
    HeadingElementBlock,
    MessageElementBlock,
    NoticeElementBlock,
    ReceiptElementBlock,
    RowsElementBlock,
    TextElementBlock,
    marks_block,
)
from .setting import (
    CheckElementBlock,
    ChoiceElementBlock,
    FieldElementBlock,
    PlaceElementBlock,
    SlotElementBlock,
    UploadElementBlock,
)
from .shaped import ShapedBlock, ShapedStreamBlock


class ElementsBlock(ShapedStreamBlock):
    """What stands on a screen, from top to bottom."""

    heading = HeadingElementBlock()
    text = TextElementBlock()
    notice = NoticeElementBlock()
    message = MessageElementBlock()
    rows = RowsElementBlock()
    receipt = ReceiptElementBlock()
    field = FieldElementBlock()
    choice = ChoiceElementBlock()
    slot = SlotElementBlock()
    upload = UploadElementBlock()
    place = PlaceElementBlock()
    check = CheckElementBlock()
    button = ButtonElementBlock()
    link = LinkElementBlock()
    results = ResultsElementBlock()
    replies = RepliesElementBlock()

    class Meta:
        collapsed = True


class ScreenBlock(ShapedBlock):
    """One screen: a page, an application, a message, a counter."""

    always = ("title", "elements")
    marked = {"address": "address_marks"}

    title = blocks.CharBlock(
        max_length=160, label=_("Title"), help_text=_("What you call it; hints name it too.")
    )
    elements = ElementsBlock(required=False, label=_("On the screen"))
    frame = blocks.ChoiceBlock(
        choices=[
            ("browser", _("a page on the internet")),
            ("phone", _("an application on the phone")),
            ("sms", _("a text message")),
            ("email", _("an e-mail")),
            ("search", _("a search")),
            ("counter", _("at the counter")),
        ],
        default="browser",
        label=_("Kind"),
    )
    address = blocks.CharBlock(
        required=False,
        max_length=500,
        label=_("Address, sender or place"),
        help_text=_("Invented, under .exemplu. Suspicious parts in [square brackets]."),
    )
    address_marks = marks_block()
    hint = blocks.CharBlock(required=False, max_length=160, label=_("Hint"))
    key = KeyBlock(source="title", scope="screen")

    class Meta:
        icon = "desktop"
        label = _("Screen")
        label_format = "{title}"
        form_layout = blocks.BlockGroup(
            children=["title", "frame", "address", "elements"],
            settings=["address_marks", "hint", "key"],
        )
        description = _("One screen of the service, with what stands on it from top to bottom.")


class ScreensBlock(ShapedStreamBlock):
    """All screens of a service."""

    screen = ScreenBlock()

    class Meta:
        collapsed = True
