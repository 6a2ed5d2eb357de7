"""The app's icons as browsers ask for them to install it: PNG, drawn from the sign in icon.svg.

python static/icons.py static/dist/icons
"""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageDraw

SIGN = Path(__file__).with_name("icon.svg")
WALL = "#fffdf8"
FINER = 4  # drawn so many times larger, then made smaller, so that edges are smooth


def outlines(sign: Path) -> tuple[float, list[tuple[str, list[tuple[float, float]]]]]:
    """The side of the drawing, and each of its paths: a fill and the corners of a polygon."""
    root = ElementTree.parse(sign).getroot()  # noqa: S314  (our own file)
    side = float(root.get("viewBox").split()[2])
    paths = [(path.get("fill"), _corners(path.get("d"))) for path in root]
    return side, paths


def _corners(d: str) -> list[tuple[float, float]]:
    """The corners of a path of straight lines along the axes: M, h, v, H, V and Z."""
    x = y = 0.0
    corners = []
    for letter, numbers in re.findall(r"([MmHhVvZz])([^A-Za-z]*)", d):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        match letter:
            case "M":
                x, y = values
            case "h":
                x += values[0]
            case "H":
                x = values[0]
            case "v":
                y += values[0]
            case "V":
                y = values[0]
            case "Z" | "z":
                continue
            case _:
                raise ValueError(f"{letter} in icon.svg: only M, h, H, v, V and Z are drawn")
        corners.append((x, y))
    return corners


def draw(size: int, share: float) -> Image.Image:
    """The sign on the wall, `share` of the icon's side wide."""
    side, paths = outlines(SIGN)
    large = size * FINER
    scale = large * share / side
    edge = (large - side * scale) / 2
    image = Image.new("RGB", (large, large), WALL)
    pen = ImageDraw.Draw(image)
    for fill, corners in paths:
        pen.polygon([(edge + x * scale, edge + y * scale) for x, y in corners], fill=fill)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # A launcher may cut a maskable icon to the circle of 80 % in its middle.
    for name, size, share in (("192", 192, 0.8), ("512", 512, 0.8), ("maskable", 512, 0.55)):
        draw(size, share).quantize(64).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
