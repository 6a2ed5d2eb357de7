"""The tutorial: how to do one thing, in the shape that every reader learns to expect."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.blocks import ChoiceBlock
from wagtail.fields import StreamField

from cms.models import BasePage
from cms.pictures import prefetch_renditions, shown_files
from directory.models import EService
from paper.chosen import ChosenPapersMixin
from paper.mixins import PrintableMixin
from tutorials.blocks import (
    DebatesBlock,
    ExercisesBlock,
    HelplinesBlock,
    HelpsBlock,
    NeedsBlock,
    ProofBlock,
    QuizBlock,
    RisksBlock,
    SourcesBlock,
    StepsBlock,
    TermsBlock,
)
from tutorials.blocks.practice import services_at_hand
from tutorials.competences import COMPETENCES
from tutorials.editing.unseen import UnseenPanel
from tutorials.forms import AudiencesWidget
from tutorials.papers import PAPERS

from .audience import Audience
from .classroom import ClassroomMixin
from .proof import ProofMixin


class TutorialPage(ProofMixin, PrintableMixin, ClassroomMixin, ChosenPapersMixin, BasePage):
    """How to do one thing.

    Its parts stand in separate fields because their order is a promise: a reader who knows one
    tutorial knows them all. Block ids are kept for good; what people did refers to
    ``(translation_key, block id)``.
    """

    class Kind(models.TextChoices):
        DO = "do", _("I do it (for citizens)")
        EXPLAIN = "explain", _("I explain it (for civil servants)")

    task = models.CharField(
        _("I want to…"),
        max_length=120,
        help_text=_("Completes “I want to…” in lists: starts with a verb, no full stop."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DO)
    e_service = models.ForeignKey(
        EService,
        verbose_name=_("e-service"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tutorials",
        help_text=_("Its official address is shown. Tutorials of one e-service find each other."),
    )
    audiences = ParentalManyToManyField(
        Audience, verbose_name=_("for"), related_name="tutorials", blank=True
    )
    competences = StreamField(
        [
            (
                "competence",
                ChoiceBlock(
                    choices=[(code, f"{code} {name}") for code, name in COMPETENCES.items()],
                    label=_("Competence"),
                    icon="tag",
                ),
            )
        ],
        verbose_name=_("DigComp competences"),
        blank=True,
    )

    helps = StreamField(HelpsBlock(), verbose_name=_("what it helps with"))
    needs = StreamField(NeedsBlock(), verbose_name=_("what you need"))
    risks = StreamField(RisksBlock(), verbose_name=_("what can go wrong (and what cannot)"))
    steps = StreamField(StepsBlock(), verbose_name=_("the steps"))
    exercises = StreamField(ExercisesBlock(), verbose_name=_("practise"), blank=True)
    quiz = StreamField(QuizBlock(), verbose_name=_("check yourself"))
    proof = StreamField(ProofBlock(), verbose_name=_("the proof"))
    helplines = StreamField(HelplinesBlock(), verbose_name=_("call a person"))
    terms = StreamField(TermsBlock(), verbose_name=_("words explained"), blank=True)
    sources = StreamField(SourcesBlock(), verbose_name=_("sources"))
    debate = StreamField(DebatesBlock(required=False), verbose_name=_("debate"), blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    UnseenPanel(heading=_("What readers do not see")),
                    *BasePage.content_panels,
                    FieldPanel("task"),
                    FieldPanel("helps"),
                    FieldPanel("needs"),
                    HelpPanel(
                        _("Fear first: say what can happen and the way out, and what cannot happen."),
                        heading=_("What can go wrong (and what cannot)"),
                    ),
                    FieldPanel("risks"),
                ],
                heading=_("Start"),
            ),
            ObjectList([FieldPanel("steps")], heading=_("Steps")),
            ObjectList([FieldPanel("exercises"), FieldPanel("quiz")], heading=_("Practice")),
            ObjectList(
                [
                    FieldPanel("proof"),
                    FieldPanel("helplines"),
                    FieldPanel("terms"),
                    FieldPanel("sources"),
                ],
                heading=_("Proof and sources"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("kind")]),
                    FieldPanel("audiences", widget=AudiencesWidget),
                    FieldPanel("e_service"),
                    FieldPanel("competences"),
                    *BasePage.promote_panels,
                ],
                heading=_("For whom"),
            ),
            ObjectList([*ChosenPapersMixin.paper_panels, FieldPanel("debate")], heading=_("On paper")),
            ObjectList(BasePage.settings_panels, heading=_("Publishing")),
        ]
    )
    subpage_types: list[str] = []
    serve_with = (*PrintableMixin.serve_with, "e_service__locale")
    template = "tutorials/tutorial_page.html"
    print_template = "tutorials/print/guide.html"
    papers = PAPERS

    class Meta:
        verbose_name = _("tutorial")
        verbose_name_plural = _("tutorials")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        with services_at_hand([self.steps, self.exercises]):
            for stream in (self.steps, self.exercises):
                list(stream)
        prefetch_renditions(block.value["picture"]["image"] for block in self.steps)
        context["audiences"] = self.audiences.all()
        context["twins"] = self.twins()
        return context

    def twins(self):
        """Published tutorials of the other kind about the same e-service, in whatever words that is."""
        if self.e_service is None:
            return []
        return (
            TutorialPage.objects.live()
            .defer_streamfields()
            .filter(e_service__translation_key=self.e_service.translation_key, locale=self.locale_id)
            .exclude(kind=self.kind)
        )

    @property
    def step_files(self) -> tuple | None:
        """The files that the steps show, for the key of what is kept of them; None: not to be kept."""
        values = [block.value for block in self.steps]
        pictures = shown_files(value["picture"]["image"] for value in values)
        sounds = (value["audio"] and value["audio"].file.name for value in values)
        return pictures and (*pictures, *sounds)

    @property
    def people(self) -> list:
        """The blocks of helplines that are still in the directory."""
        return [block for block in self.helplines if block.value]

    @property
    def goes_elsewhere(self) -> bool:
        """Whether one of its activities takes place in somebody else's tool."""
        return any(b.block_type == "external" and b.value.offered for b in self.exercises)

    @property
    def explained(self) -> list:
        """The blocks of words that are still in the glossary."""
        return [block for block in self.terms if block.value]

    def competence_names(self) -> list[tuple[str, str]]:
        """DigComp codes with their names, as the editor ordered them."""
        return [(block.value, COMPETENCES.get(block.value, "")) for block in self.competences]

    def search_parts(self):
        yield from super().search_parts()
        yield "keywords", self.task
        if self.e_service:
            yield "keywords", f"{self.e_service.name} {self.e_service.institution}"
        for part in (self.helps, self.needs, self.risks, self.steps, self.exercises, self.proof):
            yield "body", " ".join(part.stream_block.get_searchable_content(part))
        for block in self.exercises:
            if block.block_type == "practice" and (service := block.value.shown):
                tasks = {task["key"]: task["title"] for task in service.shape["tasks"]}
                yield "body", f"{service.title} {tasks.get(block.value['task'], '')}"
            if block.block_type == "h5p" and (package := block.value["package"]):
                yield "body", package.title
        for block in self.terms:
            if block.value:
                yield "body", f"{block.value.term} {block.value.also}"
