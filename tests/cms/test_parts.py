"""What a page need not make again after a change elsewhere follows from its own content alone."""

import io

import pytest
from django.core.files.images import ImageFile
from django.template import Context, Template
from django.utils import translation
from PIL import Image
from wagtail.rich_text import RichText

from cms.models import CustomImage
from cms.pagecache.parts import PartStore, digest_of, parts
from cms.pictures import prefetch_renditions
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


@pytest.fixture
def steps(tutorial, home):
    """The steps as a page shows them, of the tutorial as the database has it now."""
    template = Template('{% include "tutorials/parts/steps.html" %}')

    def steps(**more):
        page = TutorialPage.objects.get(pk=tutorial.pk)
        prefetch_renditions(block.value["picture"]["image"] for block in page.steps)
        return template.render(Context({"page": page, **more}))

    return steps


def made_anew(steps, monkeypatch) -> bool:
    """Whether the steps are made anew, not taken from what is kept."""
    kept = dict(parts._parts)
    monkeypatch.setattr(parts, "_parts", type(parts._parts)((key, "kept") for key in kept))
    return steps().strip() != "kept"


def illustrate(tutorial, image):
    tutorial.steps[0].value["picture"] = {"image": image, "alt": "Ce se vede"}
    tutorial.save_revision().publish()


def test_steps_follow_the_title_the_paper_and_the_drawing(steps, tutorial):
    seen = {steps(), steps(on_paper=True)}
    TutorialPage.objects.filter(pk=tutorial.pk).update(title="Alt titlu")
    seen.add(steps())
    CustomImage.objects.update(width=77)
    seen.add(steps())
    assert len(seen) == 4


def test_steps_with_all_their_files_are_kept(steps, tutorial, monkeypatch):
    image = CustomImage(title="O fotografie", file=ImageFile(io.BytesIO(photograph()), name="a.png"))
    image.save()
    illustrate(tutorial, image)
    assert ".webp" in steps()
    assert not made_anew(steps, monkeypatch)
    image.renditions.first().delete()  # the next page makes it
    assert made_anew(steps, monkeypatch)


def test_a_link_to_a_page_follows_the_page(steps, tutorial, course):
    details = f'<p><a linktype="page" id="{course.pk}">Cursul</a></p>'
    tutorial.steps[0].value["details"] = RichText(details)
    tutorial.save_revision().publish()
    assert 'href="/cursuri/primii-pasi/"' in steps()
    course.slug = "alt-nume"
    course.save_revision().publish()
    assert 'href="/cursuri/alt-nume/"' in steps()


def photograph() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()
