"""What the site says about itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="home")
class SiteSettings(BaseSiteSetting):
    """Who stands behind the site: on every page's foot and on paper."""

    organisation = models.CharField(
        _("organisation"),
        max_length=120,
        blank=True,
        help_text=_("Who runs this site; shown at the foot of pages and on printed sheets."),
    )
    contact_email = models.EmailField(
        _("contact e-mail"),
        blank=True,
        help_text=_("Where readers may write; shown at the foot of pages and on printed sheets."),
    )
    foot_note = models.CharField(
        _("foot note"),
        max_length=300,
        blank=True,
        help_text=_("One or two plain sentences at the foot of every page."),
    )

    panels = [FieldPanel("organisation"), FieldPanel("contact_email"), FieldPanel("foot_note")]

    class Meta:
        verbose_name = _("about the site")
