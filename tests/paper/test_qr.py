"""The drawing of a QR code is the code, module by module."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from paper.qr import qr_path
from paper.templatetags.paper import plain_address

ADDRESS = "https://pascupas.exemplu/cursuri/primii-pasi/mesajul-fals/"


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        "http://127.0.0.1:8000/",
        "https://pascupas.exemplu/" + "x" * 255 + "/" + "y" * 255 + "/" + "z" * 255 + "/tipar/mare/",
        "https://pascupas.exemplu/căutare/?q=învăț",
        "1911",
        " ",
    ],
)
def test_what_is_drawn_is_the_code(text, raster, code_of):
    side, path = qr_path(text)
    assert raster(path) == code_of(text)
    assert side == max(x for x, _ in code_of(text)) + 5


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_whatever_the_address(raster, code_of, text):
    assert raster(qr_path(text)[1]) == code_of(text)


def test_four_light_modules_stand_around_it(raster):
    side, path = qr_path(ADDRESS)
    assert {min(x for x, _ in raster(path)), min(y for _, y in raster(path))} == {4}
    assert {max(x for x, _ in raster(path)), max(y for _, y in raster(path))} == {side - 5}


def drawn(address: str) -> BeautifulSoup:
    html = Template("{% load paper %}{% qr address %}").render(Context({"address": address}))
    return BeautifulSoup(html, "html.parser")


def test_a_code_says_in_words_where_it_leads():
    code = drawn(ADDRESS).svg
    assert code["role"] == "img"
    assert ADDRESS in code["aria-label"]


def test_a_code_is_dark_on_its_own_light_paper():
    """In the dark theme too: a camera wants dark modules on light ground."""
    side, path = qr_path(ADDRESS)
    ground, modules = drawn(ADDRESS).select("path")
    assert (ground["fill"], ground["d"]) == ("#fff", f"M0 0h{side}v{side}H0z")
    assert (modules["fill"], modules["d"]) == ("#000", path)
    assert drawn(ADDRESS).svg["viewbox"] == f"0 0 {side} {side}"


def test_an_address_with_markup_is_drawn_and_not_obeyed():
    code = drawn('https://a.exemplu/"><script>alert(1)</script>')
    assert code.script is None
    assert "<script>" in code.svg["aria-label"]


@pytest.mark.parametrize("nothing", ["", None])
def test_without_an_address_there_is_no_code(nothing):
    assert drawn(nothing).find() is None


@pytest.mark.parametrize(
    ("address", "read"),
    [
        (ADDRESS, "pascupas.exemplu/cursuri/primii-pasi/mesajul-fals"),
        ("http://127.0.0.1:8000/cursuri/", "127.0.0.1:8000/cursuri"),
        ("https://pascupas.exemplu", "pascupas.exemplu"),
        ("https://pascupas.exemplu/cursuri/#activity-94e68e20", "pascupas.exemplu/cursuri"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_on_paper_is_what_people_type(address, read):
    assert plain_address(address) == read
