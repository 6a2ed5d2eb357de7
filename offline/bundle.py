"""Many small files in one answer.

For each file one line of JSON, ended by a line feed, then exactly as many bytes as it says::

    {"sha256": "9f86d0…", "bytes": 4711}
    <!doctype html>…{"sha256": "60303a…", "bytes": 900}
    <svg …

The whole is compressed on its way like any page. Pages of one course are much alike, and so cost far
less together than one by one.
"""

import json
import re
from collections.abc import Iterable

from .packs import Pack, PackedFile

WANTED = re.compile(r"[0-9a-f]{12,64}")


class NotInPack(ValueError):
    """Something was asked for that this pack does not hold, or not for a bundle."""


def wanted_files(pack: Pack, want: str | None) -> list[PackedFile]:
    """The files that `want` names by the first digits of their hashes; all that travel, without it."""
    together = {file.sha256: file for file in pack.files if file.travels_together}
    if want is None:
        return list(together.values())
    chosen = {}
    for prefix in want.split(","):
        found = [sha for sha in together if sha.startswith(prefix)] if WANTED.fullmatch(prefix) else []
        if len(found) != 1:
            raise NotInPack(prefix)
        chosen[found[0]] = together[found[0]]
    return list(chosen.values())


def framed(files: Iterable[PackedFile]) -> bytes:
    """`files` one behind the other, each behind its line."""
    parts = []
    for file in files:
        head = json.dumps({"sha256": file.sha256, "bytes": file.bytes})
        parts += (head.encode(), b"\n", file.read())
    return b"".join(parts)
