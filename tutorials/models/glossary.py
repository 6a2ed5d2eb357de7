"""Words that a beginner may not know."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index


class GlossaryTerm(TranslatableMixin, index.Indexed):
    """A word and what it means, in at most two plain sentences."""

    term = models.CharField(_("word"), max_length=80)
    meaning = models.CharField(
        _("meaning"), max_length=300, help_text=_("At most two plain sentences.")
    )
    also = models.CharField(
        _("also called"),
        max_length=200,
        blank=True,
        help_text=_("Other forms, separated by commas; search finds them too."),
    )

    panels = [FieldPanel("term"), FieldPanel("meaning"), FieldPanel("also")]
    search_fields = [index.SearchField("term"), index.AutocompleteField("term")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary words")
        ordering = ["term"]

    def __str__(self):
        return self.term
