"""The writer of the search index. A published page is the truth; the index follows it.

Part of the transaction that changed the page, if there is one, so that no page is found by words
that it no longer has. Writers of one language wait for each other and then read what is true: words
are shared between pages, and one writer may drop a word that another is about to use.
"""

import hashlib
import json

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Locale, Page

from cms.models.search import FINGERPRINT, SearchDocument, SearchPosting, SearchSpelling, SearchWord

from .mixin import SearchableMixin
from .ranking import WEIGHTS, weigh
from .slips import kept_spellings
from .text import fold, rules_version, stem

FORMAT = 1  # raised when the code of `text`, `slips` or `ranking.weigh` gives something else
BATCH = 1000  # rows written by one statement


def can_be_found(page: Page) -> bool:
    """Live, offering something to search, and not the mirror of another page."""
    return page.live and page.alias_of_id is None and isinstance(page, SearchableMixin)


@transaction.atomic
def index_page(page_id: int) -> bool:
    """Brings the index up to date with a page of the database; returns whether anything changed.

    A page that cannot be found, or is not there, is taken out.
    """
    locale = _take_turn(page_id)
    page = Page.objects.filter(pk=page_id).specific().first()
    if page is None or not can_be_found(page):
        return _take_out(page_id)
    code = locale.language_code
    parts = list(page.search_parts())
    fingerprint = _fingerprint(code, parts)
    if SearchDocument.objects.filter(pk=page_id, fingerprint=fingerprint).exists():
        return False
    dropped = _drop_postings(page_id)
    SearchDocument.objects.update_or_create(
        pk=page_id,
        defaults={
            "language": code,
            "summary": " ".join(text for kind, text in parts if kind == "summary"),
            "fingerprint": fingerprint,
        },
    )
    weights = weigh(parts, code)
    numbers = _word_numbers(code, list(weights))
    SearchPosting.objects.bulk_create(
        [
            SearchPosting(document_id=page_id, word_id=numbers[word], weight=weight)
            for word, weight in weights.items()
        ],
        batch_size=BATCH,
    )
    _forget_unused(dropped - set(numbers.values()))
    return True


@transaction.atomic
def remove_page(page_id: int) -> bool:
    """Takes a page out of the index; returns whether it was there."""
    _take_turn(page_id)
    return _take_out(page_id)


def rebuild() -> tuple[int, int]:
    """Brings the whole index up to date: (pages that can be found, pages changed).

    Each page in a transaction of its own, so that nobody waits long. Safe at any time, and needed
    after `language.json` or what a page type offers has changed.
    """
    pages = set(Page.objects.live().values_list("pk", flat=True))
    pages |= set(SearchDocument.objects.values_list("pk", flat=True))
    changed = sum(index_page(page_id) for page_id in sorted(pages))
    return SearchDocument.objects.count(), changed


def _fingerprint(*made_from) -> str:
    """The same as long as what is made from plain data by today's rules is the same."""
    today = [FORMAT, rules_version(), list(WEIGHTS.items()), *made_from]
    return hashlib.sha256(json.dumps(today).encode()).hexdigest()[:FINGERPRINT]


def _take_turn(page_id: int) -> Locale | None:
    """Waits until no other transaction writes words of the page's language; returns the language.

    PostgreSQL locks the row without hindering who refers to it; SQLite has one writer anyway.
    """
    locale = Page.objects.filter(pk=page_id).values("locale")
    return Locale.objects.select_for_update(no_key=True).filter(pk__in=locale).first()


def _take_out(page_id: int) -> bool:
    dropped = _drop_postings(page_id)
    found, _ = SearchDocument.objects.filter(pk=page_id).delete()
    _forget_unused(dropped)
    return bool(found)


def _drop_postings(page_id: int) -> set[int]:
    """Deletes where the words of a page stand; returns the words."""
    postings = SearchPosting.objects.filter(document=page_id)
    words = set(postings.values_list("word", flat=True))
    postings.delete()
    return words


def _word_numbers(code: str, words: list[str]) -> dict[str, int]:
    """The primary key of each word; adds those that are new or were made by other rules."""
    rules = _fingerprint()
    known = SearchWord.objects.filter(language=code, word__in=words, rules=rules)
    numbers = dict(known.values_list("word", "pk"))
    SearchWord.objects.bulk_create(
        [
            SearchWord(language=code, word=word, stem=stem(fold(word), code), rules=rules)
            for word in words
            if word not in numbers
        ],
        batch_size=BATCH,
        # Pages that are not yet indexed anew keep their postings of a word that was made before.
        update_conflicts=True,
        unique_fields=["language", "word"],
        update_fields=["stem", "rules"],
    )
    new = SearchWord.objects.filter(language=code, word__in=words).exclude(pk__in=numbers.values())
    SearchSpelling.objects.filter(word__in=new).delete()
    SearchSpelling.objects.bulk_create(
        [
            SearchSpelling(word=word, spelling=spelling)
            for word in new
            for spelling in kept_spellings(fold(word.word), word.stem)
        ],
        batch_size=BATCH,
    )
    return numbers | {word.word: word.pk for word in new}


def _forget_unused(words: set[int]) -> None:
    """Deletes those of `words` that stand on no page any more."""
    used = SearchPosting.objects.filter(word=OuterRef("pk"))
    SearchWord.objects.filter(~Exists(used), pk__in=words).delete()
