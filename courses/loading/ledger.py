"""Who spoke last about a page: the file, an editor, or nobody."""

import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import models
from wagtail.fields import StreamField

from courses.models import LoadedFile

from .entries import digest

# Came to the models before the ledger noted which fields it had seen.
ADDED = frozenset({"debate"})


class Say(Enum):
    """What the loader may do with an object."""

    WRITE = "write"
    KEEP = "keep"  # nothing new in the file
    YIELD = "yield"  # an editor changed, unpublished or deleted it


class Ledger:
    """What every file last became. The one writer of LoadedFile.

    The file wins while nobody else touched the object; from then on the editor wins, until someone
    asks the loader to overwrite.
    """

    def __init__(self, overwrite: bool = False):
        self.overwrite = overwrite
        self.renewed = False  # something deleted is made again; what refers to it must follow
        self.rows = {row.key: row for row in LoadedFile.objects.all()}

    def say(self, key: str, file_hash: str, current: dict | None) -> Say:
        """What to do with the object `key`; `current` holds its fields, None if it is not there."""
        row = self.rows.get(key)
        if row is None:
            theirs = current is not None  # made by someone else before we came
            return Say.YIELD if theirs and not self.overwrite else Say.WRITE
        edited = current is None or _is_edited(current, row)
        self.renewed |= self.overwrite and current is None
        if row.file_hash == file_hash and not (self.overwrite and (edited or self.renewed)):
            return Say.KEEP
        return Say.YIELD if edited and not self.overwrite else Say.WRITE

    def wrote(self, key: str, file_hash: str, current: dict) -> None:
        row, _ = LoadedFile.objects.update_or_create(
            key=key,
            defaults={
                "file_hash": file_hash,
                "content_hash": digest(current),
                "fields": sorted(current),
            },
        )
        self.rows[key] = row


def _is_edited(current: dict[str, Any], row: LoadedFile) -> bool:
    """A field that came to the model since then is no edit, as long as nobody has filled it."""
    seen = set(current) - ADDED if row.fields is None else set(row.fields)
    new = {name: value for name, value in current.items() if name not in seen}
    old = {name: value for name, value in current.items() if name in seen}
    return any(new.values()) or digest(old) != row.content_hash


def snapshot(instance: models.Model, names: list[str]) -> dict[str, Any]:
    """The fields `names` of `instance` as plain data, to be compared over time."""
    return {name: _plain(instance, instance._meta.get_field(name)) for name in names}


def _plain(instance, field) -> Any:
    if field.many_to_many:
        return sorted(item.pk for item in getattr(instance, field.name).all())
    if isinstance(field, StreamField):
        return getattr(instance, field.name).get_prep_value()
    value = field.value_from_object(instance)
    return str(value) if isinstance(value, datetime.date | UUID) else value
