"""Letters as pixels: how a font draws a glyph, whatever the letter is said to be."""

import io
from functools import cache
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw

SIDE = 64  # pixels of the em
CURVE = 6  # lines that a curve is drawn with


class _Outline(BasePen):
    """The outline of a glyph as polygons."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.polygons: list[list[tuple[float, float]]] = []

    def _moveTo(self, point):  # noqa: N802  (the pen's own name)
        self.polygons.append([point])

    def _lineTo(self, point):  # noqa: N802
        self.polygons[-1].append(point)

    def _qCurveToOne(self, control, end):  # noqa: N802
        (x0, y0), (x1, y1), (x2, y2) = self.polygons[-1][-1], control, end
        for step in range(1, CURVE + 1):
            t = step / CURVE
            near, middle, far = (1 - t) ** 2, 2 * t * (1 - t), t * t
            self.polygons[-1].append(
                (near * x0 + middle * x1 + far * x2, near * y0 + middle * y1 + far * y2)
            )


def drawn(font: TTFont, glyph: str) -> Image.Image:
    """The glyph in black on white, one em and a half wide and high."""
    glyphs = font.getGlyphSet()
    pen = _Outline(glyphs)
    glyphs[glyph].draw(pen)
    scale = SIDE / font["head"].unitsPerEm
    size = (SIDE * 3 // 2, SIDE * 3 // 2)
    picture = Image.new("1", size)
    for polygon in pen.polygons:
        points = [(x * scale + SIDE / 4, SIDE * 1.1 - y * scale) for x, y in polygon]
        layer = Image.new("1", size)
        ImageDraw.Draw(layer).polygon(points, fill=1)
        picture = ImageChops.logical_xor(picture, layer)  # what lies inside another is a hole
    return picture


def from_program(program: bytes, glyph: int) -> Image.Image:
    """The glyph with this number, by a font that stands in a printed file."""
    font = TTFont(io.BytesIO(program))
    return drawn(font, font.getGlyphName(glyph))


@cache
def reference(path: Path, letter: str) -> Image.Image:
    """The letter, by our own font."""
    font = TTFont(path)
    return drawn(font, font.getBestCmap()[ord(letter)])


def difference(one: Image.Image, other: Image.Image) -> float:
    """Pixels that differ, for each pixel of ink."""
    ink = max(one.histogram()[-1], other.histogram()[-1], 1)
    return ImageChops.logical_xor(one, other).histogram()[-1] / ink
