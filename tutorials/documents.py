"""What a tutorial offers as a document to print, hand out and keep."""

from paper.documents import Paper
from tutorials.models import TutorialPage
from tutorials.papers import PAPERS as OFFERED


def of_page(page) -> tuple[Paper, ...]:
    """The documents of a tutorial; none of any other page."""
    return OFFERED if isinstance(page, TutorialPage) else ()
