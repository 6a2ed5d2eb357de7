"""Writers to SQLite in turn.

SQLite has one writer at a time, and lets the others sleep and try again: for up to a tenth of a second,
while nobody writes. Whoever writes often waits at a file instead and asks every millisecond: with two
web workers the sync takes a fifth more facts a second. SQLite's own lock still guards
all; who writes now and then needs no turn.
"""

import contextlib
import fcntl
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

PATIENCE = 10  # seconds, for one who has its turn and was stopped: then SQLite's lock alone decides
A_MOMENT = 0.001


@contextlib.contextmanager
def our_turn() -> Iterator[None]:
    """Waits until no other process has its turn. Other databases, and a transaction, need none.

    Whoever is in a transaction has SQLite's lock already: to wait here for one who waits for it would
    be for good.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (settings.DATA_DIR / "writers-turn").open("a") as file:
        deadline = time.monotonic() + PATIENCE
        while not _taken(file) and time.monotonic() < deadline:
            time.sleep(A_MOMENT)
        yield  # given back when the file is closed, or its process dies


def _taken(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
