"""The baseline of the sync: `python -m tests.bench.inserts SIZE COUNT`, in the site's environment.

Prints how many facts a second its database stores in transactions of SIZE: with `bulk_create`, and
without Django's models. Rows are made before the clock starts; table, indexes and durability are ours.
"""

import json
import sys
import time
from collections.abc import Callable
from uuid import uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from progress.models import Fact, Learner  # noqa: E402

FIELDS = [field for field in Fact._meta.local_concrete_fields if not field.primary_key]


def facts(size: int, count: int) -> list[list[Fact]]:
    """Batches of a new learner's facts, one more than `count` asks for."""
    learner = Learner.objects.create(id=uuid4(), secret_sha256="0" * 64)
    return [
        [
            Fact(
                learner=learner, uuid=uuid4(), device=uuid4(), seq=at + step, kind="step",
                at="2026-11-22T10:00:00.000Z", page=uuid4(), block=str(uuid4()), data={},
                version="0123456789abcdef", content_hash="0" * 64, received_at=timezone.now(),
            )
            for step in range(1, size + 1)
        ]
        for at in range(0, count + size, size)
    ]  # fmt: skip


def prepared(fact: Fact) -> list:
    return [field.get_db_prep_save(getattr(fact, field.attname), connection) for field in FIELDS]


def without_models(rows: list[list]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in FIELDS)
    places = ", ".join(["%s"] * len(FIELDS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(Fact._meta.db_table)} ({columns}) VALUES ({places})", rows
        )


def rate(store: Callable[[list], object], batches: list[list]) -> float:
    """Facts a second. The first batch is not counted: in a new process it is slow."""
    first, *others = batches
    store(first)
    began = time.perf_counter()
    for batch in others:
        with transaction.atomic():
            store(batch)
    return sum(map(len, others)) / (time.perf_counter() - began)


if __name__ == "__main__":
    wanted = int(sys.argv[1]), int(sys.argv[2])
    bare = rate(Fact.objects.bulk_create, facts(*wanted))
    rows = [[prepared(fact) for fact in batch] for batch in facts(*wanted)]
    print(json.dumps([bare, rate(without_models, rows)]))
