"""The pictures of docs/: taken from our own pages where a test has them open as the docs describe them.

`make pictures` takes them anew; any other run of the tests leaves them alone.
"""

import os
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page

from .server import ROOT

FOLDER = ROOT / "docs/pictures"
COLOURS = 64  # flat areas and letters: a third of the size, and no difference to see


def picture(seen: Page | Locator, name: str) -> None:
    """Keeps what `seen` shows as `docs/pictures/<name>.png`, where pictures are wanted."""
    if not os.environ.get("PICTURES"):
        return
    whole = Image.open(BytesIO(seen.screenshot(animations="disabled"))).convert("RGB")
    whole.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
