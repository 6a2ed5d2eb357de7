"""The practice service: invented screens, described once, to be shown, practised and printed."""

import hashlib
import json

from django.db import models
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from cms.publishing import Problem, PublishingRulesMixin, problems
from tutorials.blocks.practice import CardBlock, ScalesBlock, ScreensBlock, TasksBlock
from tutorials.blocks.practice.completing import complete, keep_keys
from tutorials.blocks.practice.keys import EditorInput
from tutorials.blocks.practice.naming import flaw_in_words
from tutorials.blocks.practice.shaped import key_from, unique
from tutorials.editing.checks import ChecksPanel
from tutorials.practice import sense, shape
from tutorials.practice.explain import explain

STREAMS = ("card", "scales", "screens", "tasks")
MADE_OF = ("title", "institution", "color", *STREAMS)


class PracticeServiceQuerySet(models.QuerySet):
    def for_readers(self):
        """Services as pages draw them: by their shape alone."""
        return self.defer(*STREAMS)


class PracticeService(
    TranslatableMixin,
    PublishingRulesMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A service that does not exist, with screens to practise on.

    `shape` is what everything else knows of it (docs/decisions/012-screens.md): made from the fields
    whenever the row is saved, so that no reader's page walks through the streams.
    """

    class Color(models.TextChoices):
        BLUE = "blue", _("blue")
        GREEN = "green", _("green")
        PLUM = "plum", _("plum")
        VIOLET = "violet", _("violet")
        OCHRE = "ochre", _("ochre")
        GREY = "grey", _("grey")

    title = models.CharField(
        _("title"), max_length=160, help_text=_("For example: Payment of a local tax.")
    )
    key = models.SlugField(
        _("key"),
        max_length=40,
        blank=True,
        help_text=_("Makes itself from the title. Files know the service by it."),
    )
    institution = models.CharField(
        _("institution"),
        max_length=160,
        default=_("Exemplu Town Hall"),
        help_text=_("Invented, always: no name and no sign of a real one."),
    )
    color = models.CharField(_("colour"), max_length=10, choices=Color.choices, default=Color.BLUE)
    card = StreamField(CardBlock(), verbose_name=_("card with invented data"), blank=True)
    scales = StreamField(ScalesBlock(), verbose_name=_("scales"), blank=True)
    screens = StreamField(ScreensBlock(), verbose_name=_("screens"))
    tasks = StreamField(TasksBlock(), verbose_name=_("tasks"))
    shape = models.JSONField(_("shape"), default=dict, editable=False)

    objects = PracticeServiceQuerySet.as_manager()

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    ChecksPanel(heading=_("What is still to be done")),
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("institution"), FieldPanel("color")]),
                    FieldPanel(
                        "card",
                        help_text=_(
                            "What the learner copies: name, sum, number. None, if nothing is copied."
                        ),
                    ),
                    HelpPanel(
                        _(
                            "First all screens with their titles, then what stands on each: a new"
                            " button leads to the screen after its own."
                        ),
                        heading=_("The screens, from the first to the last"),
                    ),
                    FieldPanel("screens"),
                ],
                heading=_("Screens"),
            ),
            ObjectList([FieldPanel("tasks")], heading=_("Tasks")),
            ObjectList(
                [
                    FieldPanel("scales"),
                    FieldPanel("key", widget=EditorInput("key", "whole", source="title")),
                ],
                heading=_("For role-play, and key"),
            ),
        ]
    )
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("institution"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("practice service")
        verbose_name_plural = _("practice services")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "key"], name="one_practice_service_per_key")
        ]

    def __str__(self):
        return self.title

    @cached_property
    def digest(self) -> bytes:
        """Tells what readers see of the service apart from what they saw before."""
        return hashlib.blake2b(json.dumps(self.shape).encode(), digest_size=16).digest()

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None:
            self.key = self.free_key()
            self.shape = self.described()
            keep_keys({name: getattr(self, name) for name in STREAMS}, self.shape)
        elif not {*MADE_OF}.isdisjoint(update_fields):
            self.shape = self.described()
            update_fields = {*update_fields, "shape"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def free_key(self) -> str:
        """The key, made from the title if there is none, and no other's in this language."""
        same = PracticeService.objects.filter(locale=self.locale_id).exclude(pk=self.pk)
        wanted = self.key or key_from(self.title)
        return unique(wanted, same.values_list("key", flat=True))

    @property
    def language(self) -> str:
        """The code of its language; the preview of one not yet saved comes without."""
        locale = self.locale if self.locale_id else Locale.get_default()
        return locale.language_code

    def described(self) -> dict:
        """The shape of what stands in the fields now, finished or not."""
        made = {
            "format": shape.FORMAT,
            "key": self.key or key_from(self.title),
            "lang": self.language,
            "title": self.title.strip(),
            "institution": self.institution.strip(),
            "color": self.color,
        }
        for name in STREAMS:
            value = getattr(self, name)
            made[name] = value.stream_block.shape(value)
        if not made["scales"]:
            del made["scales"]
        return complete(made)

    def describe(self, shape: dict) -> None:
        """Fills in the fields from a `shape`; the language stays what it is."""
        for name in ("key", "title", "institution", "color"):
            setattr(self, name, shape[name])
        for name in STREAMS:
            field = self._meta.get_field(name)
            setattr(self, name, field.stream_block.raw(shape.get(name, ())))

    def more_problems(self):
        """What would strand a learner, with its place by name; then what the shape has no room for."""
        service = self.described()
        found = sense.problems(service)
        # That something is empty, fields and blocks say as well.
        found = [problem for problem in found if problem.code != "empty-label"] or found
        if found:
            return [Problem("", explain(problem, service)) for problem in found]
        flaws = [flaw.where for flaw in shape.check(service)]
        # What lacks at the top, the fields say.
        flaws = [flaw for flaw in flaws if "." in flaw.partition(":")[0] or "at least" not in flaw]
        return [Problem(*flaw_in_words(flaw, service)) for flaw in flaws]

    # --- what editors see before it is published ------------------------------------------------

    preview_modes = [
        ("pictures", _("Pictures")),
        ("practice", pgettext_lazy("preview", "Practice")),
        ("print", _("On paper")),
        ("flow", _("Ways and checks")),
    ]

    def serve_preview(self, request, mode_name):
        request.is_preview = True
        return TemplateResponse(
            request,
            f"tutorials/practice/preview/{mode_name or 'pictures'}.html",
            {
                "page": self,  # only its title is asked for
                "service": self.described(),
                "problems": problems(self) if mode_name == "flow" else (),
                "on_paper": mode_name == "print",
            },
        )
