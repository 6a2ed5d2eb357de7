"""What a course offers as a document: the booklet of its tutorials, its plan, its notices."""

from courses.models import CoursePage
from courses.papers import PAPERS as OFFERED
from paper.documents import Paper


def of_page(page) -> list[Paper]:
    """The documents of a course, as its editors choose.

    None of any other page, nor of a course without tutorials, as a new one is.
    """
    if not isinstance(page, CoursePage) or not page.path or not page.tutorials():
        return []
    return [paper for paper in OFFERED if page.offers(paper)]
