"""Files that a person carries between a box and its parent: records, each sealed and in its place.

Two lines in the clear (what it is and which version; a JSON object for whoever must choose a key), then
records: one byte, 1 for the last and 0 otherwise, four bytes of length, the sealed record. Each is
sealed about the head, its number and that byte: none can be left out, exchanged or taken from another
file. No more than one record is in memory at a time.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from progress.body import LARGEST_SENT
from progress.sealing import Unsealable

MAGIC, VERSION = b"pascupas-relay", b"1"
LONGEST_LINE = 1024
LARGEST_RECORD = LARGEST_SENT + 1024  # bytes; what sealing adds is far less
MORE, LAST = b"\0", b"\1"

# (what, about what) → what
Seal = Callable[[bytes, bytes], bytes]


class Unreadable(Exception):
    """The file cannot be read, or not to its end; the message says why."""


def write(path: Path, kind: str, head: dict, records: Iterable[bytes], seal: Seal) -> int:
    """Writes `records` to `path`, whole or not at all; returns how many. There must be one at least."""
    made = path.with_name(f"{path.name}.part")
    top = _top(kind, head)
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(top)
            number = -1
            for number, (record, flag) in enumerate(_flagged(records)):
                sealed = seal(record, _about(top, number, flag))
                file.write(flag + len(sealed).to_bytes(4) + sealed)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
    return number + 1


def _flagged(records: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    records = iter(records)
    held = next(records)
    for record in records:
        yield held, MORE
        held = record
    yield held, LAST


def _top(kind: str, head: dict) -> bytes:
    written = json.dumps(head, sort_keys=True).encode()
    return b" ".join([MAGIC, VERSION, kind.encode()]) + b"\n" + written + b"\n"


def _about(top: bytes, number: int, flag: bytes) -> bytes:
    return MAGIC + hashlib.sha256(top).digest() + number.to_bytes(8) + flag


class SealedFile:
    """A file that is read: its kind, and its head, for which nobody vouches until a record is open."""

    def __init__(self, file: BinaryIO):
        first, second = file.readline(LONGEST_LINE), file.readline(LONGEST_LINE)
        words = first.split()
        if len(words) != 3 or words[0] != MAGIC:
            raise Unreadable("This is no file of a relay.")
        if words[1] != VERSION:
            version = words[1].decode("ascii", "replace")
            raise Unreadable(f"This file is of version {version}; we read version {VERSION.decode()}.")
        self.kind = words[2].decode("ascii", "replace")
        self.head = _head(second)
        self._file, self._top = file, first + second

    def records(self, unseal: Seal) -> Iterator[bytes]:
        """Each record in its turn; raises Unreadable at the first that is not as it was written."""
        flag, number = MORE, 0
        while flag != LAST:
            flag, sealed = self._record()
            try:
                record = unseal(sealed, _about(self._top, number, flag))
            except Unsealable as error:
                raise Unreadable("The file is damaged, or was sealed with another key.") from error
            number += 1
            yield record
        if self._file.read(1):
            raise Unreadable("Something follows after the end of the file.")

    def _record(self) -> tuple[bytes, bytes]:
        flag, length = self._file.read(1), self._file.read(4)
        if len(length) < 4:
            raise Unreadable("The file is cut off.")
        size = int.from_bytes(length)
        if flag not in (MORE, LAST) or size > LARGEST_RECORD:
            raise Unreadable("The file is damaged.")
        sealed = self._file.read(size)
        if len(sealed) < size:
            raise Unreadable("The file is cut off.")
        return flag, sealed


def _head(line: bytes) -> dict:
    if not line.endswith(b"\n"):
        raise Unreadable("The file is cut off.")
    try:
        head = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The file is damaged.") from error
    if not isinstance(head, dict):
        raise Unreadable("The file is damaged.")
    return head
