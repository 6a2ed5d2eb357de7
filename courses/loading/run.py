"""One run of the loader: what its parts share."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from wagtail.models import Locale

from .entries import CatalogueError
from .ledger import Ledger, Say


class Run:
    """The folder, the ledger, the language at hand, and what became of each file.

    `report(sign, key, words)` hears every step: ``+`` made, ``~`` changed, ``·`` left to an editor,
    ``!`` a slip. A file with a slip is left out whole and counted in `errors`; the others go on.
    """

    def __init__(self, base: Path, overwrite: bool, report: Callable[[str, str, str], None]):
        self.base = base
        self.ledger = Ledger(overwrite)
        self.report = report
        self.locale = Locale.get_default()
        self.errors = 0

    def guarded(self, step: Callable, *args) -> None:
        """Runs one step in a transaction of its own; a slip undoes it and is counted."""
        known = dict(self.ledger.rows)
        try:
            with transaction.atomic():
                step(*args)
        except CatalogueError as error:
            self.ledger.rows = known
            self.slip(str(error))

    def slip(self, words: str) -> None:
        """Reports and counts something wrong in a file."""
        self.errors += 1
        self.report("!", "", words)

    def may_write(self, key: str, file_hash: str, current: dict | None) -> bool:
        """Whether the file, not an editor, has the word; reports it unless nothing is new."""
        say = self.ledger.say(key, file_hash, current)
        if say is Say.YIELD:
            self.report("·", key, "an editor changed it; kept as it is (--overwrite replaces it)")
        elif say is Say.WRITE:
            self.report("+" if current is None else "~", key, "")
        return say is Say.WRITE
