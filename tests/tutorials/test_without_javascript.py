"""Everything one needs is in the page itself; what only a script could move stays out of sight."""

from urllib.parse import quote

import pytest
from django.test import Client
from wagtail.models import Page

from tutorials.models import TutorialPage


@pytest.fixture(
    params=[
        "petitia-mea-are-numar",
        "platesc-pe-ghiseul-ro",
        "mesajul-fals",
        "explic-roeid-in-3-minute",
    ]
)
def tutorial(request, db) -> TutorialPage:
    """Together they ask questions of every kind."""
    return TutorialPage.objects.get(slug=request.param)


def text(node) -> str:
    return " ".join(node.get_text(" ").split())


def plain(words: str) -> str:
    return " ".join(words.split())


def is_hidden(tag) -> bool:
    """Whether a browser that runs no script leaves the tag out of sight.

    The place where a course is saved keeps its room; the style sheet shows it once a script runs
    (static/css/parts/offline.css, and in a real browser tests/e2e/test_without_javascript.py).
    """
    shut = ("hidden", "data-save-course")
    return any(parent.has_attr(name) for parent in (tag, *tag.parents) for name in shut)


def seen(soup) -> str:
    """What can be read of a page, opening what opens."""
    return " ".join(
        " ".join(words.split()) for words in soup.find_all(string=True) if not is_hidden(words.parent)
    )


def test_all_steps_are_there_at_once(tutorial, read):
    steps = read(tutorial.url).select(".step")
    assert [text(step.h3) for step in steps] == [plain(b.value["action"]) for b in tutorial.steps]
    assert not [step for step in steps if is_hidden(step)]


def test_every_question_has_its_answer_and_its_reasons_in_the_page(tutorial, read):
    soup = read(tutorial.url)
    for block in tutorial.quiz:
        key = soup.find(id=f"intrebare-{block.id}").select_one("details[data-key]")
        assert not is_hidden(key)
        assert text(key.summary)
        answers, value = seen(key), block.value
        for listed in value.get("choices") or value.get("items") or value.get("pairs") or []:
            assert plain(listed["why"]) in answers
        for words in (
            *[choice["text"] for choice in value.get("choices", [])],
            *[item["text"] for item in value.get("items", [])],
            *[f"{pair['left']} – {pair['right']}" for pair in value.get("pairs", [])],
            *[words for words in (value.get("why"), value.get("answers", [None])[0]) if words],
        ):
            assert plain(words) in answers


def test_which_answer_is_right_is_said_in_words(tutorial, read):
    soup = read(tutorial.url)
    for block in tutorial.quiz:
        key = soup.find(id=f"intrebare-{block.id}").select_one("details[data-key]")
        if block.block_type in ("one", "several"):
            said = [text(item) for item in key.select("li") if "Răspuns potrivit:" in text(item)]
            right = [choice for choice in block.value["choices"] if choice["right"]]
            assert len(said) == len(right)
            for choice, words in zip(right, said, strict=True):
                assert f"Răspuns potrivit: {plain(choice['text'])}" in words
        elif block.block_type == "order":
            shown = [text(item) for item in key.select("ol > li")]
            right = [plain(item["text"]) for item in block.value["items"]]
            assert [words[: len(item)] for words, item in zip(shown, right, strict=True)] == right


def test_the_questions_ask_every_kind_between_them(db):
    slugs = [
        "petitia-mea-are-numar",
        "platesc-pe-ghiseul-ro",
        "mesajul-fals",
        "explic-roeid-in-3-minute",
    ]
    pages = TutorialPage.objects.filter(slug__in=slugs)
    assert {block.block_type for page in pages for block in page.quiz} == {
        "one",
        "several",
        "order",
        "match",
        "fill",
    }


def test_an_answer_that_would_only_be_said_after_a_slip_is_not_shown(read, db):
    """“112” would read like a right answer."""
    soup = read("/cursuri/primii-pasi/mesajul-fals/")
    key = soup.select_one("[data-question=fill] [data-key]")
    shown = [item["data-answer"] for item in key.select("[data-answer]") if not is_hidden(item)]
    assert shown == ["1911"]


def test_the_links_that_share_a_page_are_plain_links(tutorial, read, site):
    soup = read(tutorial.url)
    share = soup.select_one("details.share")
    address = site.root_url + tutorial.url
    links = [link["href"] for link in share.select("a") if not is_hidden(link)]
    assert len(links) == 3
    assert all(quote(address, safe="") in link for link in links)
    assert share.select_one("svg.qr")["aria-label"].endswith(address)


def test_the_ways_on_are_plain_links(tutorial, read):
    soup = read(tutorial.url)
    links = {link.get("href") for link in soup.select("main a, .dock a") if not is_hidden(link)}
    ways = {"#pas-1", "#verificati", tutorial.url + "tipar/", tutorial.url + "tipar/mare/"}
    assert ways | {tutorial.get_parent().url, "tel:0800460001"} <= links


def every_path() -> list[str]:
    pages = [page.get_url() for page in Page.objects.live().filter(depth__gt=1)]
    sheets = [page.url + "tipar/" for page in TutorialPage.objects.live() if page.url]
    return [path for path in pages if path] + sheets + ["/cautare/", "/cautare/?q=parola"]


def test_no_button_is_seen_that_does_nothing(read, db):
    """Only the form of the search sends something; every other button waits for a script, hidden."""
    for path in every_path():
        dead = [
            text(button)
            for button in read(path).select("button")
            if not is_hidden(button) and button.find_parent("form", role="search") is None
        ]
        assert dead == [], path


def test_nothing_in_a_page_is_script_or_style_of_its_own(db):
    """The policy would refuse it."""
    for path in every_path():
        page = Client().get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert "javascript:" not in page


def test_search_needs_no_script(read, db):
    form = read("/").find("form", role="search")
    assert (form["action"], form["method"]) == ("/cautare/", "get")
    assert form.select_one("input[name=q]")
