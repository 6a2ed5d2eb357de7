"""Makes the documents of published pages, once for what they say, in the background.

The source of truth is the HTML of a document as a reader would see it: its hash is the content version,
so that whatever a sheet can show (a word of the glossary, a telephone number, a drawn screen, a date
that has come) makes it anew, and nothing else does. What fails keeps the file before it.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms.pagecache.version import site_version
from paper import pdf
from paper.documents import Paper, built_ahead
from paper.mixins import PrintableMixin
from paper.models import Document

logger = logging.getLogger(__name__)

FITS = 3  # how many sizes of letters are tried for what must fit (paper/style: data-fit)


@dataclass
class Tally:
    """What a run did."""

    wanted: int = 0
    made: int = 0
    removed: int = 0
    failed: int = 0

    def __str__(self):
        told = (f"{count} {name}" for name, count in vars(self).items())
        return f"Documents: {', '.join(told)}."


def build_all(again: bool = False) -> Tally:
    """Makes what is missing and changed, and removes what nobody offers any more.

    `again`: also what is there already, and what failed. Raises pdf.CannotMakePdf. Looks again whenever
    something was published meanwhile, so that the newest page never waits for a whole catalogue.
    """
    pdf.version()
    tally, seen = Tally(), site_version().current()
    look(tally, again)
    while True:
        if seen != (now := site_version().current()):
            seen = now
            look(tally)
        if (row := _next()) is None:
            break
        if _make(row):
            tally.made += 1
        else:
            tally.failed += 1
    if tally.made or tally.removed:
        site_version().bump()  # pages say how many sheets a document has
    return tally


def printable_pages() -> Iterator[PrintableMixin]:
    """Every published page that can stand on paper, those published last first."""
    kinds = [model for model in get_page_models() if issubclass(model, PrintableMixin)]
    live = Page.objects.live().type(*kinds).order_by(F("last_published_at").desc(nulls_last=True), "pk")
    for page in live.iterator():
        yield page.specific


def look(tally: Tally, again: bool = False) -> None:
    """Notes what every published page wants on paper now, and forgets the rest."""
    offered = set()
    tally.wanted = 0
    known = {(row.page_id, row.name): row for row in Document.objects.all()}
    for page in printable_pages():
        for paper in built_ahead(page):
            if (made := page.html_of(paper)) is None:
                continue
            wanted = _version_of(paper, *made)
            offered.add((page.pk, paper.name))
            row = known.get((page.pk, paper.name))
            if row is None:
                Document.objects.get_or_create(
                    page_id=page.pk, name=paper.name, defaults={"wanted": wanted}
                )
            elif again or row.wanted != wanted:
                changed = {"wanted": wanted, "trouble": "", "claimed_at": None}
                if again and row.file:
                    changed["version"] = "again"
                Document.objects.filter(pk=row.pk).update(**changed)
    tally.wanted = len(offered)
    for key, row in known.items():
        if key not in offered:
            row.delete()
            tally.removed += 1


def _version_of(paper: Paper, html: str, base: str) -> str:
    """The content version: the hash of all that the document shows."""
    seen = hashlib.sha256(pdf.version())
    seen.update(f"{paper.most_pages}\0{base}\0{html}".encode())
    return seen.hexdigest()


def _next() -> Document | None:
    """The next document to make, claimed for us."""
    for row in Document.objects.waiting().select_related("page"):
        if Document.objects.claim(row.pk, timezone.now()):
            return row
    return None


def _make(row: Document) -> bool:
    """Makes one document. False, and noted on its row, when that cannot be done."""
    try:
        page = row.page.specific
        paper = next(paper for paper in built_ahead(page) if paper.name == row.name)
        html, base = page.html_of(paper)
        # What the page says now, which may be more than what was noted.
        row.wanted = _version_of(paper, html, base)
        made = fitted(html, base, paper)
    except Exception:
        logger.exception("%s of page %s could not be made.", row.name, row.page_id)
        row.give_up(Document.Trouble.FAILED)
        return False
    if made is None:
        row.give_up(Document.Trouble.TOO_LONG)
        return True
    document, _size = made
    row.keep(ContentFile(document.body, name=f"{page.slug}-{row.name}.pdf"), document.pages)
    return True


def fitted(html: str, base: str, paper: Paper) -> tuple[pdf.Pdf, int] | None:
    """The document in the largest letters in which it fits, and which they are; None: in none."""
    if paper.most_pages is None:
        return pdf.make_pdf(html, base), 0
    for size in range(FITS):
        made = pdf.make_pdf(in_letters(html, size), base)
        if made.pages <= paper.most_pages:
            return made, size
    return None


def in_letters(html: str, size: int) -> str:
    """`html` in the letters of this size: 0, the largest, to FITS - 1."""
    return html.replace("<html ", f'<html data-fit="{size}" ', 1)
