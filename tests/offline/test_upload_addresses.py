"""Under which address a pack keeps an upload."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from offline.packs import _upload


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("a@2x.png", "a%402x.png"),
        ("a&b,c;d=e+f$g.png", "a%26b%2Cc%3Bd%3De%2Bf%24g.png"),
        ("a[1] (2).png", "a%5B1%5D%20(2).png"),
        ("~a!'*_-.png", "~a!'*_-.png"),
        ("a|b^c`d{e}.png", "a%7Cb%5Ec%60d%7Be%7D.png"),
        ("știință 𝄞.png", "%C8%99tiin%C8%9B%C4%83%20%F0%9D%84%9E.png"),
        ("100%.png", "100%25.png"),
        ('"<a>".png', "%22%3Ca%3E%22.png"),
    ],
)
def test_an_upload_has_the_address_that_the_worker_makes_of_its_name(name, address):
    """The same names as in static/src/offline/routes.test.ts, which asks `keptAs` for them."""
    kept = default_storage.save(f"folder/{'a' * 64}/x", ContentFile(b"."))
    place = Path(default_storage.path(kept))
    place.rename(place.with_name(name))
    folder = Path(kept).parent
    assert _upload(f"{folder}/{name}").url == f"/media/{folder}/{address}"
