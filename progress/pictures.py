"""The drawn pictures by which people on a shared device find themselves; the device draws them.

The drawings stand in `pictures.json`: what is flat under the lines, then the lines, on a grid of 64.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import pgettext_lazy

# What each shows, in words: a picture is never without them.
NAMES = {
    "apple": pgettext_lazy("picture", "apple"),
    "house": pgettext_lazy("picture", "house"),
    "cat": pgettext_lazy("picture", "cat"),
    "flower": pgettext_lazy("picture", "flower"),
    "sun": pgettext_lazy("picture", "sun"),
    "fish": pgettext_lazy("picture", "fish"),
    "tree": pgettext_lazy("picture", "tree"),
    "clock": pgettext_lazy("picture", "clock"),
    "cup": pgettext_lazy("picture", "cup"),
    "umbrella": pgettext_lazy("picture", "umbrella"),
    "key": pgettext_lazy("picture", "key"),
    "star": pgettext_lazy("picture", "star"),
    "book": pgettext_lazy("picture", "book"),
    "moon": pgettext_lazy("picture", "moon"),
    "bell": pgettext_lazy("picture", "bell"),
    "leaf": pgettext_lazy("picture", "leaf"),
}

# Those of a lock, always in this order: three of them unlock a profile.
OF_LOCK = dict(list(NAMES.items())[:12])
# What trying all 12³ takes on an ordinary phone: reckoned from a measurement (docs/privacy.md).
LOCK_MINUTES = 30


def drawing(name: str) -> list[str]:
    """The paths of a picture; none for a name that is not known."""
    return _drawings().get(name, [])


@cache
def _drawings() -> dict[str, list[str]]:
    return json.loads(Path(__file__).with_name("pictures.json").read_text())
