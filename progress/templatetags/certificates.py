"""What the pages of certificates need to say things in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutorials.competences import COMPETENCES

register = template.Library()


@register.filter
def in_hours(minutes: int) -> str:
    """A duration as people say it: minutes, and hours where there are any."""
    hours, rest = divmod(minutes, 60)
    words = []
    if hours:
        words.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest or not hours:
        words.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest})
    return _(" and ").join(words)


@register.filter
def named_competences(codes: list[str]) -> list[str]:
    """DigComp codes with their names."""
    return [f"{code} {COMPETENCES.get(code, '')}".strip() for code in codes]
