"""An external activity in a tutorial: on the screen, without a script, on paper, in the editor."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from outward import BLOCK, Tool, with_activity

from cms.pagecache.version import site_version
from tutorials.blocks.external import (
    MOST_PARAMETERS,
    ExternalBlock,
    check_parameters,
    read_parameters,
)
from tutorials.editing.unseen import unseen


def section_of(html: str) -> str:
    return re.search(r'<section class="activity.*?</section>', html, re.DOTALL)[0]


def test_the_page_says_where_it_opens_and_that_one_leaves(client, page):
    section = section_of(client.get(page.url).text)
    assert "Harta primăriei" in section
    assert "Activitatea se deschide la Unelte Exemplu (unelte.exemplu.ro)" in section
    assert "Plecați de pe Pas cu pas la unelte.exemplu.ro." in section
    assert f'data-activity="{BLOCK}"' in section
    # The way is shown by the script alone, where there is internet.
    assert re.search(r'<div [^>]*data-external="[^>]* hidden>', section)
    assert re.search(r"<p [^>]*data-external-without>", section)
    assert "https://unelte.exemplu.ro" not in section


def test_the_page_does_not_say_that_nothing_leaves_it(client, page):
    text = client.get(page.url).text
    assert "O activitate are loc în altă parte" in text
    assert "Nimic nu se trimite nicăieri" not in text


def test_the_page_names_the_host_of_the_content(client, tutorial):
    tool = Tool(redirect_uris="https://unelte.exemplu.ro/launch\nhttps://continut.exemplu.ro/launch")
    page = with_activity(tutorial, tool, address="https://continut.exemplu.ro/7")
    assert "la continut.exemplu.ro." in section_of(client.get(page.url).text)


@pytest.mark.parametrize("gone", ["switched off", "deleted"])
def test_without_its_tool_the_page_says_nothing_of_it_and_the_editor_hears_why(
    client, page, tool, gone
):
    if gone == "deleted":
        tool.row.delete()
    else:
        tool.row.is_active = False
        tool.row.save()
    page = type(page).objects.get(pk=page.pk)
    assert "Harta primăriei" not in client.get(page.url).text
    assert "unealta" in str(unseen(page)[0]).lower()


def test_another_name_of_the_tool_is_another_page(client, page, tool):
    assert "Unelte Exemplu" in client.get(page.url).text
    tool.row.name = "Hărți pentru toți"
    tool.row.save()
    site_version().bump()  # as the commit does, which does not come in a test
    assert "Hărți pentru toți" in client.get(page.url).text


def test_a_site_without_https_says_that_nobody_can_go(client, tutorial, tool, settings):
    settings.PUBLIC_URL = "http://pascupas.exemplu"
    page = with_activity(tutorial, tool, block="activity-3")
    section = section_of(client.get(page.url).text)
    assert "data-external" not in section
    assert "https" in section


def test_on_paper_stand_its_words_and_the_address_of_the_page(page):
    told = {"page": page, "on_paper": True, "prefix": ""}
    section = section_of(render_to_string("tutorials/parts/exercises.html", told))
    assert "Găsiți trei birouri pe hartă." in section
    assert "Unelte Exemplu" in section
    assert f"#activity-{BLOCK}" in section
    assert "<svg" in section
    assert "data-external" not in section


def test_readers_find_it_by_its_words(page):
    words = " ".join(text for _weight, text in page.search_parts())
    assert "Harta primăriei" in words
    assert "trei birouri" in words


def test_parameters_are_read_line_by_line():
    assert read_parameters(" a=1 \n\nb.c:d-e=x=y \n f=") == {"a": "1", "b.c:d-e": "x=y", "f": ""}


@pytest.mark.parametrize(
    "text", ["a", "=1", "a b=1", "ă=1", "a=" + "x" * 501, "\n".join(f"p{n}=1" for n in range(21))]
)
def test_what_is_no_parameter_is_refused(text):
    with pytest.raises(ValidationError):
        check_parameters(text)
    assert MOST_PARAMETERS == 20


def test_a_second_tool_may_have_an_activity_in_the_same_page(client, tutorial, tool):
    other = Tool("https://alte.exemplu.ro", "other tool", name="Alte unelte")
    page = with_activity(tutorial, other)
    assert "Alte unelte" in section_of(client.get(page.url).text)


def filled(tool, address: str):
    value = {"tool": tool.row.pk, "title": "O hartă", "purpose": "Găsiți.", "address": address}
    return ExternalBlock().to_python(value | {"custom": "", "label": "", "max_score": 10})


@pytest.mark.parametrize(
    "address", ["", "https://unelte.exemplu.ro/7", "https://continut.exemplu.ro/7?a=b"]
)
def test_an_address_of_the_tool_is_taken(db, address):
    tool = Tool(redirect_uris="https://unelte.exemplu.ro/launch\nhttps://continut.exemplu.ro/launch")
    assert ExternalBlock().clean(filled(tool, address))["address"] == address


@pytest.mark.parametrize(
    "address",
    ["https://rau.exemplu/7", "https://unelte.exemplu.ro@rau.exemplu/", "javascript:alert(1)"],
)
def test_an_address_elsewhere_is_not(tool, address):
    with pytest.raises(ValidationError) as refused:
        ExternalBlock().clean(filled(tool, address))
    assert list(refused.value.block_errors) == ["address"]
