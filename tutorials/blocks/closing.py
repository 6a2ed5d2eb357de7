"""What one keeps, whom one calls, where it is written."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.facts import Standing, check_dates, standing


class ProofBlock(blocks.StreamBlock):
    """Dovada: what to keep."""

    intro = blocks.CharBlock(
        max_length=200,
        icon="pilcrow",
        label=_("Introduction"),
        template="tutorials/blocks/proof_intro.html",
        preview_value=_("Keep these three things:"),
        description=_("One sentence before the list."),
    )
    keep = blocks.CharBlock(
        max_length=200,
        icon="tag",
        label=_("Something to keep"),
        template="tutorials/blocks/keep.html",
        preview_value=_("the registration number"),
        description=_("A number, a receipt, an e-mail, a photograph of the screen."),
    )

    class Meta:
        block_counts = {"intro": {"max_num": 1}, "keep": {"min_num": 1}}
        max_num = 7


class HelplinesBlock(blocks.StreamBlock):
    """Sunați un om."""

    helpline = SnippetChooserBlock(
        "directory.Helpline",
        icon="phone",
        label=_("Helpline"),
        template="directory/helpline.html",
        description=_("A telephone at which a person answers, from the directory."),
    )

    class Meta:
        max_num = 3


class TermsBlock(blocks.StreamBlock):
    """Words of this tutorial that the glossary explains."""

    term = SnippetChooserBlock(
        "tutorials.GlossaryTerm",
        icon="openquote",
        label=_("Word"),
        template="tutorials/blocks/term.html",
        description=_("A word that a beginner may not know, from the glossary."),
    )


class SourceValue(blocks.StructValue):
    @property
    def standing(self) -> Standing:
        return standing(self["checked_on"], self["review_by"], timezone.localdate())


class SourceBlock(blocks.StructBlock):
    """Where it is written, what that proves, and when we last looked."""

    title = blocks.CharBlock(
        max_length=200, label=_("Source"), help_text=_("The law or the official page.")
    )
    url = blocks.URLBlock(required=False, label=_("Address"))
    proves = blocks.CharBlock(max_length=250, label=_("What it proves"))
    checked_on = blocks.DateBlock(
        required=False,
        label=_("Checked on"),
        help_text=_("The day on which you opened it. Empty: shown as not yet verified."),
    )
    review_by = blocks.DateBlock(required=False, label=_("Check again by"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Source")
        value_class = SourceValue
        template = "tutorials/blocks/source.html"
        preview_value = {
            "title": _("The law on petitions"),
            "url": "https://legislatie.just.ro/",
            "proves": _("The time within which they must answer."),
            "checked_on": None,
            "review_by": None,
        }
        description = _("An official text, what it proves, and the day it was last checked.")

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        today = timezone.localdate()
        if wrong := check_dates(value["checked_on"], value["review_by"], today):
            raise StructBlockValidationError(
                {name: ValidationError(message) for name, message in wrong.items()}
            )
        return value


class SourcesBlock(blocks.StreamBlock):
    """Surse: at least one, always."""

    source = SourceBlock()

    class Meta:
        min_num = 1
        max_num = 10
