"""An activity in a tutorial that takes place in somebody else's tool (LTI 1.3)."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

MOST_PARAMETERS = 20
PARAMETER = re.compile(r"([A-Za-z0-9_.:-]{1,100})=([^\x00-\x1f\x7f\ud800-\udfff]{0,500})")


class AddressInput(forms.URLInput):
    """The address of the content, with what higher rooms have to choose it by (`external_choice`)."""

    template_name = "tutorials/editing/external_address.html"


class AddressBlock(blocks.URLBlock):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.field = forms.URLField(
            required=self.field.required,
            help_text=self.field.help_text,
            max_length=500,
            assume_scheme="https",
            widget=AddressInput(),
        )


def read_parameters(text: str) -> dict[str, str]:
    """``name=value``, one a line; raises ValueError with the first line that is none."""
    told: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = PARAMETER.fullmatch(line)
        if not found or len(told) == MOST_PARAMETERS:
            raise ValueError(line[:80])
        told[found[1]] = found[2]
    return told


def check_parameters(text: str) -> None:
    try:
        read_parameters(text)
    except ValueError as error:
        raise ValidationError(
            _("One “name=value” a line, at most 20. This is none: %(line)s"), params={"line": error}
        ) from error


class ExternalValue(blocks.StructValue):
    @property
    def offered(self):
        """The tool, where people may be sent there; else the page says nothing of the activity."""
        tool = self.get("tool")
        return tool if tool and tool.is_active else None

    @property
    def host(self) -> str:
        """Where the activity opens."""
        return urlsplit(self.get("address") or "").hostname or self["tool"].host

    @property
    def parameters(self) -> dict[str, str]:
        return read_parameters(self["custom"] or "")

    @property
    def drawn(self) -> tuple:
        """What is shown of the tool, for the key of what is kept of the page."""
        tool = self.offered
        return (tool.name, tool.host) if tool else ()


class ExternalBlock(blocks.StructBlock):
    """What readers do elsewhere, with internet only. Its score comes back as what they did."""

    tool = SnippetChooserBlock("tutorials.ExternalTool", label=_("External tool"))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    purpose = blocks.CharBlock(
        max_length=300,
        label=_("What it is for"),
        help_text=_("What one does there and why, in one or two sentences."),
    )
    address = AddressBlock(
        required=False,
        label=_("Address of the content"),
        help_text=_("Of this activity in the tool. Empty: where the tool begins."),
    )
    custom = blocks.TextBlock(
        required=False,
        max_length=4000,
        rows=2,
        validators=(check_parameters,),
        label=_("Parameters"),
        help_text=_("Only if the tool asks for them: one “name=value” a line."),
    )
    label = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Name of the score"),
        help_text=_("What the tool calls it. Empty: the title."),
    )
    max_score = blocks.IntegerBlock(
        default=100, min_value=1, max_value=10_000, label=_("Highest score")
    )

    def clean(self, value):
        """Refuses an address that is not the tool's: readers are told where they go."""
        cleaned = super().clean(value)
        host = urlsplit(cleaned["address"] or "").hostname
        if host and host not in cleaned["tool"].hosts:
            wrong = _("This is no address of the tool. Whoever registers tools can add it there.")
            raise blocks.StructBlockValidationError(block_errors={"address": ValidationError(wrong)})
        return cleaned

    @property
    def is_previewable(self):
        return True

    def get_preview_value(self):
        from tutorials.models import ExternalTool

        sample = ExternalTool(name=_("Maps for schools"), launch_url="https://harti.exemplu/")
        return self.normalize(
            {
                "tool": ExternalTool.objects.filter(is_active=True).first() or sample,
                "title": _("A map of the town hall"),
                "purpose": _("Find three offices on the map."),
                "max_score": 100,
            }
        )

    class Meta:
        icon = "link-external"
        label = _("External activity")
        template = "tutorials/blocks/external.html"
        value_class = ExternalValue
        description = _("An activity in somebody else's tool. It needs internet, and leaves this site.")
