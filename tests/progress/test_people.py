"""The page on which people choose who learns: the same for everyone, filled by the device."""

import json
import re

import pytest
from django.conf import settings

from progress.pictures import NAMES


@pytest.mark.parametrize("path", ["/cine-invata/", "/en/who/"])
def test_the_page_is_the_same_for_everyone(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert 'data-away="no"' in answer.text  # by that the worker knows it for ours


def test_every_picture_is_drawn_and_has_a_name_of_its_own(client, db):
    drawings = json.loads((settings.BASE_DIR / "progress/pictures.json").read_text())
    assert list(drawings) == list(NAMES)
    assert len(NAMES) >= 12
    for under, lines in drawings.values():
        assert re.fullmatch(r"[MmLlHhVvCcSsQqTtAaZz0-9 .,-]+", under + lines)
    names = re.findall(r'data-pick="\w+".*?<span>(.*?)</span>', client.get("/cine-invata/").text)
    assert names[:3] == ["măr", "casă", "pisică"]
    assert len(set(names)) == len(NAMES)
