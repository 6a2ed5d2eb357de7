"""What a tutorial shows of practice services and readers would not see: said, and never in the way."""

from collections.abc import Iterator

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from cms.publishing import Problem
from tutorials.practice.places import places_of


def unseen(page) -> list[Problem]:
    """The steps and practices of `page` from which readers get nothing, with the reason."""
    found = []
    for name in ("steps", "exercises"):
        field = page._meta.get_field(name)
        part = str(field.verbose_name)
        for number, block in enumerate(getattr(page, name), 1):
            place = f"{part[:1].upper()}{part[1:]} › {block.block.label} {number}"
            found += [Problem(place, reason) for reason in _reasons(block)]
    return found


def _reasons(block) -> Iterator[str]:
    chosen = block.value.get("screen", block.value)
    if "package" in chosen and chosen["package"] is None:
        yield _("The H5P activity chosen here is gone. Choose another.")
    if "tool" in chosen and (chosen["tool"] is None or not chosen["tool"].is_active):
        yield _("The external tool chosen here is gone, or not in use. Choose another.")
    if "service" not in chosen:
        return
    service = chosen["service"]
    if service is None:
        if chosen.get("place") or chosen.get("task"):
            yield _("The practice service chosen here is gone. Choose another.")
        return
    named = {"title": service.title}
    if not service.live:
        yield _("“%(title)s” is not published. Until it is, readers see nothing of it here.") % named
    elif not _holds(service.shape, chosen):
        yield _("“%(title)s” no longer has what was chosen here. Choose again.") % named


def _holds(shape: dict, chosen) -> bool:
    if "task" in chosen:
        return any(task["key"] == chosen["task"] for task in shape["tasks"])
    return chosen["place"] in places_of(shape)


class UnseenPanel(Panel):
    """Above the form, when there is something of the kind."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "tutorials/editing/unseen.html"

        @cached_property
        def found(self) -> list[Problem]:
            return unseen(self.instance) if self.instance.pk else []

        def is_shown(self):
            return super().is_shown() and bool(self.found)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"unseen": self.found}
