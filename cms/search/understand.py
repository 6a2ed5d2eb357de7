"""What a query means: for each word typed, the stems that may be meant, and how surely.

Asks the index twice at most, whatever was typed, and works on a bounded part of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

from .slips import SHORTEST_PREFIX, slips_between, typed_spellings
from .text import Word, fold, words
from .text import stem as stem_of

READ = 200  # characters of a query
WORDS = 10  # words of a query that are looked up
STEMS = 40  # stems that one typed word may stand for (a short beginning has many)

# How much of its weight a word keeps, in tenths, by how it met what was typed.
SAME_WORD, SAME_STEM, TOGETHER, BEGINNING, ONE_SLIP, TWO_SLIPS = 10, 9, 8, 6, 5, 3


class IndexedWord(NamedTuple):
    """A word of the index as the pages write it, with the number by which its postings go."""

    number: int
    written: str
    folded: str
    stem: str


class Index(Protocol):
    """What search asks of an index: the database's, or one that came in a pack."""

    language: str

    def with_stems(self, stems: set[str]) -> Iterable[IndexedWord]:
        """Every word that has one of these stems."""

    def with_spellings(self, spellings: set[str]) -> Iterable[IndexedWord]:
        """Every word that shares its stem with one that keeps one of these spellings."""

    def postings(self, numbers: list[int]) -> tuple[int, Iterable[tuple[int, int, int]]]:
        """How many pages there are; and where these words stand: (word, page, weight)."""


@dataclass
class Meaning:
    """One typed word, the stems that it may stand for (with what they keep, in tenths)."""

    typed: str
    stems: dict[str, int]
    words: dict[str, list[IndexedWord]]
    is_guess: bool = False

    def keeps(self, word: IndexedWord) -> int:
        keeps = self.stems[word.stem]
        return SAME_WORD if keeps == SAME_STEM and word.folded == fold(self.typed) else keeps


def read(query: str, code: str) -> list[Word]:
    """The words of a query worth looking up: each stem once, little words only when alone."""
    typed = {word.stem: word for word in words(query[:READ], code)}
    telling = [word for word in typed.values() if not word.is_stop]
    return (telling or list(typed.values()))[:WORDS]


def understand(index: Index, typed: list[Word]) -> tuple[list[Meaning], list[str]]:
    """What the typed words mean on these pages, and those that mean nothing here.

    A word that the index knows is taken at its word. Else it may continue in the next one, be the
    beginning of a longer one, have a slip in it, or be two words run together; in this order.
    """
    known = _by_stem(index.with_stems(_possible_stems(typed, index.language)))
    meanings, unclear = [], []
    rest = list(typed)
    while rest:
        word = rest.pop(0)
        joined = _join(word, rest[0], index.language) if rest else None
        if joined in known and not (word.stem in known and rest[0].stem in known):
            typed_both = f"{word.written} {rest.pop(0).written}"
            meanings.append(_certain(typed_both, [joined], known, TOGETHER))
        elif word.stem in known:
            meanings.append(_certain(word.written, [word.stem], known))
        elif not word.is_whole and not word.is_stop:  # the parts of a whole speak for it
            unclear.append(word)
    near = _near(index, unclear)
    unknown = []
    for word in unclear:
        if found := _guesses(word, near) or _run_together(word, known, index.language):
            meanings += found
        else:
            unknown.append(word.written)
    return meanings, unknown


def _by_stem(found: Iterable[IndexedWord]) -> dict[str, list[IndexedWord]]:
    by_stem = defaultdict(list)
    for word in found:
        by_stem[word.stem].append(word)
    return dict(by_stem)


def _possible_stems(typed: list[Word], code: str) -> set[str]:
    stems = {word.stem for word in typed}
    stems |= {_join(one, other, code) for one, other in pairwise(typed)}
    for word in typed:
        for parts in _splits(word):
            stems.update(stem_of(part, code) for part in parts)
    return stems


def _join(one: Word, other: Word, code: str) -> str:
    return stem_of(one.folded + other.folded, code)


def _splits(word: Word) -> list[tuple[str, str]]:
    """Every two words that `word` may be run together from, the most even first."""
    size = len(word.folded)
    places = sorted(range(3, size - 2), key=lambda at: (abs(size - 2 * at), at))
    return [(word.folded[:at], word.folded[at:]) for at in places]


def _near(index: Index, unclear: list[Word]) -> dict[str, list[IndexedWord]]:
    spellings = set()
    for word in unclear:
        spellings |= typed_spellings(word.folded, word.stem)
    return _by_stem(index.with_spellings(spellings)) if spellings else {}


def _certain(
    typed: str, stems: list[str], known: dict[str, list[IndexedWord]], keeps: int = SAME_STEM
) -> Meaning:
    return Meaning(
        typed,
        dict.fromkeys(stems, keeps),
        {stem: known[stem] for stem in stems},
        is_guess=keeps != SAME_STEM,
    )


def _guesses(word: Word, near: dict[str, list[IndexedWord]]) -> list[Meaning]:
    """What `word` may be the beginning of; else what it may be a slip of; else nothing."""
    if begun := _begun(word, near):
        shortest = sorted(begun, key=lambda stem: (begun[stem], stem))[:STEMS]
        return [Meaning(word.written, dict.fromkeys(shortest, BEGINNING), near)]
    if slips := _slipped(word, near):
        fewest = min(slips.values())
        nearest = sorted(stem for stem, count in slips.items() if count == fewest)[:STEMS]
        keeps = ONE_SLIP if fewest == 1 else TWO_SLIPS
        return [Meaning(word.written, dict.fromkeys(nearest, keeps), near, is_guess=True)]
    return []


def _begun(word: Word, near: dict[str, list[IndexedWord]]) -> dict[str, int]:
    """The stems of words that begin with `word`, and how long the shortest of each is."""
    if len(word.folded) < SHORTEST_PREFIX:
        return {}
    begun = {}
    for stem, forms in near.items():
        sizes = [len(form.folded) for form in forms if form.folded.startswith(word.folded)]
        if sizes:
            begun[stem] = min(sizes)
    return begun


def _slipped(word: Word, near: dict[str, list[IndexedWord]]) -> dict[str, int]:
    """The stems of words that `word` may be a slip of, and how many slips away they are."""
    slipped = {}
    for stem, forms in near.items():
        counts = [slips_between(word, form.folded, stem) for form in forms]
        if counts := [count for count in counts if count]:
            slipped[stem] = min(counts)
    return slipped


def _run_together(word: Word, known: dict[str, list[IndexedWord]], code: str) -> list[Meaning]:
    """The two words that `word` is run together from, if pages have both just so; else nothing."""
    for parts in _splits(word):
        stems = [stem_of(part, code) for part in parts]
        if all(
            any(form.folded == part for form in known.get(stem, ()))
            for part, stem in zip(parts, stems, strict=True)
        ):
            return [_certain(word.written, [stem], known, TOGETHER) for stem in stems]
    return []
