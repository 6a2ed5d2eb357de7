"""The epoch: a random name of this life of the database, another one after a restore.

Devices offer a fact until we have named it as accepted. After a restore some of those facts are gone
here; a new epoch makes every device offer all it has again. DATA_DIR keeps beside the database what we
saw of it last: its epochs and the highest fact. A database that knows less than that was restored.

Nothing can be noticed when DATA_DIR and the database were put back together from one backup: there
`manage.py new_epoch` is the operator's part (docs/operations.md).
"""

import json
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from progress.models import Epoch, Fact, new_epoch_value


def current() -> str:
    """The epoch that every answer of the sync carries."""
    return Epoch.objects.filter(pk=Epoch.ONLY).values_list("value", flat=True).first() or _row().value


def _row() -> Epoch:
    return Epoch.objects.filter(pk=Epoch.ONLY).first() or Epoch.objects.get_or_create(pk=Epoch.ONLY)[0]


def highest_fact() -> int:
    """The highest fact there ever was, as far as this database knows."""
    return max(_row().erased_up_to, Fact.objects.aggregate(highest=Max("pk"))["highest"] or 0)


def remember_erased() -> None:
    """Keeps the highest fact in mind before facts are deleted. Call it within their transaction."""
    _row()
    row = Epoch.objects.select_for_update().get(pk=Epoch.ONLY)
    row.erased_up_to = max(row.erased_up_to, Fact.objects.aggregate(highest=Max("pk"))["highest"] or 0)
    row.save(update_fields=["erased_up_to"])


def renew() -> str:
    """A new epoch from now on; returns it."""
    with transaction.atomic():
        _row()
        row = Epoch.objects.select_for_update().get(pk=Epoch.ONLY)
        row.value = new_epoch_value()
        row.save(update_fields=["value"])
    _note(row.value)
    return row.value


def check() -> bool:
    """Whether the database was restored since we looked last; if so, it has a new epoch now.

    An epoch that this machine never met was made elsewhere (by another machine that noticed first, or
    with a new database) and is taken as it is.
    """
    seen = _seen()
    row = _row()
    if restored := _knows_less(row, seen):
        with transaction.atomic():  # only now: the clock looks every minute, and is to hold up nobody
            row = Epoch.objects.select_for_update().get(pk=Epoch.ONLY)
            if restored := _knows_less(row, seen):
                row.value = new_epoch_value()
                row.save(update_fields=["value"])
    _note(row.value)
    return restored


def _knows_less(row: Epoch, seen: dict) -> bool:
    """Whether the database lacks what we have seen of it: a later epoch, or later facts."""
    forgotten = row.value == seen["epoch"] and highest_fact() < seen["highest"]
    return row.value in seen["past"] or forgotten


def _file() -> Path:
    return settings.DATA_DIR / "epoch.json"


def _seen() -> dict:
    """What was noted last; nothing when there is no note that can be read."""
    try:
        noted = json.loads(_file().read_text())
        return {"epoch": noted["epoch"], "highest": int(noted["highest"]), "past": list(noted["past"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"epoch": None, "highest": 0, "past": []}


def _note(epoch: str) -> None:
    """Notes what the database knows now, whole or not at all."""
    seen = _seen()
    past = [*seen["past"], seen["epoch"]] if seen["epoch"] not in (None, epoch) else seen["past"]
    noted = {"epoch": epoch, "highest": highest_fact(), "past": past}
    if noted != seen:
        made = _file().with_suffix(f".{os.getpid()}")
        made.write_text(json.dumps(noted))
        made.replace(_file())
