"""What a tutorial is for, what one needs, and what can and cannot go wrong."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import PlainTextBlock


class HelpsBlock(blocks.StreamBlock):
    """La ce vă ajută."""

    paragraph = PlainTextBlock(
        label=_("Paragraph"),
        template="tutorials/blocks/paragraph.html",
        preview_value=_("<p>You keep the proof that you have paid, without leaving home.</p>"),
        description=_("What the reader gains, in one to three short paragraphs."),
    )

    class Meta:
        max_num = 3


class NeedsBlock(blocks.StreamBlock):
    """Ce vă trebuie."""

    need = blocks.CharBlock(
        max_length=200,
        icon="clipboard-list",
        label=_("Something needed"),
        template="tutorials/blocks/need.html",
        preview_value=_("an e-mail address"),
        description=_("One thing to have at hand: a paper, a device, a little time."),
    )

    class Meta:
        max_num = 6


class MayHappenBlock(blocks.StructBlock):
    """Something that can happen, and what one does then."""

    what = blocks.CharBlock(max_length=300, label=_("What can happen"))
    remedy = blocks.CharBlock(
        max_length=300, label=_("What you do then"), help_text=_("A calm way out. Always one.")
    )

    class Meta:
        icon = "warning"
        label = _("Can happen")
        template = "tutorials/blocks/may_happen.html"
        preview_value = {
            "what": _("The page does not open."),
            "remedy": _("Try again tomorrow, or call the registry."),
        }
        description = _("A real fear, and the remedy right beside it.")


class RisksBlock(blocks.StreamBlock):
    """Ce poate merge prost (și ce nu): fear first, both sides the same size."""

    may = MayHappenBlock()
    cannot = blocks.CharBlock(
        max_length=300,
        icon="circle-check",
        label=_("Cannot happen"),
        template="tutorials/blocks/cannot_happen.html",
        preview_value=_("Having to pay. A petition is free."),
        description=_("Something that people fear and that cannot happen here."),
    )

    class Meta:
        block_counts = {"may": {"min_num": 1}, "cannot": {"min_num": 1}}
        max_num = 8
