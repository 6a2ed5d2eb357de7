"""What a page lacks before it may be published, and the refusal that says so."""

import copy
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class Problem(NamedTuple):
    """One reason not to publish: where it is, in the editor's words, and what is wrong there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class PublishRefused(ValidationError):
    """Raised instead of publishing. `page` is the page refused, `problems` its list of Problem."""

    def __init__(self, page, problems: list[Problem]):
        self.page = page
        self.problems = problems
        super().__init__([str(problem) for problem in problems])

    def __str__(self) -> str:
        title = _("“%(title)s” was not published.") % {"title": self.page.title}
        return " ".join([title, *map(str, self.problems)])


class PublishingRulesMixin:
    """Refuses to publish (or to schedule) a revision that breaks a rule. Put it before Page.

    A snippet with drafts keeps the same rules; put it before DraftStateMixin.
    """

    def publish(self, revision, *args, **kwargs):
        refuse_unsound(revision.as_object())
        return super().publish(revision, *args, **kwargs)

    def more_problems(self) -> Iterable["Problem"]:
        """What no single field or block can see."""
        return ()


def refuse_unsound(page) -> None:
    """Raises PublishRefused if `page`, as it stands in memory, breaks a rule."""
    if not isinstance(page, PublishingRulesMixin):
        return
    if found := problems(page):
        # Wagtail's form for new pages saves them as live before it publishes them.
        unpublished = type(page).objects.filter(pk=page.pk, live=True, first_published_at=None)
        unpublished.update(live=False, has_unpublished_changes=True)
        raise PublishRefused(page, found)


def refuse_unsound_copies(page, recursive: bool) -> None:
    """Raises PublishRefused if `page`, or with `recursive` one below it, is public and unsound.

    A copy that goes public at once, and an alias, are publications too.
    """
    copied = Page.objects.descendant_of(page, inclusive=True)
    if not recursive:
        copied = copied.page(page)
    for each in copied.live().specific():
        refuse_unsound(each)


def problems(page) -> list[Problem]:
    """Every rule that `page`, as it stands in memory, breaks. Empty: it may be published."""
    return [*_field_problems(page), *_stream_problems(page), *page.more_problems()]


def _field_problems(page) -> Iterator[Problem]:
    try:
        page.full_clean()
    except ValidationError as error:
        for name, errors in error.error_dict.items():
            field = None if name == "__all__" else page._meta.get_field(name)
            place = str(getattr(field, "verbose_name", "")).capitalize()
            for message in ValidationError(errors).messages:
                yield Problem(place, message)


def _stream_problems(page) -> Iterator[Problem]:
    for field in _stream_fields(page):
        block = _strict_block(field)
        value = block.to_python(getattr(page, field.name).get_prep_value())
        try:
            block.clean(value)
        except ValidationError as error:
            place = str(field.verbose_name)
            yield from _flatten(error, block, value, place[:1].upper() + place[1:])


@cache
def _strict_block(field: StreamField) -> Block:
    """A copy of the field's block that no draft ever loosens.

    While Wagtail validates a draft it marks the shared block as not required, for every thread; a
    page published at that moment would pass unchecked.
    """
    return copy.deepcopy(field.stream_block)


def copy_strict_blocks() -> None:
    """Makes the copies when the process starts: one made during a draft's check stayed loose."""
    for model in apps.get_models():
        if issubclass(model, PublishingRulesMixin):
            for field in _stream_fields(model):
                _strict_block(field)


def _stream_fields(model) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]


def _flatten(error: ValidationError, block: Block, value, place: str) -> Iterator[Problem]:
    """The leaves of a nested block error, each with the labels that lead to it."""
    nested = getattr(error, "block_errors", None)
    if nested is None:
        for message in error.messages:
            yield Problem(place, message)
        return
    for message in error.non_block_errors:
        yield Problem(place, str(message))
    for key, inner in nested.items():
        child, child_value, label = _child(block, value, key)
        yield from _flatten(inner, child, child_value, f"{place} › {label}" if label else place)


def _child(block: Block, value, key):
    """The child of `block` that an error is keyed by, its value, and its label for people."""
    if isinstance(block, BaseStructBlock):
        child = block.child_blocks[key]
        return child, value.get(key) if value else None, child.label
    if isinstance(block, BaseStreamBlock):
        child = block.child_blocks[value[key].block_type]
        return child, value[key].value, f"{child.label} {key + 1}"
    if isinstance(block, ListBlock):
        label = block.child_block.label
        return block.child_block, value[key], f"{label} {key + 1}".strip()
    return block, value, ""
