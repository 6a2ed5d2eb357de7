"""Whom a tutorial is for."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin


class Audience(TranslatableMixin):
    """A group of readers with a page of its own that starts from what they want."""

    name = models.CharField(_("name"), max_length=80, help_text=_("For example: Seniors."))
    slug = models.SlugField(_("in the address"), max_length=40)
    intro = models.CharField(
        _("welcome"), max_length=300, help_text=_("One or two warm sentences on top of their page.")
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("intro"),
        FieldPanel("sort_order"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="one_audience_per_address")
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        # The language is not in the form, so Django leaves the constraint to the database.
        same = Audience.objects.filter(locale=self.locale_id, slug=self.slug).exclude(pk=self.pk)
        if same.exists():
            raise ValidationError({"slug": _("Another audience has this address.")})
