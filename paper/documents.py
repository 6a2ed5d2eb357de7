"""What can be had as a PDF: anything of which somebody can say how it stands on paper.

The setting DOCUMENTS lists providers, read in order like MIDDLEWARE. A provider is
``provider(page) -> Iterable[Paper]``: the documents that it offers for a published page, nothing for a
page that is none of its own. A document needs a name (its address is ``<page>/tipar/<name>.pdf`` and
lasts, because it is printed; ``<page>/tipar/<name>/`` is the same for the browser's own print), a title
for links, and a template that extends ``paper/sheet.html``; its content version follows from the HTML
that the template makes (`paper/building.py`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

# Whom a document is for. Its reader's own stand openly on a page; the others in one drawer, by group.
READER, CLASSROOM, MEETING, BOARD = "reader", "classroom", "meeting", "board"
GROUPS = {
    CLASSROOM: _("For the classroom"),
    MEETING: _("For the library and the club"),
    BOARD: _("For the notice board"),
}


@dataclass(frozen=True)
class Paper:
    """One way in which a page stands on paper; templates know it as ``on_paper``.

    Without a `name`, or with `browser`, it is a sheet for the browser's own print. `notebook` leaves
    room to write and has boxes to tick; `card` keeps to the bones. With `most_pages` smaller letters
    are tried until it fits, and what does not fit then is not offered. With `most_copies` it is a
    pack: made when somebody asks for so many copies (`paper/batches.py`) of the document `copies_of`;
    its template finds them as ``copies``.
    """

    name: str = ""
    template: str = ""
    title: str = field(default="", compare=False)  # lazily translated: what a link to it says
    large: bool = False
    notebook: bool = False
    card: bool = False
    most_pages: int | None = None
    group: str = field(default=READER, compare=False)
    browser: bool = False
    most_copies: int = 0
    copies_of: str = ""

    @property
    def pdf(self) -> bool:
        """Whether it becomes a PDF, under the style of `paper/style`."""
        return bool(self.name) and not self.browser

    @property
    def on_screen(self) -> "Paper":
        """The same as a sheet for the browser's own print."""
        return replace(self, browser=True)

    @property
    def beside(self) -> bool:
        """Whether pictures stand beside the words: where letters leave room for both."""
        return self.pdf and not self.large


Provider = Callable[[object], Iterable[Paper]]


@cache
def providers() -> tuple[Provider, ...]:
    """The providers, in the order of the setting."""
    return tuple(import_string(path) for path in settings.DOCUMENTS)


def documents_of(page) -> list[Paper]:
    """What the published `page`, as its own type, offers as PDF: the first of equal names counts.

    A pack of what is not offered is none.
    """
    offered: dict[str, Paper] = {}
    for provider in providers():
        for paper in provider(page):
            offered.setdefault(paper.name, paper)
    return [paper for paper in offered.values() if not paper.copies_of or paper.copies_of in offered]


def paper_named(page, name: str) -> Paper | None:
    """The document `name` that the published `page` offers; None where it offers none."""
    return next((paper for paper in documents_of(page) if paper.name == name), None)


def built_ahead(page) -> list[Paper]:
    """What is made as soon as the page is published: all but the packs."""
    return [paper for paper in documents_of(page) if not paper.most_copies]
