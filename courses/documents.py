"""What a course offers as a document: the booklet of all its tutorials."""

from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from paper.documents import Paper

BOOKLET = "courses/print/booklet.html"
OFFERED = (
    Paper("brosura", BOOKLET, _("The booklet of the course")),
    Paper("brosura-mare", BOOKLET, _("The booklet in large letters"), large=True),
)


def of_page(page) -> tuple[Paper, ...]:
    """The documents of a course; none of any other page, nor of a course without tutorials."""
    if not isinstance(page, CoursePage) or not page.tutorials():
        return ()
    return OFFERED
