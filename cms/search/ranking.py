"""How much a word weighs on a page, and which page comes first. Whole numbers only, so that Python
and the browser give the same scores.

*A word on a page* weighs by where it stands (title > keywords > summary > body) and, less and less,
by how often. *A typed word on a page* earns the weight of what it meant, times how rare that is on
the site, times how surely it was meant (`understand`). *A page's score* is the sum over the typed
words, times the share of them that it has; pages that have all of them come before all others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from math import log2
from typing import NamedTuple

from .slips import distance
from .text import Word, fold, words
from .understand import TWO_SLIPS, Index, Meaning, read, understand

WEIGHTS = {"title": 100, "keywords": 60, "summary": 40, "body": 10}
NAMES = ("title", "keywords")  # here the little words count too: a page may be called “Who we are”


class Found(NamedTuple):
    """Pages with their scores, best first; the corrections (typed → meant); what is not here."""

    pages: list[tuple[int, int]]
    understood: dict[str, str]
    unknown: list[str]


def weigh(parts: Iterable[tuple[str, str]], code: str) -> dict[str, int]:
    """How much each word of a page weighs, from its `search_parts`.

    Words of one stem share its weight: in each kind of text the full weight for standing there
    once, and as much again at most for all further times.
    """
    weights = Counter()
    for kind, counts in _counts(parts, code).items():
        times = Counter()
        for word, count in counts.items():
            times[word.stem] += count
        for word, count in counts.items():
            weights[word.written] += max(1, 2 * WEIGHTS[kind] * count // (times[word.stem] + 1))
    return dict(weights)


def _counts(parts: Iterable[tuple[str, str]], code: str) -> dict[str, Counter[Word]]:
    counts = defaultdict(Counter)
    for kind, text in parts:
        counts[kind].update(word for word in words(text, code) if kind in NAMES or not word.is_stop)
    return counts


def find(index: Index, query: str) -> Found:
    """What an index has for a query; four questions to the index at most."""
    meanings, unknown = understand(index, read(query, index.language))
    if not meanings:
        return Found([], {}, unknown)
    total, stands = _postings(index, meanings)
    points, understood = [], defaultdict(list)
    for meaning in meanings:
        by_stem = _points(meaning, stands, total)
        if not by_stem:
            unknown.append(meaning.typed)
            continue
        points.append(by_stem)
        if meaning.is_guess:
            understood[meaning.typed].append(_meant(meaning, by_stem))
    return Found(
        _ranked(points),
        {typed: " ".join(meant) for typed, meant in understood.items()},
        unknown,
    )


def _postings(index: Index, meanings: list[Meaning]) -> tuple[int, dict[int, list[tuple[int, int]]]]:
    """How many pages there are, and for every word meant where it stands: (page, weight)."""
    numbers = {
        word.number for meaning in meanings for stem in meaning.stems for word in meaning.words[stem]
    }
    total, postings = index.postings(sorted(numbers))
    stands = defaultdict(list)
    for number, page, weight in postings:
        stands[number].append((page, weight))
    return total, stands


def _points(
    meaning: Meaning, stands: dict[int, list[tuple[int, int]]], total: int
) -> dict[str, dict[int, int]]:
    """What each page earns by one typed word, for every stem that it may stand for.

    Two slips are believed only of a word that names something: one that stands in some title,
    keywords or summary. This halves how often an unknown word is taken for another (22 to 10 of
    100 words of UD Romanian-RRT that the catalogue does not have).
    """
    points = {}
    for stem, kept in meaning.stems.items():
        pages = Counter()
        for word in meaning.words[stem]:
            keeps = meaning.keeps(word)
            for page, weight in stands.get(word.number, ()):
                pages[page] += weight * keeps
        if kept == TWO_SLIPS and max(pages.values(), default=0) < kept * WEIGHTS["summary"]:
            continue
        rarity = _rarity(len(pages), total)
        points[stem] = {page: earned * rarity for page, earned in pages.items()}
    return points


def _rarity(having: int, total: int) -> int:
    """16 for a word on every page, 16 more each time the pages that have it are halved (tf-idf)."""
    return round(16 * log2(1 + total / having)) if having else 0


def _ranked(points: list[dict[str, dict[int, int]]]) -> list[tuple[int, int]]:
    """Pages that have all words first, then by score, then by number, so that ties stay put."""
    earned, has = Counter(), Counter()
    for by_stem in points:
        best = Counter()
        for pages in by_stem.values():
            best |= Counter(pages)  # a word that may stand for several stems counts once
        earned.update(best)
        has.update(best.keys())
    scores = {page: earned[page] * has[page] // len(points) for page in earned}
    order = sorted(scores, key=lambda page: (has[page] < len(points), -scores[page], page))
    return [(page, scores[page]) for page in order]


def _meant(meaning: Meaning, points: dict[str, dict[int, int]]) -> str:
    """How to say a correction: the nearest form of the stem that weighs most."""
    stem = min(points, key=lambda stem: (-max(points[stem].values(), default=0), stem))
    folded = fold(meaning.typed)
    forms = sorted(
        meaning.words[stem],
        key=lambda form: (distance(folded, form.folded), form.written.isascii(), form.written),
    )
    return forms[0].written
