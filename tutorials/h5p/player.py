"""The player's files, as static/build.mjs made them, under an address that names what they are.

A saved page outlives deploys, and so must the player that it was saved with: the address changes with
the files and with nothing else.
"""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from offline.shell import built

# h5p-standalone and the core of H5P that it bundles (GPL-3, docs/decisions/020), their style, and ours.
TYPES = {
    "main.js": "text/javascript",
    "core.js": "text/javascript",
    "core.css": "text/css",
    "page.js": "text/javascript",
    "page.css": "text/css",
}


def files() -> dict[str, bytes]:
    """The files by name; none as long as the browser code is not built."""
    return _read() if settings.DEBUG else _kept()


def _read() -> dict[str, bytes]:
    found = {name: built(f"h5p/{name}") for name in TYPES}
    return {} if None in found.values() else found


_kept = lru_cache(1)(_read)


def digest() -> str:
    """Twelve digits that tell these files apart from any others."""
    seen = hashlib.sha256()
    for name, body in sorted(files().items()):
        seen.update(f"{name} {len(body)} ".encode() + body)
    return seen.hexdigest()[:12]


def address(name: str = "") -> str:
    """Where `name` is served; the folder of all of them without it."""
    return reverse("h5p_player", args=[digest(), "x"]).removesuffix("x") + name
