"""Services in the database, and editors who fill in their form."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, BooleanBlock, ListBlock
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data

from tutorials.models import PracticeService

from .player import player
from .vectors import vectors


@pytest.fixture
def shape() -> dict:
    """A sound service: seven rows on its card, six screens, two tasks."""
    return vectors("services")["taxa-locala"]


@pytest.fixture(autouse=True)
def no_others(request):
    """Tests here make their own services, whose keys the catalogue's would take."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
        PracticeService.objects.all().delete()


@pytest.fixture
def make(db) -> Callable[..., PracticeService]:
    """A draft of what a shape says, or with ``live=True`` a published service."""

    def make(shape: dict, *, live: bool = False, language: str = "ro") -> PracticeService:
        service = PracticeService(locale=Locale.objects.get(language_code=language), live=False)
        service.describe(shape)
        service.save()
        revision = service.save_revision(clean=False)
        if live:
            revision.publish()
        return PracticeService.objects.get(pk=service.pk)

    return make


@pytest.fixture
def service(make, shape) -> PracticeService:
    return make(shape, live=True)


@pytest.fixture
def as_author(author) -> Client:
    return _signed_in(author)


@pytest.fixture
def as_moderator(moderator) -> Client:
    return _signed_in(moderator)


def _signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url_of(name: str, *args) -> str:
    return reverse(PracticeService.snippet_viewset.get_url_name(name), args=args)


def form_of(service: PracticeService, **more) -> dict:
    """What a browser sends from the form of `service`."""
    sent = {name: getattr(service, name) for name in ("title", "key", "institution", "color")}
    for name in ("card", "scales", "screens", "tasks"):
        value = getattr(service, name)
        sent[name] = _posted(value.stream_block, value)
    return nested_form_data(sent) | more


def _posted(block, value):
    if isinstance(block, BaseStreamBlock):
        kinds = [
            {"type": child.block_type, "value": _posted(child.block, child.value)} for child in value
        ]
        return _counted([kind | {"id": child.id} for kind, child in zip(kinds, value, strict=True)])
    if isinstance(block, ListBlock):
        children = value.bound_blocks
        return _counted([{"id": c.id, "value": _posted(block.child_block, c.value)} for c in children])
    if isinstance(block, BaseStructBlock):
        fields = {name: _posted(child, value.get(name)) for name, child in block.child_blocks.items()}
        return {name: sent for name, sent in fields.items() if sent is not None}
    if isinstance(block, BooleanBlock):
        return "on" if value else None
    sent = block.get_form_state(value) or ""
    return sent[0] if isinstance(sent, list) else sent


def _counted(children: list[dict]) -> dict:
    numbered = {
        str(number): {**child, "order": str(number), "deleted": ""}
        for number, child in enumerate(children)
    }
    return {**numbered, "count": str(len(numbered))}


@pytest.fixture(scope="module")
def played():
    """``played(service)``: what the browser's own code says of it (`player.py`)."""
    with player() as asked:
        yield asked
