"""Makes the two fonts of the house from the npm package: `python static/fonts.py OUT_FOLDER`.

Atkinson Hyperlegible Next comes from npm split by script: â and î in one file, ș and ț in another.
We join them, keep the letters that our languages need, and draw an open zero: a slashed one may be
read as an 8 or as a mistake. One file a weight means one request a weight, and one font family on
paper (WeasyPrint prints wrong letters when two files share a family name).
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

PACKAGE = Path(__file__).parent / "node_modules/@fontsource/atkinson-hyperlegible-next/files"
WEIGHTS = (400, 700)
# Romanian, English and the languages of our minorities and neighbours that the font can write.
LETTERS = (
    [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B]
    + [0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E]
    + [0x2022, 0x2026, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2212, 0x202F]
)


def open_zero(font: TTFont) -> None:
    """Redraws the zero without its slash: one counter, the outer oval shrunk to the old counters."""
    zero = font["glyf"]["zero"]
    end = zero.endPtsOfContours[0] + 1
    outer, counters = list(zero.coordinates[:end]), list(zero.coordinates[end:])
    left, right, low, high = _bounds(outer)
    inner_left, inner_right, inner_low, inner_high = _bounds(counters)
    across = (inner_right - inner_left) / (right - left)
    up = (inner_high - inner_low) / (high - low)
    inner = [
        (round(inner_left + (x - left) * across), round(inner_low + (y - low) * up))
        for x, y in reversed(outer)
    ]
    flags = list(zero.flags[:end])
    zero.coordinates = GlyphCoordinates(outer + inner)
    zero.flags = type(zero.flags)(flags + flags[::-1])
    zero.endPtsOfContours = [end - 1, 2 * end - 1]
    zero.numberOfContours = 2
    zero.removeHinting()


def _bounds(points) -> tuple[int, int, int, int]:
    xs, ys = zip(*points, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def make(weight: int, out: Path) -> None:
    """Writes ``hyperlegible-<weight>.woff2`` into the folder `out`."""
    sources = [
        PACKAGE / f"atkinson-hyperlegible-next-{part}-{weight}-normal.woff2"
        for part in ("latin", "latin-ext")
    ]
    unpacked = []
    for source in sources:
        font = TTFont(source)
        font.flavor = None
        font.save(path := out / f".{source.stem}.ttf")
        unpacked.append(path)
    font = Merger().merge([str(path) for path in unpacked])
    for path in unpacked:
        path.unlink()
    open_zero(font)
    options = subset.Options(layout_features=["kern", "liga", "mark", "mkmk", "locl", "ccmp"])
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(out / f"hyperlegible-{weight}.woff2")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        make(weight, folder)
