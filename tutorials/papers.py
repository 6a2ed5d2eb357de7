"""The ways in which a tutorial stands on paper. Their addresses are printed: a name lasts."""

from django.utils.translation import gettext_lazy as _

from paper.documents import CLASSROOM, MEETING, Paper

PRINT = "tutorials/print/"
GUIDE = PRINT + "guide.html"
PAPERS = (
    Paper("ghid", GUIDE, _("The guide")),
    Paper("ghid-mare", GUIDE, _("The guide in large letters"), large=True),
    Paper("caiet", GUIDE, _("The notebook, with lines to write on"), notebook=True),
    Paper("fisa-elev", PRINT + "handout.html", _("Handout for a pupil"), most_pages=2, group=CLASSROOM),
    Paper(
        "pachet", PRINT + "pack.html", _("The pack for a class"), group=CLASSROOM,
        most_copies=40, copies_of="fisa-elev",
    ),  # fmt: skip
    Paper("raspunsuri", PRINT + "answers.html", _("Answers, for the teacher"), group=CLASSROOM),
    Paper("fisa", PRINT + "card.html", _("The 20-minute card"), card=True, most_pages=2, group=MEETING),
)
