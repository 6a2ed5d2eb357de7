"""Documents of a press as soon as it is ready: a test does not get the page that asks to wait."""

import time

from paper import pdf
from paper.press import Press, Starting

PATIENCE = 60  # seconds


def made_by(press: Press, html: str, base: str) -> pdf.Pdf:
    """What `press` makes of `html`, a page of the site `base`."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return press.make(html, base)
        except Starting:
            assert time.monotonic() < end, "The press does not become ready."
            time.sleep(0.05)
