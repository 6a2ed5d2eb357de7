"""From which devices somebody learns, for them alone (docs/decisions/018-devices.md).

A name is the learner's own for a device, so that of several who share a tablet nobody reads what
another called it. When a device told something last is not kept: its facts say so.
"""

from typing import Any
from uuid import UUID

from django.db.models import Max

from progress.models import Device, Fact, Learner, Relay

LONGEST_NAME = 40
MOST_LISTED = 100


def clean(name: str) -> str:
    """`name` in one line, without what cannot be read; at most LONGEST_NAME characters."""
    readable = "".join(each if each.isprintable() else " " for each in name)
    return " ".join(readable.split())[:LONGEST_NAME].rstrip()


def call(learner: Learner, device: UUID, name: str) -> None:
    """Keeps what `learner` calls the device from now on; of one that never enrolled nothing is kept."""
    shown = clean(name)
    Device.objects.filter(learner=learner, device=device).exclude(name=shown).update(name=shown)


def listed(learner: Learner) -> list[dict[str, Any]]:
    """The devices that enrolled for `learner` or told facts of theirs, the last one first.

    A relay is none: it only carries. `received_at` is when we last got a fact that was made there.
    """
    names = {row.device: row.name for row in learner.devices.all()}
    for relay in Relay.objects.filter(pk__in=names).values_list("pk", flat=True):
        del names[relay]
    told = Fact.objects.filter(learner=learner).values_list("device").annotate(last=Max("received_at"))
    last = dict(told.order_by("-last")[:MOST_LISTED])
    every = [*last, *(device for device in names if device not in last)]
    return [
        {
            "device": str(device),
            "name": names.get(device, ""),
            "received_at": last[device].isoformat() if device in last else None,
        }
        for device in every[:MOST_LISTED]
    ]
