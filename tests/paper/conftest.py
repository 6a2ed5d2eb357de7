"""Sheets as they are now."""

import re
from collections.abc import Callable

import pytest
import segno
from bs4 import BeautifulSoup
from django.test import Client

from cms.pagecache.version import site_version
from paper import building, documents


def pytest_configure(config):
    # Wagtail leaves the temporary file of every rendition to the garbage collector (images/models.py).
    config.addinivalue_line(
        "filterwarnings", "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    )


@pytest.fixture
def read(db) -> Callable[..., BeautifulSoup]:
    """The page at an address as it is now: what was kept of it is dropped, as by a commit."""

    def read(path: str, status: int = 200) -> BeautifulSoup:
        site_version().bump()
        response = Client().get(path)
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser")

    return read


@pytest.fixture(scope="session")
def raster() -> Callable[[str], set[tuple[int, int]]]:
    """The dark modules (x, y) that the path of a QR code draws; it may use no other command."""

    def raster(path: str) -> set[tuple[int, int]]:
        dark = set()
        drawn = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
        assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in drawn) == path
        for x, y, width, back in drawn:
            assert width == back
            dark |= {(int(x) + step, int(y)) for step in range(int(width))}
        return dark

    return raster


@pytest.fixture(scope="session")
def code_of() -> Callable[[str], set[tuple[int, int]]]:
    """The dark modules that segno makes for a text, inside a quiet zone of four modules."""

    def code_of(text: str) -> set[tuple[int, int]]:
        rows = segno.make_qr(text, error="m").matrix
        return {(x + 4, y + 4) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}

    return code_of


@pytest.fixture
def one_document(settings):
    """One short document is all that the house offers."""
    settings.DOCUMENTS = ["one_document.of_page"]
    documents.providers.cache_clear()
    yield
    documents.providers.cache_clear()


@pytest.fixture
def build(django_capture_on_commit_callbacks, db):
    """Makes what is due, as the command does, and carries out what waits for the commit."""

    def build(**options):
        with django_capture_on_commit_callbacks(execute=True):
            return building.build_all(**options)

    return build
