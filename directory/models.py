"""What exists out there: e-services and people to call. One row in each language, of one meaning."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site, TranslatableMixin
from wagtail.search import index

from cms.facts import CheckedFact


class FactManager(models.Manager):
    """Facts with their language: a page in another one must mark their sentences."""

    def get_queryset(self):
        return super().get_queryset().select_related("locale")


class EService(TranslatableMixin, CheckedFact, index.Indexed):
    """A service that an institution offers on the internet, at its one official address."""

    name = models.CharField(_("name"), max_length=120)
    institution = models.CharField(_("institution"), max_length=160)
    url = models.URLField(
        _("official address"), help_text=_("As the institution itself prints it; open it once.")
    )
    what = models.CharField(
        _("what it is for"), max_length=200, help_text=_("One plain sentence for the reader.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("institution"),
        FieldPanel("url"),
        FieldPanel("what"),
        *CheckedFact.fact_panels,
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    objects = FactManager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("e-service")
        verbose_name_plural = _("e-services")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Helpline(TranslatableMixin, CheckedFact, index.Indexed):
    """A telephone at which a person answers."""

    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(
        _("number"),
        max_length=20,
        validators=[
            RegexValidator(r"^\+?[0-9][0-9 ]*$", _("Digits and spaces, with a + in front if need be."))
        ],
        help_text=_("In groups, as it is read aloud: 0800 460 001."),
    )
    who = models.CharField(
        _("who answers"), max_length=200, help_text=_("One plain sentence: who, and with what.")
    )
    cost = models.CharField(_("cost"), max_length=60, blank=True, help_text=_("For example: free."))
    hours = models.CharField(
        _("hours"),
        max_length=120,
        blank=True,
        help_text=_("Shown as sure only while the source is verified."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("phone"),
        FieldPanel("who"),
        FieldPanel("cost"),
        FieldPanel("hours"),
        *CheckedFact.fact_panels,
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]
    objects = FactManager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["name"]

    def __str__(self):
        return f"{self.name} ({self.phone})"

    @property
    def tel(self) -> str:
        """The number as a ``tel:`` address (RFC 3966)."""
        return "tel:" + self.phone.replace(" ", "")


@register_setting(icon="phone")
class HelpSettings(BaseSiteSetting):
    """Whom every page offers to call."""

    helpline = models.ForeignKey(
        Helpline,
        verbose_name=_("helpline on every page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    panels = [FieldPanel("helpline")]

    class Meta:
        verbose_name = _("a person to call")

    @classmethod
    def helpline_for(cls, site: Site | None, language: str) -> Helpline | None:
        """The helpline of a site in the words of `language`, else in those of the site's own language.

        One query: every page that is not kept asks it.
        """
        chosen = cls.objects.filter(site=site).values("helpline__translation_key")
        same = Helpline.objects.filter(translation_key__in=chosen)
        rows = {helpline.locale.language_code: helpline for helpline in same}
        codes = [language, settings.LANGUAGE_CODE, *rows]
        return next((rows[code] for code in codes if code in rows), None)
