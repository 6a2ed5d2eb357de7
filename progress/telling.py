"""Facts that this server tells of a learner itself, where no device was there to see it: an external
tool says how somebody did (lti/platform/).

Towards the learner's devices the server is one more device, always the same: its facts come with their
ordinary pull, go up with the relay, and survive a restore like all others.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms.turn import our_turn
from progress.facts import read
from progress.insert import insert
from progress.models import HIGHEST_SEQ, Fact, Learner
from progress.projections import project
from progress.states import advance

# The device that every server is. No other makes this one: random ones are of version 4.
SERVER = UUID("5e74e100-0000-8000-8000-000000000001")


def tell(
    learner: UUID, kind: str, page: UUID, block: str, data: dict[str, Any], *, noted: Callable[[], bool]
) -> bool:
    """Keeps that `learner` did something; whether it did.

    `noted` is asked with the learner's row locked, and writes what the caller keeps of it in the same
    transaction: where it answers False no fact is stored, and what it raises undoes all. One who was
    erased is told nothing of, and `noted` is not asked.
    """
    with our_turn(), transaction.atomic():
        row = Learner.objects.select_for_update().filter(pk=learner, erased_at=None).first()
        if row is None or not noted():
            return False
        highest = Fact.objects.filter(learner=row).aggregate(highest=Max("seq"))["highest"] or 0
        fact = {
            "id": uuid7(),
            "learner": str(row.pk),
            "device": str(SERVER),
            "seq": min(highest + 1, HIGHEST_SEQ),
            "at": timezone.now().isoformat(timespec="milliseconds"),
            "kind": kind,
            "object": {"page": str(page), "block": block},
            "version": "",  # what was shown there, we do not know
            "data": data,
        }
        claim = read(fact, str(row.pk))
        insert(row, [claim])
        advance(row, [claim])
        project(row, [claim])
    return True


def uuid7() -> str:
    """RFC 9562, section 5.7: the time in milliseconds, then chance."""
    chance = secrets.randbits(74)
    number = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | (chance >> 62) << 64
    return str(UUID(int=number | 0b10 << 62 | chance & (1 << 62) - 1))
