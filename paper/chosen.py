"""Which documents a page offers, as its editors choose: all of them, until a box is unticked.

What is switched off is kept, not what is offered: a document that we add later is offered everywhere.
"""

from django import forms
from django.db import models
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from paper.documents import Paper
from paper.models import Document


class OfferedInput(forms.CheckboxSelectMultiple):
    """A ticked box for each document that is offered; its value is the names of the others."""

    def format_value(self, value) -> list[str]:
        off = super().format_value(value or [])
        return [name for name, _title in self.choices if name not in off]

    def value_from_datadict(self, data, files, name) -> list[str]:
        if self.value_omitted_from_data(data, files, name):
            return []
        ticked = super().value_from_datadict(data, files, name) or []
        return [choice for choice, _title in self.choices if choice not in ticked]

    def value_omitted_from_data(self, data, files, name) -> bool:
        """A form with every box unticked sends no box: that it had them, it says apart."""
        return f"{name}-shown" not in data

    def render(self, name, value, attrs=None, renderer=None):
        boxes = super().render(name, value, attrs, renderer)
        return format_html('<input type="hidden" name="{}-shown" value="1">{}', name, boxes)


class SwitchedOffField(models.JSONField):
    """The names of documents that a page does not offer; its model names all of them in `papers`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": list, "blank": True} | kwargs)

    def formfield(self, **kwargs):
        choices = [(paper.name, paper.title) for paper in self.model.papers]
        ours = {"choices": choices, "widget": OfferedInput, "show_hidden_initial": False}
        return models.Field.formfield(self, form_class=forms.MultipleChoiceField, **kwargs | ours)


class WholeTextInput(forms.TextInput):
    """Takes more than fits: the form says so, where a browser would cut what is pasted silently."""

    def build_attrs(self, *attrs):
        return {
            name: value for name, value in super().build_attrs(*attrs).items() if name != "maxlength"
        }


class OfferedPanel(FieldPanel):
    """The boxes; beside a document that did not fit when it was last made they say so."""

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            if self.bound_field is None:
                return
            rows = Document.objects.filter(page_id=self.instance.pk, trouble=Document.Trouble.TOO_LONG)
            too_long, field = set(rows.values_list("name", flat=True)), self.bound_field.field
            field.choices = [
                (name, _too_long(title) if name in too_long else title) for name, title in field.choices
            ]


def _too_long(title) -> str:
    said = gettext("%(document)s (as last published it does not fit on its sheets: shorten the texts)")
    return said % {"document": title}


class ChosenPapersMixin(models.Model):
    """For pages whose editors choose the documents and may word the notices. Before the base class."""

    papers: tuple[Paper, ...] = ()

    papers_off = SwitchedOffField(
        _("documents that this page offers"),
        help_text=_("Untick what does not fit this page: it is neither linked nor made."),
    )
    flyer_text = models.CharField(
        _("words for the notice and the poster"),
        max_length=160,
        blank=True,
        help_text=_("One sentence that invites, perhaps with the place and hour. Empty: the summary."),
    )

    paper_panels = [
        MultiFieldPanel(
            [OfferedPanel("papers_off"), FieldPanel("flyer_text", widget=WholeTextInput)],
            heading=_("Documents on paper"),
        )
    ]

    class Meta:
        abstract = True

    def offers(self, paper: Paper) -> bool:
        """Whether the page has what `paper` shows, and its editors want it."""
        return paper.name not in self.papers_off
