"""What every page of the house can do, and the plain page of text."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from cms.addresses import is_taken
from cms.blocks import ProseBlock
from cms.publishing import PublishingRulesMixin
from cms.search.mixin import SearchableMixin


class BasePage(PublishingRulesMixin, SearchableMixin, Page):
    """A public page: the same for everyone, refused publication without its essentials.

    Subclasses state their parents and children, name their `summary`, and offer what search may
    find in `search_parts`.
    """

    summary = models.CharField(
        _("summary"),
        max_length=200,
        help_text=_("One or two short sentences: under the title, in lists and in search engines."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    # Everything here is for everyone: kept pages, packs and printed sheets have no doors to lock.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    @property
    def preview_modes(self):
        """Web, on a phone, in large text; printable pages add paper (see `paper`)."""
        return [("", _("Web")), ("phone", _("On a phone")), ("large", _("Large text"))]

    def clean(self):
        super().clean()
        if self.path and is_taken(self):
            raise ValidationError({"slug": _("The site itself answers there. Choose another address.")})

    def get_view_restrictions(self):
        return PageViewRestriction.objects.none()

    @cached_property
    def published_translations(self) -> list:
        """The same page in other languages, as far as it is published there."""
        same = Page.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        linked = ("url_path", "path", "locale__language_code")
        return list(same.live().select_related("locale").only(*linked))

    def get_meta_description(self) -> str:
        return self.search_description or self.summary


class StandardPage(BasePage):
    """A page of text: who we are, what data we keep, accessibility."""

    body = StreamField(ProseBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    subpage_types: list[str] = []
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def search_parts(self):
        yield from super().search_parts()
        yield "body", " ".join(self.body.stream_block.get_searchable_content(self.body))
