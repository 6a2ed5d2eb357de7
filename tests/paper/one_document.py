"""A provider for tests: one short document, of one tutorial, so that nobody waits for a catalogue."""

from django.core.files.storage import default_storage

from paper.documents import Paper
from paper.models import Document
from tutorials.models import TutorialPage

CARD = Paper("proba", "tutorials/print/card.html", "Fișa de probă", card=True)


def of_page(page):
    return [CARD] if isinstance(page, TutorialPage) and page.slug == "petitia-mea-are-numar" else []


def of_page_too(page):
    """The same name once more: whoever is first in the setting counts."""
    return [Paper("proba", "tutorials/print/guide.html", "Alta")] if of_page(page) else []


def files() -> set[str]:
    """What lies in the folder of documents."""
    return set(default_storage.listdir("paper")[1]) if default_storage.exists("paper") else set()


def only() -> Document:
    """Its row."""
    return Document.objects.get()
