"""The front door: it starts from what people want to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField

from cms.models import BasePage
from courses.blocks import DoorsBlock, PromisesBlock, TasksBlock
from tutorials.models import TutorialPage

from .course import CourseIndexPage


class HomePage(BasePage):
    """Sentences that begin with “I want to…”, a place to start, doors for each audience."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.CharField(_("below the headline"), max_length=250)
    start = models.ForeignKey(
        TutorialPage,
        verbose_name=_("where to begin"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    start_title = models.CharField(_("title"), max_length=80, blank=True)
    start_text = models.CharField(_("text"), max_length=200, blank=True)
    tasks = StreamField(TasksBlock(), verbose_name=_("I want to…"))
    doors = StreamField(DoorsBlock(), verbose_name=_("who are you here?"), blank=True)
    promises = StreamField(PromisesBlock(), verbose_name=_("our word"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("tasks"),
        MultiFieldPanel(
            [PageChooserPanel("start"), FieldPanel("start_title"), FieldPanel("start_text")],
            heading=_("For who is here for the first time"),
        ),
        FieldPanel("doors"),
        FieldPanel("promises"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CourseIndexPage", "cms.StandardPage"]
    template = "courses/home_page.html"

    class Meta:
        verbose_name = _("home")
        verbose_name_plural = _("homes")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["index"] = CourseIndexPage.objects.child_of(self).live().first()
        context["tutorial_count"] = TutorialPage.objects.descendant_of(self).live().count()
        return context
