"""The ways in which a tutorial stands on paper. Their addresses are printed: a name lasts."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from paper.documents import BOARD, CLASSROOM, MEETING, Paper

PRINT = "tutorials/print/"
GUIDE = PRINT + "guide.html"
HOMEWORK = _("Homework: I teach my grandfather")
classroom = partial(Paper, group=CLASSROOM)
meeting = partial(Paper, group=MEETING)
board = partial(Paper, group=BOARD, most_pages=1)

PAPERS = (
    Paper("ghid", GUIDE, _("The guide")),
    Paper("ghid-mare", GUIDE, _("The guide in large letters"), large=True),
    Paper("caiet", GUIDE, _("The notebook, with lines to write on"), notebook=True),
    classroom("plan-lectie", PRINT + "lesson.html", _("Lesson plan"), most_pages=2),
    classroom("fisa-elev", PRINT + "handout.html", _("Handout for a pupil"), most_pages=2),
    classroom(
        "pachet",
        PRINT + "pack.html",
        _("The pack for a class"),
        most_copies=40,
        copies_of="fisa-elev",
    ),
    classroom("raspunsuri", PRINT + "answers.html", _("Answers, for the teacher")),
    classroom("tema-acasa", PRINT + "homework.html", HOMEWORK, most_pages=2),
    meeting("fisa", PRINT + "card.html", _("The 20-minute card"), card=True, most_pages=2),
    meeting("card-exercitiu", PRINT + "persons.html", _("The card for the exercise")),
    meeting("dezbatere", PRINT + "debate.html", _("Debate kit"), most_pages=2),
    board("anunt", PRINT + "flyer.html", _("Notice with strips to tear off")),
    board("afis", "paper/poster.html", _("Poster")),
)
