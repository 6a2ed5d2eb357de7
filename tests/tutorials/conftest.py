"""Tutorials made for one test, and pages as they are now."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.pagecache.version import site_version
from directory.models import Helpline
from tutorials.models import TutorialPage


@pytest.fixture
def read(db) -> Callable[..., BeautifulSoup]:
    """The page at an address as it is now: what was kept of it is dropped, as by a commit."""

    def read(path: str, status: int = 200) -> BeautifulSoup:
        site_version().bump()
        response = Client().get(path)
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser")

    return read


def one(question: str) -> tuple[str, dict]:
    return "one", {
        "question": question,
        "choices": [
            {"text": "Da", "right": True, "why": "Așa este."},
            {"text": "Nu", "right": False, "why": "Mai gândiți-vă."},
        ],
    }


@pytest.fixture
def essentials(course) -> dict:
    """The fields of a tutorial that has no more than it must."""
    return {
        "title": "Probă",
        "slug": "proba",
        "summary": "O probă.",
        "task": "fac o probă",
        "minutes": 5,
        "helps": [("paragraph", "<p>Vă ajută.</p>")],
        "needs": [("need", "un creion")],
        "risks": [("may", {"what": "Cade.", "remedy": "Ridicați."}), ("cannot", "Nu costă.")],
        "steps": [("step", {"action": f"Faceți {number}."}) for number in (1, 2, 3)],
        "quiz": [one("Prima?"), one("A doua?")],
        "proof": [("keep", "numărul")],
        "helplines": [("helpline", Helpline.objects.get(phone="1911", locale=course.locale))],
        "sources": [("source", {"title": "Legea", "proves": "Tot."})],
    }


@pytest.fixture
def make(course, essentials) -> Callable[..., TutorialPage]:
    """Publishes a tutorial of bare essentials, with whatever the test changes in it."""

    def make(**fields) -> TutorialPage:
        page = TutorialPage(**essentials | fields)
        course.add_child(instance=page)
        page.save_revision().publish()
        return TutorialPage.objects.get(pk=page.pk)

    return make
