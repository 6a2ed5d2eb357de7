"""What the site says about itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class PaperColor(models.TextChoices):
    """Colours that keep a contrast of 7 to 1 on white paper (paper/style/7-colours.css)."""

    MADDER = "madder", _("madder red")
    BLUE = "blue", _("blue")
    GREEN = "green", _("green")
    PLUM = "plum", _("plum")
    BROWN = "brown", _("brown")
    BLACK = "black", _("black")


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

    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        help_text=_("As people dial it; on notices and at the foot of documents."),
    )
    website = models.CharField(
        _("website line"),
        max_length=80,
        blank=True,
        help_text=_("As people type it, for example biblioteca.exemplu; at the foot of documents."),
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("On top of documents; it is printed 1 cm high, in black and white as well."),
    )
    paper_color = models.CharField(
        _("colour of documents"),
        max_length=10,
        choices=PaperColor.choices,
        default=PaperColor.MADDER,
        help_text=_("Of the thread and of numbers. Each of them can be read by weak eyes."),
    )

    panels = [
        FieldPanel("organisation"),
        FieldPanel("contact_email"),
        FieldPanel("foot_note"),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldPanel("website"),
                FieldPanel("logo"),
                FieldPanel("paper_color"),
            ],
            heading=_("On documents"),
        ),
    ]

    class Meta:
        verbose_name = _("about the site")
