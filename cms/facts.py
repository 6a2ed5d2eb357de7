"""Every fact has a source and a date: how sure we are of it today.

A fact is verified when someone opened its official source and noted the day; until then a page says
so and names the official place. After `review_by` it waits to be opened again.
"""

from datetime import date
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class Standing(StrEnum):
    """What a reader is told about a fact."""

    VERIFIED = "verified"
    DUE = "due"
    UNVERIFIED = "unverified"


def standing(checked_on: date | None, review_by: date | None, today: date) -> Standing:
    """How sure we are on `today` of a fact last checked on `checked_on`."""
    if checked_on is None:
        return Standing.UNVERIFIED
    if review_by is not None and review_by < today:
        return Standing.DUE
    return Standing.VERIFIED


def check_dates(checked_on: date | None, review_by: date | None, today: date) -> dict[str, str]:
    """What is wrong with the two dates, by field name; empty when nothing is."""
    if checked_on and checked_on > today:
        return {"checked_on": _("This day has not come yet.")}
    if checked_on and not review_by:
        return {"review_by": _("Say by when it is to be checked again.")}
    if checked_on and review_by <= checked_on:
        return {"review_by": _("The next check comes after the last one.")}
    return {}


class CheckedFact(models.Model):
    """Fields for a model whose rows are facts about the world."""

    source_title = models.CharField(
        _("source"), max_length=200, help_text=_("The law or the official page that says so.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day on which you opened the source. Empty: shown as not yet verified."),
    )
    review_by = models.DateField(_("check again by"), null=True, blank=True)

    fact_panels = [
        MultiFieldPanel(
            [
                FieldPanel("source_title"),
                FieldPanel("source_url"),
                FieldRowPanel([FieldPanel("checked_on"), FieldPanel("review_by")]),
            ],
            heading=_("Source"),
        )
    ]

    class Meta:
        abstract = True

    @property
    def standing(self) -> Standing:
        return standing(self.checked_on, self.review_by, timezone.localdate())

    def clean(self):
        super().clean()
        if wrong := check_dates(self.checked_on, self.review_by, timezone.localdate()):
            raise ValidationError(wrong)
