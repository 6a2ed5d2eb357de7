"""What a page need not make again after a change elsewhere follows from its own content alone."""

import pytest
from django.template import Context, Template
from django.utils import translation

from cms.pagecache.parts import PartStore, digest_of, parts
from tutorials.models import TutorialPage

SHOWN = Template(
    "{% load house wagtailcore_tags %}"
    '{% same_for_value "test" page.quiz %}{{ prefix }}{% for block in page.quiz %}'
    "{% include_block block %}{% endfor %}{% endsame_for_value %}"
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(parts, "_parts", type(parts._parts)())
    monkeypatch.setattr(parts, "size", 0)


def show(page, **more):
    return SHOWN.render(Context({"page": page, **more}))


def test_it_is_made_once(tutorial, monkeypatch):
    first = show(tutorial)
    assert tutorial.quiz[0].value["question"] in first
    monkeypatch.setattr(SHOWN.nodelist[1].nodelist, "render", lambda context: pytest.fail("made anew"))
    assert show(TutorialPage.objects.get(pk=tutorial.pk)) == first


def test_another_word_makes_it_anew(tutorial):
    before = show(tutorial)
    tutorial.quiz[0].value["question"] = "Altă întrebare?"
    tutorial.save_revision().publish()
    after = show(TutorialPage.objects.get(pk=tutorial.pk))
    assert "Altă întrebare?" in after
    assert before != after


def test_what_is_typed_in_a_preview_is_what_is_shown(tutorial):
    show(tutorial)
    tutorial.quiz[0].value["question"] = "Încă nesalvată?"
    assert "Încă nesalvată?" in show(tutorial)


def test_each_language_and_place_has_its_own(tutorial):
    with translation.override("en"):
        english = show(tutorial)
    assert "See the answer" in english
    assert "Vedeți răspunsul" in show(tutorial)
    assert show(tutorial, prefix="tutorial-2-").startswith("tutorial-2-")


def test_an_empty_stream_is_a_value_too(tutorial):
    tutorial.quiz = []
    assert show(tutorial, prefix="nimic") == "nimic"


def test_the_same_words_in_other_blocks_are_not_the_same(tutorial):
    """Block ids stand in the page: what people answer refers to them."""
    before = digest_of(tutorial.quiz)
    copy = [(block.block_type, block.value) for block in tutorial.quiz]
    tutorial.quiz = copy
    assert digest_of(tutorial.quiz) != before


def test_the_longest_unused_go_first():
    store = PartStore(limit=10)
    for key in "ab":
        store.once(key, lambda: "xxxx")
    store.once("a", lambda: pytest.fail("a is kept"))
    store.once("c", lambda: "xxxx")
    assert store.once("b", lambda: "anew") == "anew"
    assert store.size <= 10


def test_what_is_larger_than_the_store_is_shown_all_the_same():
    store = PartStore(limit=3)
    assert store.once("a", lambda: "xxxx") == "xxxx"
    assert store.size == 0
