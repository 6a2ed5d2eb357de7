"""Stores claims as rows of Fact, past Django's models.

To make an instance of each and to prepare its fields one by one was more than half the work of a large
sync. Every value was checked when it was read (`progress/facts.py`) and needs no other preparation.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from progress.facts import Claim, compact_json
from progress.models import Fact, Learner

COLUMNS = (
    "learner_id",
    "received_at",
    "uuid",
    "device",
    "seq",
    "at",
    "kind",
    "page",
    "block",
    "version",
    "data",
    "verdict",
    "content_hash",
)


def insert(learner: Learner, claims: Sequence[Claim]) -> None:
    """Adds a row for each of `claims`, in their order.

    Raises IntegrityError if a fact with one of their ids is kept already; the caller's transaction is
    then to be rolled back. Call it in one, with the learner's row locked.
    """
    quote = connection.ops.quote_name
    table, columns = quote(Fact._meta.db_table), ", ".join(map(quote, COLUMNS))
    places = ", ".join(["%s"] * len(COLUMNS))
    of_all = (_prepared("learner", learner.pk), _prepared("received_at", timezone.now()))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 (names of our own)
            [(*of_all, *_values(claim)) for claim in claims],
        )


def _prepared(name: str, value: Any) -> Any:
    return Fact._meta.get_field(name).get_db_prep_save(value, connection)


def _values(claim: Claim) -> tuple:
    return (
        _uuid(claim.id),
        _uuid(claim.device),
        claim.seq,
        claim.at,
        claim.kind,
        _uuid(claim.page),
        claim.block,
        claim.version,
        compact_json(claim.data),
        claim.verdict,
        claim.content_hash,
    )


def _uuid(text: str) -> str:
    """A UUID as the database writes it: where it has no type for it, Django leaves the dashes out."""
    return text if connection.features.has_native_uuid_field else text.replace("-", "")
