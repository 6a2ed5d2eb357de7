"""What a tutorial offers as a document to print, hand out and keep."""

from paper.documents import Paper
from tutorials.models import TutorialPage
from tutorials.papers import PAPERS as OFFERED


def of_page(page) -> list[Paper]:
    """The documents of a tutorial, as its editors choose; none of any other page."""
    if not isinstance(page, TutorialPage):
        return []
    return [paper for paper in OFFERED if page.offers(paper)]
