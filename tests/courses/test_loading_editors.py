"""What an editor did since is kept, and reported when the file changes too; --overwrite replaces it."""

import pytest
from django.core.files.base import ContentFile

from cms.models import CustomImage
from courses.loading.entries import digest
from courses.loading.ledger import snapshot
from courses.models import LoadedFile
from directory.models import Helpline, HelpSettings
from tutorials.models import Audience, GlossaryTerm


def edit(page):
    page.title = "Titlul redactorului"
    page.save_revision().publish()


def edit_a_step(page):
    page.steps[0].value["tip"] = "Sfatul redactorului"
    page.save_revision().publish()


def untick_an_audience(page):
    page.audiences.clear()
    page.save_revision().publish()


def draft(page):
    page.title = "Ciornă"
    page.save_revision()


def draft_what_no_file_says(page):
    """Only the title for search engines: loading the file would still bury the draft."""
    page.seo_title = "Ciornă"
    page.save_revision()


def unpublish(page):
    page.unpublish()


def delete(page):
    page.delete()


DEEDS = [
    edit,
    edit_a_step,
    untick_an_audience,
    draft,
    draft_what_no_file_says,
    unpublish,
    delete,
]


def state(page):
    if page is None:
        return None
    latest = page.get_latest_revision_as_object()
    return (page.title, page.live, latest.title, latest.seo_title, latest.steps.get_prep_value())


@pytest.mark.parametrize("deed", DEEDS)
def test_an_editors_word_is_kept_until_asked_otherwise(deed, loaded):
    deed(loaded.find("unu"))
    theirs = state(loaded.find("unu"))

    assert loaded.load() == []  # nothing new in the file: nothing to say
    assert state(loaded.find("unu")) == theirs

    loaded.change("a/1-unu.yaml", lambda data: data.update(title="Titlul fișierului"))
    ((sign, key, words),) = loaded.load()
    assert (sign, key) == ("·", f"hu/tutorialpage/{loaded.uuid_of('unu')}")
    assert "--overwrite" in words
    assert state(loaded.find("unu")) == theirs

    assert {sign for sign, _, _ in loaded.load(overwrite=True)} <= {"~", "+"}
    unu = loaded.find("unu")
    assert (unu.title, unu.live, unu.has_unpublished_changes) == ("Titlul fișierului", True, False)
    assert unu.steps[0].value["tip"] == ""
    assert [audience.name for audience in unu.audiences.all()] == ["Cititori"]
    assert loaded.load() == []


def test_overwriting_replaces_an_edit_though_the_file_is_the_same(loaded):
    edit(loaded.find("unu"))
    ((sign, key, _),) = loaded.load(overwrite=True)
    assert (sign, key) == ("~", f"hu/tutorialpage/{loaded.uuid_of('unu')}")
    assert loaded.find("unu").title == "Unu"


def test_overwriting_makes_a_deleted_page_again_with_its_identity_and_blocks(loaded):
    before = [block.id for block in loaded.find("unu").steps]
    loaded.find("unu").delete()
    loaded.load(overwrite=True)
    assert [block.id for block in loaded.find("unu").steps] == before
    assert [t.slug for t in loaded.course("curs-a").tutorials()] == ["unu", "trei"]


def test_overwriting_what_nobody_touched_writes_nothing(loaded):
    assert loaded.load(overwrite=True) == []


def test_what_an_editor_put_back_is_the_files_again(loaded):
    page = loaded.find("unu")
    edit(page)
    page.title = "Unu"
    page.save_revision().publish()
    loaded.change("a/1-unu.yaml", lambda data: data.update(title="Titlul fișierului"))
    loaded.load()
    assert loaded.find("unu").title == "Titlul fișierului"


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("filled", [True, False])
def test_a_field_that_came_to_the_model_is_no_edit_until_somebody_fills_it(loaded, noted, filled):
    """As after an upgrade: what the ledger knows was loaded before tutorials had debates."""
    page = loaded.find("unu")
    row = LoadedFile.objects.get(key=f"hu/tutorialpage/{loaded.uuid_of('unu')}")
    before = snapshot(page, [name for name in row.fields if name != "debate"])
    row.content_hash, row.fields = digest(before), sorted(before) if noted else None
    row.save()
    if filled:
        sides = {"pros": ["Da", "Sigur"], "cons": ["Nu", "Deloc"], "questions": ["De ce?"]}
        page.debate = [("debate", {"statement": "A redactorului", **sides})]
        page.save_revision().publish()
    loaded.change("a/1-unu.yaml", lambda data: data.update(title="Titlul fișierului"))
    assert [sign for sign, _, _ in loaded.load()] == ["·" if filled else "~"]
    assert loaded.find("unu").title == ("Unu" if filled else "Titlul fișierului")


def test_an_editors_own_page_in_the_way_is_named_and_kept(loaded):
    loaded.find("trei").copy(update_attrs={"slug": "patru", "title": "Al meu"})
    loaded.put("a/4-patru.yaml", loaded.tutorial("patru"))
    (message,) = loaded.slips()
    assert message.startswith("hu/a/4-patru.yaml: ")
    assert "'patru'" in message
    assert loaded.find("patru") is None


def test_a_deleted_course_stays_deleted_and_is_no_slip(loaded):
    loaded.course("curs-a").delete()
    assert loaded.slips() == []
    assert loaded.course("curs-a") is None
    assert loaded.published() == {"altul"}


def test_a_deleted_home_stays_deleted_and_is_no_slip(loaded):
    loaded.home().delete()
    assert loaded.load() == []
    assert loaded.home() is None


def test_the_home_keeps_its_editors_wishes(loaded):
    home = loaded.home()
    home.headline = "Altfel"
    home.save_revision().publish()
    loaded.change("site.yaml", lambda data: data["home"].update(headline="Nou"))
    assert [sign for sign, _, _ in loaded.load()] == ["·"]
    assert loaded.home().headline == "Altfel"


# --- facts and words --------------------------------------------------------------------------


def test_an_editors_number_is_kept(loaded):
    helpline = Helpline.objects.get(name="Linia probei")
    helpline.phone = "0700 000 009"
    helpline.save()
    loaded.change("directory.yaml", lambda data: data["helplines"][0].update(phone="0700 000 001"))
    assert [sign for sign, _, _ in loaded.load()] == ["·"]
    helpline.refresh_from_db()
    assert helpline.phone == "0700 000 009"
    loaded.load(overwrite=True)
    helpline.refresh_from_db()
    assert helpline.phone == "0700 000 001"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (GlossaryTerm, {"term": "cuvânt"}),
        (Audience, {"slug": "cititori"}),
        (Helpline, {"name": "Linia probei"}),
    ],
)
def test_what_an_editor_deleted_is_left_out_of_what_names_it(model, name, loaded):
    """The next start must not fail over it: tutorials name words, helplines and audiences by key."""
    model.objects.get(**name).delete()
    assert loaded.slips() == []
    assert not model.objects.filter(**name).exists()
    assert "unu" in loaded.published()


def test_overwriting_makes_a_deleted_word_again_where_it_was_explained(loaded):
    GlossaryTerm.objects.get(term="cuvânt").delete()
    loaded.load(overwrite=True)
    assert [block.value.term for block in loaded.find("unu").terms] == ["cuvânt", "vorbă"]
    assert loaded.load(overwrite=True) == []


def test_a_deleted_word_leaves_the_others_of_its_tutorial(loaded):
    GlossaryTerm.objects.get(term="cuvânt").delete()
    assert loaded.slips() == []
    assert [block.value.term for block in loaded.find("unu").terms if block.value] == ["vorbă"]


# --- the person to call on every page ---------------------------------------------------------


@pytest.fixture
def dock(catalogue):
    """Settings that no loader has seen."""
    settings = HelpSettings.objects.get()
    settings.helpline = None
    settings.save()
    LoadedFile.objects.filter(key__startswith="dock/").delete()
    second = {**catalogue.get("directory.yaml")["helplines"][0], "key": "a-doua", "name": "A doua"}
    catalogue.change("directory.yaml", lambda data: data["helplines"].append(second))
    return lambda: HelpSettings.objects.get().helpline


def test_the_first_helpline_stands_on_every_page(dock, catalogue):
    catalogue.load()
    assert dock().name == "Linia probei"


def test_a_helpline_that_an_editor_chose_is_kept(dock, catalogue):
    catalogue.load()
    HelpSettings.objects.update(helpline=Helpline.objects.get(name="A doua"))
    catalogue.load()
    assert dock().name == "A doua"


def test_an_editor_may_choose_that_no_helpline_stands_on_every_page(dock, catalogue):
    catalogue.load()
    HelpSettings.objects.update(helpline=None)
    catalogue.load()
    assert dock() is None


def test_no_other_helpline_takes_the_place_of_a_deleted_one(dock, catalogue):
    """The second of the real file is for reporting fraud, not for whoever needs help."""
    catalogue.load()
    Helpline.objects.get(name="Linia probei").delete()
    catalogue.load()
    assert dock() is None


# --- drawings ---------------------------------------------------------------------------------


@pytest.fixture
def drawn(catalogue):
    """Two tutorials show one drawing."""
    catalogue.put("drawings/cerc-proba.svg", catalogue.drawing.format('<path d="M0 0h9"/>'))
    for name in ("a/3-trei.yaml", "b/1-altul.yaml"):
        picture = {"drawing": "cerc-proba", "alt": "Un cerc."}
        catalogue.change(name, lambda data, picture=picture: data["steps"][0].update(picture=picture))
    return catalogue


def drawing() -> CustomImage:
    return CustomImage.objects.get(title="cerc-proba")


def content() -> bytes:
    with drawing().file.open() as file:
        return file.read()


def test_a_drawing_becomes_one_picture_wherever_it_is_used(drawn):
    assert drawn.slips() == []
    for name in ("trei", "altul"):
        picture = drawn.find(name).steps[0].value["picture"]
        assert (picture["image"], picture["alt"]) == (drawing(), "Un cerc.")
    assert drawn.load() == []


def test_a_changed_drawing_changes_the_picture_and_no_page(drawn):
    drawn.load()
    before = drawing()
    drawn.put("drawings/cerc-proba.svg", drawn.drawing.format('<circle cx="4" cy="4" r="3"/>'))
    ((sign, key, _),) = drawn.load()
    assert (sign, key) == ("~", "drawing/cerc-proba")
    assert drawing().pk == before.pk
    assert b"<circle" in content()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "script"),
        ('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "onload"),
        ("<svg", "SVG"),
        ("", "SVG"),
        (b"\xff\xd8\xff\xe0", "SVG"),
        ("<html/>", "SVG"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_named_by_the_step_that_shows_it(content, words, drawn):
    drawn.put("drawings/cerc-proba.svg", content)
    first, second = drawn.slips()
    assert first.startswith("hu/a/3-trei.yaml › steps › unu › picture: the drawing cerc-proba.svg: ")
    assert second.startswith("hu/b/1-altul.yaml › steps › unu › picture: the drawing cerc-proba.svg: ")
    assert words in first
    assert not CustomImage.objects.filter(title="cerc-proba").exists()
    assert drawn.published() == {"unu"}


def test_a_slip_in_the_first_tutorial_leaves_the_second_its_drawing(drawn):
    """The drawing was made for the first and is undone with it."""
    drawn.change("a/3-trei.yaml", lambda data: data.update(sources=[]))
    assert len(drawn.slips()) == 1
    assert drawn.find("altul").steps[0].value["picture"]["image"] == drawing()


def test_a_drawing_that_an_editor_replaced_is_kept(drawn):
    drawn.load()
    theirs = drawing()
    theirs.file = ContentFile(drawn.drawing.format('<path d="M0 9h9"/>').encode(), "al-meu.svg")
    theirs.file_hash = ""
    theirs.save()
    drawn.put("drawings/cerc-proba.svg", drawn.drawing.format('<circle cx="4" cy="4" r="3"/>'))
    assert ("·", "drawing/cerc-proba") in [(sign, key) for sign, key, _ in drawn.load()]
    assert b"M0 9h9" in content()


def test_a_drawing_that_an_editor_deleted_is_left_out(drawn):
    drawn.load()
    drawing().delete()
    assert drawn.slips() == []
    assert not CustomImage.objects.filter(title="cerc-proba").exists()
    assert drawn.find("trei").live
    drawn.load(overwrite=True)
    assert drawn.find("trei").steps[0].value["picture"]["image"] == drawing()
