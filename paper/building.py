"""Makes the documents of published pages, once for what they say, in the background.

The source of truth is the HTML of a document as a reader would see it: its hash is the content version,
so that whatever a sheet can show (a word of the glossary, a telephone number, a drawn screen, a date
that has come) makes it anew, and nothing else does. What fails keeps the file before it, and is tried
again later; what does not fit keeps none.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms.pagecache.version import site_version
from paper import pdf
from paper.documents import Paper, built_ahead
from paper.mixins import PrintableMixin
from paper.models import Batch, Document

logger = logging.getLogger(__name__)

FOLDER = Document._meta.get_field("file").upload_to  # of documents and packs, in the media storage
ADRIFT = timedelta(days=1)  # after which a file that no row names belongs to nobody at work
AS_NEW = {"trouble": "", "claimed_at": None, "tries": 0, "try_at": None}
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
    pdf.load()
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


def asked() -> bool:
    """Whether documents wait that nobody makes: their builder died, or they are to be tried again."""
    now = timezone.now()
    return Document.objects.waiting(now).free(now).exists()


def look(tally: Tally, again: bool = False) -> None:
    """Notes what every published page wants on paper now, and forgets the rest.

    A page that cannot be asked keeps what it had. What lost its file is to be made once more.
    """
    offered = set()
    known = {(row.page_id, row.name): row for row in Document.objects.all()}
    _mind_files(known.values())
    for page in printable_pages():
        try:
            offered |= _note(page, known, again)
        except Exception:
            logger.exception("Nobody could say what page %s wants on paper.", page.pk)
            offered |= {key for key in known if key[0] == page.pk}
    tally.wanted = len(offered)
    for key, row in known.items():
        if key not in offered:
            row.delete()
            tally.removed += 1


def _note(page, known: dict[tuple[int, str], Document], again: bool) -> set[tuple[int, str]]:
    """Notes what one page wants; the keys of its documents."""
    offered = set()
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
            changed = {"wanted": wanted, **AS_NEW}
            if again and row.file:
                changed["version"] = "again"
            Document.objects.filter(pk=row.pk).update(**changed)
    return offered


def _mind_files(rows: Iterable[Document]) -> None:
    """Empties those of `rows` whose file is gone from the storage; removes files that no row names."""
    try:
        there = set(default_storage.listdir(FOLDER)[1])
    except FileNotFoundError:  # nothing was ever made
        there = set()
    for row in rows:
        if row.file and PurePosixPath(row.file.name).name not in there:
            lost = Document.objects.filter(pk=row.pk, file=row.file.name)
            row.file = ""
            lost.update(file="", version="", pages=0, **AS_NEW)
    named = set(Document.objects.values_list("file", flat=True))
    named.update(Batch.objects.values_list("file", flat=True))
    for name in {f"{FOLDER}/{name}" for name in there} - named:
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(name) < timezone.now() - ADRIFT:
                default_storage.delete(name)


def _version_of(paper: Paper, html: str, base: str) -> str:
    """The content version: the hash of all that the document shows."""
    seen = hashlib.sha256(pdf.version())
    seen.update(f"{paper.most_pages}\0{base}\0{html}".encode())
    return seen.hexdigest()


def _next() -> Document | None:
    """The next document to make, claimed for us."""
    for row in Document.objects.waiting(timezone.now()).select_related("page"):
        if Document.objects.claim(row.pk, timezone.now()):
            row.tries += 1
            return row
    return None


def _make(row: Document) -> bool:
    """Makes one document. False, and noted on its row, when that cannot be done."""
    try:
        _try(row)
    except Exception:
        logger.exception("%s of page %s could not be made.", row.name, row.page_id)
        # Nothing to note on the row of a page that was deleted meanwhile.
        with suppress(DatabaseError), transaction.atomic():
            row.give_up(Document.Trouble.FAILED)
        return False
    return True


def _try(row: Document) -> None:
    page = row.page.specific
    paper = next(paper for paper in built_ahead(page) if paper.name == row.name)
    html, base = page.html_of(paper)
    # What the page says now, which may be more than what was noted.
    row.wanted = _version_of(paper, html, base)
    if (made := fitted(html, base, paper)) is None:
        row.give_up(Document.Trouble.TOO_LONG)
        return
    document, _size = made
    file = ContentFile(document.body, name=f"{page.slug}-{row.name}.pdf")
    row.keep(file, document.pages, whole=not document.missing)


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
