"""Fact projections: what higher rooms make of facts, inside the transaction that stores them.

The setting FACT_PROJECTIONS is a plain list of dotted names, read in order like MIDDLEWARE. A
projection is ``projection(learner, facts) -> None``:

* `learner` is the Learner, its row locked; `facts` are the Claims (`progress/facts.py`) stored just
  now, graded, each once ever, in the order in which they were stored, never empty;
* it writes its own tables, briefly, and asks content nothing: SQLite has one writer at a time;
* where it keeps anything of a learner it has a ``projection.forget(learner) -> None``, called inside
  the transaction that erases the learner, before the facts go;
* what it raises undoes the whole of this learner's sync, and the device offers its facts again. What
  must not hold facts back, a projection catches itself.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from progress.facts import Claim
from progress.models import Learner

Projection = Callable[[Learner, list[Claim]], None]


@cache
def projections() -> tuple[Projection, ...]:
    """The projections, in the order of the setting."""
    return tuple(import_string(path) for path in settings.FACT_PROJECTIONS)


def project(learner: Learner, facts: list[Claim]) -> None:
    """Tells every projection of `facts`, stored just now for `learner`."""
    for projection in projections():
        projection(learner, facts)


def forget(learner: Learner) -> None:
    """Has every projection give up what it made of the facts of `learner`, who is being erased."""
    for projection in projections():
        if hasattr(projection, "forget"):
            projection.forget(learner)
