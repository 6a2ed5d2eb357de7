"""Search as the site asks it."""

from dataclasses import dataclass

from django.db.models import Count, Subquery
from wagtail.models import Page

from cms.models.search import SearchDocument, SearchPosting, SearchSpelling, SearchWord

from .ranking import find
from .text import fold
from .understand import IndexedWord


@dataclass(frozen=True)
class Hit:
    """A page that was found. `page` is the plain `Page`: its title and address need no more."""

    page: Page
    summary: str
    score: int


@dataclass(frozen=True)
class SearchResults:
    """What was found for `query`, best first; the corrections (typed → meant); what is not here.

    `total` counts all pages found, `hits` holds the first of them.
    """

    query: str
    hits: list[Hit]
    total: int
    understood: dict[str, str]
    unknown: list[str]


def search(query: str, locale_code: str, limit: int = 20) -> SearchResults:
    """The published pages of one language for what a reader typed. Any string is a query.

    Costs four SQL queries at most: words, near words (only when one is not known), where they
    stand, and the pages.
    """
    found = find(DatabaseIndex(locale_code), query)
    scores = dict(found.pages[:limit])
    documents = SearchDocument.objects.filter(pk__in=scores, page__live=True).select_related("page")
    by_page = {document.pk: document for document in documents} if scores else {}
    hits = [
        Hit(by_page[page_id].page, by_page[page_id].summary, score)
        for page_id, score in scores.items()
        if page_id in by_page
    ]
    return SearchResults(query, hits, len(found.pages), found.understood, found.unknown)


class DatabaseIndex:
    """The index in the database, as `understand.Index` asks for it. By equality alone."""

    def __init__(self, language: str):
        self.language = language

    def with_stems(self, stems: set[str]) -> list[IndexedWord]:
        return self._words(stem__in=sorted(stems))

    def with_spellings(self, spellings: set[str]) -> list[IndexedWord]:
        # Of any language: the words are filtered below, and measured by who asks. Naming the language
        # here as well leads SQLite to walk through all its words instead of the few spellings.
        near = SearchSpelling.objects.filter(spelling__in=sorted(spellings))
        return self._words(stem__in=Subquery(near.values("word__stem")))

    def _words(self, **which) -> list[IndexedWord]:
        rows = SearchWord.objects.filter(language=self.language, **which)
        return [
            IndexedWord(number, written, fold(written), stem)
            for number, written, stem in rows.values_list("pk", "word", "stem")
        ]

    def postings(self, numbers: list[int]) -> tuple[int, list[tuple[int, int, int]]]:
        pages = SearchDocument.objects.filter(language=self.language).order_by()
        total = pages.values("language").annotate(count=Count("pk")).values("count")
        rows = list(
            SearchPosting.objects.filter(word__in=numbers)
            .annotate(total=Subquery(total))
            .values_list("word", "document", "weight", "total")
        )
        return (rows[0][3] if rows else 0), [row[:3] for row in rows]
