"""What a tutorial chooses of a practice service: a place on a screen to show, a task to practise."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.coreutils import resolve_model_string
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.pagecache import memo

from .keys import PLACE, WordBlock

SERVICE = "tutorials.PracticeService"
_at_hand: ContextVar[dict] = ContextVar("practice services at hand")


@contextmanager
def services_at_hand(streams: Iterable[blocks.StreamValue]) -> Iterator[None]:
    """Within it, the services that `streams` name are there, without their forms.

    One query for all of them, once a site version.
    """
    model = resolve_model_string(SERVICE)
    values = [raw["value"] for stream in streams for raw in stream.raw_data]
    named = [value.get("screen", value) for value in values if isinstance(value, dict)]
    pks = {one.get("service") for one in named if isinstance(one, dict)} - {None}
    key = ("practice services", frozenset(pks))
    services = memo.once(key, lambda: model.objects.for_readers().in_bulk(pks)) if pks else {}
    token = _at_hand.set(services)
    try:
        yield
    finally:
        _at_hand.reset(token)


class ServiceChooserBlock(SnippetChooserBlock):
    """A practice service, taken from those at hand where there are any."""

    def __init__(self, **kwargs):
        super().__init__(SERVICE, **kwargs)

    def bulk_to_python(self, values):
        known = _at_hand.get(None)
        if known is None:
            return super().bulk_to_python(values)
        return [known.get(pk) for pk in values]


class ServiceValue(blocks.StructValue):
    """A service, and a place or a task in it."""

    @property
    def shown(self):
        """The service as readers may see it; None unless it is published."""
        service = self.get("service")
        return service if service is not None and service.live else None


class PartInput(forms.TextInput):
    """A text box that the script turns into a list of what the chosen service holds."""

    def __init__(self, part: str):
        super().__init__({"data-practice-part": part, "autocomplete": "off", "spellcheck": "false"})

    def get_context(self, name, value, attrs):
        from tutorials.models import PracticeService

        parts = PracticeService.snippet_viewset.get_url_name("parts")
        return super().get_context(
            name, value, {"data-practice-parts": reverse(parts, args=[0])} | attrs
        )

    class Media:
        js = ["tutorials/practice-part.js"]


class PartBlock(WordBlock):
    """A `place` or a `task` of the service chosen beside it."""

    pattern = PLACE
    refusal = _("Choose from the list.")

    def __init__(self, part: str, **kwargs):
        super().__init__(PartInput(part), **kwargs)

    class Meta:
        icon = "crosshairs"


class ScreenPictureBlock(blocks.StructBlock):
    """A drawn screen with the place to press ringed, in place of a picture."""

    service = ServiceChooserBlock(required=False, label=_("Service"))
    place = PartBlock("place", label=_("What is ringed on which screen"))

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and value["service"] and not value["place"]:
            missing = ValidationError(_("Choose the screen and what is ringed on it."))
            raise blocks.StructBlockValidationError({"place": missing})
        return value

    class Meta:
        icon = "desktop"
        label = _("Drawn screen")
        value_class = ServiceValue
        form_classname = "struct-block"


class PracticeBlock(blocks.StructBlock):
    """A task to practise on the drawn screens of a service."""

    service = ServiceChooserBlock(label=_("Service"))
    task = PartBlock("task", required=True, label=_("Task"))

    def get_preview_value(self):
        from tutorials.models import PracticeService

        service = PracticeService.objects.filter(live=True).first()
        tasks = service.shape["tasks"] if service else []
        return self.normalize({"service": service, "task": tasks[0]["key"] if tasks else ""})

    @property
    def is_previewable(self):
        return True

    class Meta:
        icon = "desktop"
        label = _("Practice on screens")
        template = "tutorials/blocks/practice.html"
        value_class = ServiceValue
        description = _("A task on invented screens: nothing is real, nothing leaves the device.")
