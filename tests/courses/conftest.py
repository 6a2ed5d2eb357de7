"""A small catalogue in files of its own, beside the real one."""

from copy import deepcopy
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import pytest
import yaml
from wagtail.models import Locale

from courses.loading.pages import load
from courses.loading.run import Run
from courses.models import CoursePage, HomePage
from tutorials.models import TutorialPage

LANGUAGE = "hu"  # no language of the site, so that no page of the real catalogue is in the way

SOURCE = {"title": "Legea exemplu", "url": "https://lege.exemplu", "status": "unverified"}
DIRECTORY = {
    "services": [
        {
            "key": "serviciul-probei",
            "name": "Serviciul probei",
            "institution": "Primăria Exemplu",
            "url": "https://serviciu.exemplu",
            "what": "Încercați.",
            "source": SOURCE,
        }
    ],
    "helplines": [
        {
            "key": "linia-probei",
            "name": "Linia probei",
            "phone": "0700 000 000",
            "who": "Răspunde Maria Exemplu.",
            "source": SOURCE,
        }
    ],
}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">{}</svg>'


def uuid_of(name: str) -> str:
    return str(uuid5(NAMESPACE_DNS, name))


def page(name: str, **more) -> dict:
    return {
        "uuid": uuid_of(name),
        "slug": name,
        "title": name.capitalize(),
        "summary": f"Rezumat pentru {name}.",
        **more,
    }


def tutorial(name: str, **more) -> dict:
    """The data of a sound tutorial's file, of bare essentials."""
    choices = [
        {"id": "da", "text": "Da", "right": True, "why": "Așa este."},
        {"id": "nu", "text": "Nu", "why": "Mai gândiți-vă."},
    ]
    return page(
        name,
        task=f"fac {name}",
        minutes=5,
        kind="do",
        helplines=["linia-probei"],
        helps=[{"id": "la-ce", "text": "Vă ajută."}],
        needs=[{"id": "creion", "text": "un creion"}],
        risks={
            "may": [{"id": "cade", "what": "Cade.", "remedy": "Încercați mâine."}],
            "cannot": [{"id": "bani", "what": "Nu costă."}],
        },
        steps=[{"id": key, "action": f"Faceți {key}."} for key in ("unu", "doi", "trei")],
        quiz=[
            {"id": key, "kind": "one", "question": f"Întrebarea {key}?", "choices": deepcopy(choices)}
            for key in ("prima", "a-doua")
        ],
        proof={"items": [{"id": "numar", "text": "numărul"}]},
        sources=[{"id": "lege", "proves": "Tot.", **SOURCE}],
        **more,
    )


SITE = {
    "home": {
        "uuid": uuid_of("acasa"),
        "title": "Acasă",
        "summary": "Proba.",
        "headline": "Proba",
        "lead": "O probă.",
        "start": "unu",
        "start_title": "Început",
        "start_text": "Aici.",
        "tasks": [{"id": "unu", "words": "fac unu", "tutorial": "unu"}],
        "doors": [{"id": "usa", "audience": "cititori", "title": "Ușa", "text": "Intrați."}],
        "promises": [{"id": "cuvant", "strong": "Fără cont."}],
    },
    "courses": page("cursuri"),
    "audiences": [{"key": "cititori", "slug": "cititori", "name": "Cititori", "intro": "Bun venit."}],
    "glossary": [
        {"key": "cuvant", "term": "cuvânt", "meaning": "Ce se spune.", "also": ["cuvinte"]},
        {"key": "vorba", "term": "vorbă", "meaning": "Un cuvânt spus."},
    ],
    "pages": [page("despre", body=[{"id": "noi", "heading": "Noi", "text": "Suntem aici."}])],
}


class Catalogue:
    """Files in `folder`, and what loading them says."""

    drawing = DRAWING
    tutorial = staticmethod(tutorial)
    uuid_of = staticmethod(uuid_of)

    def __init__(self, folder: Path):
        self.folder = folder
        self.put("directory.yaml", DIRECTORY)
        self.put("site.yaml", SITE)
        self.put("a/course.yaml", page("curs-a", intro=[{"id": "intro", "text": "Începem."}]))
        self.put("a/1-unu.yaml", tutorial("unu", audiences=["cititori"], terms=["cuvant", "vorba"]))
        self.put("a/3-trei.yaml", tutorial("trei"))
        self.put("b/course.yaml", page("curs-b"))
        self.put("b/1-altul.yaml", tutorial("altul", service="serviciul-probei"))

    def path(self, name: str) -> Path:
        below = name.startswith(("directory", "drawings"))
        return self.folder / name if below else self.folder / LANGUAGE / name

    def put(self, name: str, data) -> None:
        """Writes a file: YAML from data, or text (bytes) as it stands."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            text = data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True)
            path.write_text(text, encoding="utf-8")

    def get(self, name: str) -> dict:
        return yaml.safe_load(self.path(name).read_text(encoding="utf-8"))

    def change(self, name: str, change) -> None:
        """Applies `change(data)` to the data of a file."""
        data = self.get(name)
        change(data)
        self.put(name, data)

    def load(self, *, overwrite: bool = False) -> list[tuple[str, str, str]]:
        """What the loader reported: (sign, key, words)."""
        said = []
        load(Run(self.folder, overwrite, lambda *step: said.append(step)))
        return said

    def slips(self) -> list[str]:
        """What is wrong with the files, after loading them."""
        return [words for sign, _, words in self.load() if sign == "!"]

    # --- what became of it ----------------------------------------------------------------------

    def find(self, name: str) -> TutorialPage | None:
        pages = TutorialPage.objects.filter(locale__language_code=LANGUAGE)
        return pages.filter(translation_key=uuid_of(name)).first()

    def course(self, name: str) -> CoursePage | None:
        return CoursePage.objects.filter(translation_key=uuid_of(name)).first()

    def home(self) -> HomePage | None:
        return HomePage.objects.filter(translation_key=uuid_of("acasa")).first()

    def published(self) -> set[str]:
        """The slugs of the tutorials that a reader would find."""
        pages = TutorialPage.objects.filter(locale__language_code=LANGUAGE).live()
        return set(pages.values_list("slug", flat=True))


@pytest.fixture
def catalogue(db, tmp_path) -> Catalogue:
    """Two courses with three tutorials, nothing loaded yet."""
    Locale.objects.create(language_code=LANGUAGE)
    return Catalogue(tmp_path / "catalogue")


@pytest.fixture
def loaded(catalogue) -> Catalogue:
    """The small catalogue, loaded once without a slip."""
    assert catalogue.slips() == []
    return catalogue
