"""The ways in which a course stands on paper. Their addresses are printed: a name lasts."""

from django.utils.translation import gettext_lazy as _

from paper.documents import BOARD, CLASSROOM, Paper

PRINT = "courses/print/"
BOOKLET = PRINT + "booklet.html"

PAPERS = (
    Paper("brosura", BOOKLET, _("The booklet of the course")),
    Paper("brosura-mare", BOOKLET, _("The booklet in large letters"), large=True),
    Paper("plan-lectii", PRINT + "lessons.html", _("Plan of the lessons"), group=CLASSROOM),
    Paper(
        "anunt", PRINT + "flyer.html", _("Notice with strips to tear off"), group=BOARD, most_pages=1
    ),
    Paper("afis", "paper/poster.html", _("Poster"), group=BOARD, most_pages=1),
)
