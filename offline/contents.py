"""What can be saved: anything of which somebody can say what belongs to it.

The setting PACKS lists providers, read in order like MIDDLEWARE. A provider is
``provider(key, request) -> Contents | None``: what stands under the UUID `key` in the language that is
active, or None when that is nothing of its own. It names pages; which pictures and sounds they show
we read from the pages themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Contents:
    """What one pack holds: its name, the addresses of its pages, the pages that search finds in it."""

    title: str
    start: str
    addresses: list[str]
    searchable: list[int] = field(default_factory=list)


Provider = Callable[[UUID, HttpRequest], Contents | None]


@cache
def providers() -> tuple[Provider, ...]:
    """The providers, in the order of the setting."""
    return tuple(import_string(path) for path in settings.PACKS)


def contents_of(key: UUID, request: HttpRequest) -> Contents | None:
    """What the first provider that knows `key` says of it."""
    answers = (provider(key, request) for provider in providers())
    return next((answer for answer in answers if answer is not None), None)
