"""Text with structure and no markup of its own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import get_text_for_indexing


class PlainTextBlock(blocks.RichTextBlock):
    """Paragraphs that may be bold or lead somewhere; nothing else."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", ["bold", "link"])
        super().__init__(**kwargs)

    def clean(self, value):
        value = super().clean(value)
        if self.required and not get_text_for_indexing(value.source).strip():
            raise ValidationError(self.field.error_messages["required"], code="required")
        return value

    class Meta:
        icon = "pilcrow"


class HeadingBlock(blocks.CharBlock):
    """A heading within a page of text."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"
        preview_value = _("What stays on your device")
        description = _("A short heading that says what follows.")


class ProseBlock(blocks.StreamBlock):
    """Headings and paragraphs."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        features=["bold", "link", "ul", "ol"],
        label=_("Paragraph"),
        icon="pilcrow",
        template="cms/blocks/paragraph.html",
        preview_value=_("<p>You need no account. You can learn without giving your name.</p>"),
        description=_("Plain sentences, at most fifteen words each; lists and links allowed."),
    )

    class Meta:
        required = True
