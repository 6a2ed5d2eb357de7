"""QR codes as drawings inside the page: sharp on paper, no request, no image file."""

from functools import lru_cache

import segno


@lru_cache(maxsize=4096)
def qr_path(text: str) -> tuple[int, str]:
    """The side of the code in modules, quiet zone included, and the SVG path that draws it.

    Choosing a mask is slow, and the same addresses come again after every publish: they are kept.
    Error correction M, four modules of quiet zone (ISO/IEC 18004).
    """
    code = segno.make_qr(text, error="m")
    border = 4
    lines = []
    for y, row in enumerate(code.matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                lines.append(f"M{start + border} {y + border}h{x - start}v1h-{x - start}z")
                start = None
    return len(code.matrix) + 2 * border, "".join(lines)
