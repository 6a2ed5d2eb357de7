"""What can be saved: anything of which somebody can say what belongs to it.

The setting PACKS lists providers, read in order like MIDDLEWARE. A provider is
``provider(key, request) -> Contents | None``: what stands under the UUID `key` in the language that is
active, or None when that is nothing of its own. It names pages; which pictures and sounds they show
we read from the pages themselves. Where a page offers a frame (``data-frame="/…"``), the setting FRAMES
lists who knows what stands behind its address.
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


@dataclass(frozen=True)
class Framed:
    """What a page of our own needs that other pages show in a frame, beside itself.

    `policy` is the Content-Security-Policy that it is shown under; `uploads` are names of media, `made`
    are other files: address, body, type.
    """

    policy: str
    uploads: list[str] = field(default_factory=list)
    made: list[tuple[str, bytes, str]] = field(default_factory=list)


Provider = Callable[[UUID, HttpRequest], Contents | None]
FrameProvider = Callable[[str, HttpRequest], Framed | None]


@cache
def providers() -> tuple[Provider, ...]:
    """The providers, in the order of the setting."""
    return tuple(import_string(path) for path in settings.PACKS)


def contents_of(key: UUID, request: HttpRequest) -> Contents | None:
    """What the first provider that knows `key` says of it."""
    answers = (provider(key, request) for provider in providers())
    return next((answer for answer in answers if answer is not None), None)


@cache
def frame_providers() -> tuple[FrameProvider, ...]:
    """Who knows frames, in the order of the setting."""
    return tuple(import_string(path) for path in settings.FRAMES)


def framed_at(address: str, request: HttpRequest) -> Framed | None:
    """What the first who knows the frame at `address` says of it."""
    answers = (provider(address, request) for provider in frame_providers())
    return next((answer for answer in answers if answer is not None), None)
