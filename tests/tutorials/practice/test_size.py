"""What drawings and the practice weigh on the line: sizes, the same on every machine."""

import gzip
from pathlib import Path

from django.contrib.staticfiles import finders

from .test_drawing import PLACES, picture

KB = 1000


def weight(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def test_six_pictures():
    pages = "".join(str(picture(place, number=n)) for n, place in enumerate(PLACES[:6], 1))
    assert 0 < weight(pages.encode()) <= 4 * KB


def test_the_code_of_the_practice():
    """The part that comes when a practice is opened: painter, reducer and guard."""
    (part,) = Path(finders.find("app.js")).parent.glob("practice-*.js")
    assert 1 * KB < weight(part.read_bytes()) <= 6 * KB
