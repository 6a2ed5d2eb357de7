"""What a tutorial offers as a document to print, hand out and keep."""

from django.utils.translation import gettext_lazy as _

from paper.documents import Paper
from tutorials.models import TutorialPage

GUIDE = "tutorials/print/guide.html"
OFFERED = (
    Paper("ghid", GUIDE, _("The guide")),
    Paper("ghid-mare", GUIDE, _("The guide in large letters"), large=True),
    Paper("caiet", GUIDE, _("The notebook, with lines to write on"), notebook=True),
    Paper("fisa", "tutorials/print/card.html", _("The 20-minute card"), card=True, most_pages=2),
)


def of_page(page) -> tuple[Paper, ...]:
    """The documents of a tutorial; none of any other page."""
    return OFFERED if isinstance(page, TutorialPage) else ()
