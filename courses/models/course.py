"""What to learn in which order."""

from operator import itemgetter

from django.core.validators import MaxValueValidator
from django.db import models
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable

from cms.blocks import ProseBlock
from cms.models import BasePage
from courses.glossary import glossary_of
from courses.papers import PAPERS
from paper.chosen import ChosenPapersMixin
from paper.mixins import PrintableMixin
from tutorials.forms import AudiencesWidget
from tutorials.models import Audience, TutorialPage

MOST_HELPLINES = 2  # that a notice has room for


class CourseIndexPage(RoutablePageMixin, BasePage):
    """All courses; and, for each audience, what is for them."""

    max_count_per_parent = 1
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.CoursePage"]
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        courses = list(CoursePage.objects.child_of(self).live().order_by("path"))
        for course, tutorials in zip(courses, tutorials_by_course(courses), strict=True):
            course.listed = tutorials
        context["courses"] = courses
        return context

    @path("pentru/<slug:slug>/", name="audience")
    def audience_view(self, request, slug):
        """The tutorials for one audience, course by course. 404 for an audience nobody knows."""
        audience = Audience.objects.filter(slug=slug, locale=self.locale_id).first()
        if audience is None:
            raise Http404
        context = self.get_context(request)
        theirs = set(audience.tutorials.live().values_list("pk", flat=True))
        for course in context["courses"]:
            course.listed = [tutorial for tutorial in course.listed if tutorial.pk in theirs]
        context["courses"] = [course for course in context["courses"] if course.listed]
        context["audience"] = audience
        return TemplateResponse(request, "courses/audience.html", context)

    def audience_url(self, audience, request=None) -> str:
        return self.get_url(request) + self.reverse_subpage("audience", args=[audience.slug])


class CoursePage(PrintableMixin, ChosenPapersMixin, BasePage):
    """Tutorials in an order: first its own, in the order of the page tree, then others' it lists."""

    audiences = ParentalManyToManyField(
        Audience, verbose_name=_("for"), related_name="courses", blank=True
    )
    intro = StreamField(ProseBlock(required=False), verbose_name=_("introduction"), blank=True)
    offers_certificate = models.BooleanField(
        _("whoever finishes it may have a certificate"), default=False
    )
    certificate_score = models.PositiveSmallIntegerField(
        _("right answers, in percent"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_("Of all questions of the course; the best answer to each counts."),
    )
    certificate_practice = models.BooleanField(
        _("exercises on the screen passed"),
        default=True,
        help_text=_("All of them, in the tutorials that have any."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("audiences", widget=AudiencesWidget),
        FieldPanel("intro"),
        InlinePanel(
            "also",
            label=_("tutorial of another course"),
            heading=_("Also in this course"),
            help_text=_("Tutorials below this course are in it already; drag them to order them."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("offers_certificate"),
                FieldPanel("certificate_score"),
                FieldPanel("certificate_practice"),
            ],
            heading=_("Certificate"),
            help_text=_("Every question of every tutorial is answered, and as many right as said."),
        ),
        *ChosenPapersMixin.paper_panels,
    ]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["tutorials.TutorialPage"]
    template = "courses/course_page.html"
    print_template = "courses/print/booklet.html"
    papers = PAPERS

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def tutorials(self) -> list[TutorialPage]:
        """The published tutorials of the course, in its order."""
        return tutorials_by_course([self])[0]

    @property
    def people(self) -> list:
        """The helplines of its tutorials, each once: whom a notice says to call."""
        blocks = [block for tutorial in self.tutorials() for block in tutorial.people]
        return list({block.value.pk: block for block in blocks}.values())[:MOST_HELPLINES]

    def sheet(self, request, paper):
        """The booklet has a glossary of what the tutorials explain; a plan, what they teach."""
        answer = super().sheet(request, paper)
        tutorials = answer.context_data["tutorials"]
        if paper.template == self.print_template:
            answer.context_data["glossary"] = glossary_of(tutorials)
        else:
            taught = {pair for tutorial in tutorials for pair in tutorial.competence_names()}
            answer.context_data["competences"] = sorted(taught, key=itemgetter(0))
            answer.context_data["lessons"] = sum(tutorial.lesson.lessons for tutorial in tutorials)
        return answer

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["tutorials"] = self.tutorials()
        context["minutes"] = sum(tutorial.minutes for tutorial in context["tutorials"])
        context["audiences"] = self.audiences.all()
        return context


class CourseTutorial(Orderable):
    """A tutorial of another course that this course lists after its own."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="also")
    tutorial = models.ForeignKey(
        TutorialPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("tutorial")
    )

    panels = [PageChooserPanel("tutorial")]

    class Meta(Orderable.Meta):
        verbose_name = _("tutorial of another course")
        verbose_name_plural = _("tutorials of other courses")
        constraints = [
            models.UniqueConstraint(fields=["course", "tutorial"], name="listed_once_in_a_course")
        ]


def tutorials_by_course(courses: list[CoursePage]) -> list[list[TutorialPage]]:
    """The published tutorials of each course, in its order; two queries for any number of courses."""
    if not courses:
        return []
    own: dict[str, list] = {course.path: [] for course in courses}
    below = models.Q()
    for course in courses:
        below |= models.Q(path__startswith=course.path, depth=course.depth + 1)
    for tutorial in TutorialPage.objects.live().filter(below).order_by("path"):
        own[tutorial.path[: -TutorialPage.steplen]].append(tutorial)
    saved = [course.pk for course in courses if course.pk]  # a new one is previewed before it is saved
    listed = CourseTutorial.objects.filter(course__in=saved, tutorial__live=True)
    also: dict[int, list] = {}
    for entry in listed.select_related("tutorial"):
        also.setdefault(entry.course_id, []).append(entry.tutorial)
    return [
        # dict: one that was moved here after it was listed is in the course once
        list(dict.fromkeys(own[course.path] + also.get(course.pk, [])))
        for course in courses
    ]
