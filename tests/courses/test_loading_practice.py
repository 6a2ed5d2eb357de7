"""Practice services in files: loaded once, followed by pages, never over an editor's work."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from wagtail.models import Locale

from tutorials.models import PracticeService, TutorialPage

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "practice" / "services.json"
SCREEN = {"service": "proba", "place": "acasa.plateste"}
PRACTICE = {"id": "pe-ecran", "service": "proba", "task": "platiti"}


@pytest.fixture
def shape():
    shape = json.loads(VECTORS.read_text(encoding="utf-8"))["taxa-locala"]
    return shape | {"key": "proba", "title": "Serviciul de probă"}


@pytest.fixture
def put(catalogue):
    """Writes the file of a service."""

    def put(shape: dict, name: str = "proba") -> None:
        folder = catalogue.folder / "practice"
        folder.mkdir(exist_ok=True)
        text = yaml.safe_dump(shape, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    return put


@pytest.fixture
def using(catalogue, put, shape):
    """A catalogue whose first tutorial shows a screen and has a practice; loaded."""
    put(shape)

    def use(data):
        data["steps"][0]["screen"] = SCREEN
        data["practice"] = PRACTICE

    catalogue.change("a/1-unu.yaml", use)
    assert catalogue.slips() == []
    return catalogue


def service(language: str = "ro") -> PracticeService:
    return PracticeService.objects.get(title__startswith="Serviciul", locale__language_code=language)


def first() -> TutorialPage:
    return TutorialPage.objects.get(slug="unu")


def test_a_service_is_published_as_its_file_says(using, shape):
    assert service().live
    assert service().shape == shape


def test_steps_and_practices_name_it(using):
    step, practice = first().steps[0].value, first().exercises[0]
    assert (step["screen"]["service"], step["screen"]["place"]) == (service(), "acasa.plateste")
    assert (practice.value["service"], practice.value["task"]) == (service(), "platiti")


def test_an_exercise_and_several_practices_stand_beside_each_other(using):
    def add(data):
        data["practice"] = [PRACTICE, PRACTICE | {"id": "liber", "task": "explorati"}]

    using.change("a/1-unu.yaml", add)
    assert using.slips() == []
    assert [block.value["task"] for block in first().exercises] == ["platiti", "explorati"]


def test_loading_again_changes_nothing(using):
    before = service().latest_revision_id
    assert using.load() == []
    assert service().latest_revision_id == before


def test_a_changed_file_changes_the_service_and_leaves_its_pages(using, put, shape):
    before = first().latest_revision_id
    put(shape | {"institution": "Altă primărie"})
    assert [key for sign, key, _ in using.load() if sign == "~"] == ["ro/practice/proba"]
    assert service().shape["institution"] == "Altă primărie"
    assert first().latest_revision_id == before


@pytest.mark.parametrize("published", [True, False])
def test_what_an_editor_changed_is_left_to_them(using, put, shape, published):
    edited = service()
    edited.institution = "A editorului"
    revision = edited.save_revision(clean=False)
    if published:
        revision.publish()
    put(shape | {"institution": "A fișierului"})
    assert [key for sign, key, _ in using.load() if sign == "·"] == ["ro/practice/proba"]
    assert service().get_latest_revision_as_object().institution == "A editorului"
    using.load(overwrite=True)
    assert service().shape["institution"] == "A fișierului"


def test_opening_and_saving_the_form_is_no_change(using):
    service().save_revision(clean=False).publish()
    assert using.load() == []


def test_what_an_editor_unpublished_or_deleted_stays_so_and_its_pages_load(using, put, shape):
    service().unpublish()
    put(shape | {"institution": "Altă primărie"})
    assert using.slips() == []
    assert not service().live
    service().delete()
    using.change("a/1-unu.yaml", lambda data: data.update(title="Unu, altfel"))
    assert using.slips() == []
    assert first().title == "Unu, altfel"
    assert first().steps[0].value["screen"]["service"] is None
    assert not first().exercises


FLAWS = {
    "a missing name": (lambda s: s.pop("institution"), "institution"),
    "a flaw of the shape": (lambda s: s["screens"][1].update(frame="tv"), "screens.1.frame"),
    "a target that is not there": (
        lambda s: s["screens"][1]["elements"][2].update(to="nicaieri"),
        "institutie.mai-departe",
    ),
    "a key that is not the file's name": (lambda s: s.update(key="alta"), "alta"),
    "a language that the site has not": (lambda s: s.update(lang="fr"), "fr"),
    "a date without quotation marks": (
        lambda s: s["card"][0].update(value=__import__("datetime").date(2026, 1, 1)),
        "card.0.value",
    ),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_slip_is_reported_with_file_and_place_and_nothing_is_made(flaw, catalogue, put, shape):
    change, place = FLAWS[flaw]
    change(shape)
    put(shape)
    (slip,) = catalogue.slips()
    assert slip.startswith("practice/proba.yaml")
    assert place in slip
    assert not PracticeService.objects.filter(title="Serviciul de probă").exists()


def test_one_slip_leaves_out_no_other_service(catalogue, put, shape):
    put(copy.deepcopy(shape) | {"key": "alta", "title": "Serviciul celălalt"}, "alta")
    put(shape | {"color": "pink"})
    assert len(catalogue.slips()) == 1
    assert service().title == "Serviciul celălalt"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["steps"][0].update(screen=SCREEN | {"place": "acasa.nimic"}), "acasa.nimic"),
        (lambda d: d["steps"][0].update(screen=SCREEN | {"service": "niciunul"}), "niciunul"),
        (lambda d: d.update(practice=PRACTICE | {"task": "nimic"}), "nimic"),
        (lambda d: d["steps"][0].update(picture={"drawing": "x", "alt": "Ecran"}), "picture"),
    ],
)
def test_what_a_page_names_must_be_there(using, change, said):
    using.change("a/1-unu.yaml", change)
    (slip,) = using.slips()
    assert slip.startswith("hu/a/1-unu.yaml")
    assert said in slip


def test_a_page_follows_the_service_of_its_own_language(using, put, shape):
    locale = Locale.objects.get(language_code="hu")
    assert first().locale == locale
    assert first().steps[0].value["screen"]["service"].locale.language_code == "ro"
    put(shape | {"lang": "hu", "title": "Serviciul în maghiară"}, "proba.hu")
    assert using.slips() == []
    assert service("hu").translation_key == service("ro").translation_key
    assert first().steps[0].value["screen"]["service"] == service("hu")
