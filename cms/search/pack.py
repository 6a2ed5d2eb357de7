"""The index in a pack: plain data that a device searches on its own.

A pack holds what cannot be worked out again: the pages, the words as they write them, and where
each word stands. Stems and spellings follow from the words by `text` and `slips`; the device makes
them when it opens the pack, which saves most of the bytes::

    {"format": 1, "language": "ro", "rules": version of language.json,
     "pages": [[number, title, summary, address], …],   by number
     "words": "acasă act acte …",                        sorted, one space between
     "stands": [[place in pages, weight, place, weight, …], …]}   one list per word
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from cms.models.search import SearchDocument, SearchPosting

from .ranking import Found, find, weigh
from .slips import kept_spellings
from .text import fold, rules_version, stem
from .understand import IndexedWord

FORMAT = 1


class PackedPage(NamedTuple):
    """A page as a list of results shows it, and how much each of its words weighs."""

    number: int
    title: str
    summary: str
    address: str
    weights: dict[str, int]


def export(locale_code: str, page_ids: Iterable[int] | None = None) -> dict:
    """The index of one language as a pack: of all its pages, or of those in `page_ids`."""
    documents = SearchDocument.objects.filter(language=locale_code, page__live=True)
    if page_ids is not None:
        documents = documents.filter(pk__in=page_ids)
    postings = SearchPosting.objects.filter(document__in=documents)
    weights = defaultdict(dict)
    for page, word, weight in postings.values_list("document", "word__word", "weight"):
        weights[page][word] = weight
    return pack(
        locale_code,
        [
            PackedPage(
                document.pk,
                document.page.title,
                document.summary,
                document.page.url or "",
                weights[document.pk],
            )
            for document in documents.select_related("page")
        ],
    )


def packed(number: int, parts: Iterable[tuple[str, str]], code: str, address: str = "") -> PackedPage:
    """A page for a pack from its `search_parts`, without a database."""
    parts = list(parts)
    title, summary = (
        " ".join(text for kind, text in parts if kind == wanted) for wanted in ("title", "summary")
    )
    return PackedPage(number, title, summary, address, weigh(parts, code))


def pack(code: str, pages: Iterable[PackedPage]) -> dict:
    """Pages of one language as plain data, small and in an order that does not depend on theirs."""
    pages = sorted(pages)
    stands = defaultdict(list)
    for place, page in enumerate(pages):
        for word, weight in page.weights.items():
            stands[word] += (place, weight)
    words = sorted(stands)
    return {
        "format": FORMAT,
        "language": code,
        "rules": rules_version(),
        "pages": [list(page[:4]) for page in pages],
        "words": " ".join(words),
        "stands": [stands[word] for word in words],
    }


def search_pack(data: dict, query: str) -> Found:
    """What a pack has for a query: the same pages, order and scores as the site's own search."""
    return find(PackIndex(data), query)


class PackIndex:
    """A pack that was opened: the index in memory, as `understand.Index` asks for it."""

    def __init__(self, data: dict):
        self.language = data["language"]
        self._pages = [page[0] for page in data["pages"]]
        self._stands = data["stands"]
        self._by_stem = defaultdict(list)
        self._stems_by_spelling = defaultdict(set)
        for number, written in enumerate(data["words"].split()):
            folded = fold(written)
            word = IndexedWord(number, written, folded, stem(folded, self.language))
            self._by_stem[word.stem].append(word)
            for spelling in kept_spellings(folded, word.stem):
                self._stems_by_spelling[spelling].add(word.stem)

    def with_stems(self, stems: set[str]) -> list[IndexedWord]:
        return [word for stem_ in stems for word in self._by_stem.get(stem_, ())]

    def with_spellings(self, spellings: set[str]) -> list[IndexedWord]:
        near = [self._stems_by_spelling.get(spelling, ()) for spelling in spellings]
        return self.with_stems(set().union(*near))

    def postings(self, numbers: list[int]) -> tuple[int, list[tuple[int, int, int]]]:
        return len(self._pages), [
            (number, self._pages[place], weight)
            for number in numbers
            for place, weight in zip(*[iter(self._stands[number])] * 2, strict=True)
        ]
