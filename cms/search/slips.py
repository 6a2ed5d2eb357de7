"""Slips of the finger, found by equality alone.

The idea is SymSpell's (Wolf Garbe, symmetric deletes): two words that differ by a missing, doubled,
wrong or swapped letter become equal once a letter or two is deleted from each. So the index keeps
every word's deletions, a query looks its own up, and the few candidates are measured. Equality is
the same on every database and in the browser; no collation, no LIKE, no extension.

Deletions are made on the first letters only, which bounds them: 20 rows for a word on average, 45
at most. Whole words are kept and not only stems, since a slip in an ending hides the ending. Measured
on titles, keywords and summaries of the catalogue: after one slip 95 of 100 words still bring their
page first (on stems alone 74 were recognised), after two in a word of seven letters or more 91.
"""

from .text import Word

HEAD = 7  # letters on which deletions are made; words that slip later have the same head
SHORTEST_PREFIX = 3
SHORTEST_SLIP = 4  # “sms” and “smm” are too close to too many words
SHORTEST_TWO_SLIPS = 7  # from 8 on, only 66 of 100 words with two slips were found


def tolerance(folded: str) -> int:
    """How many slips a word of this length may have."""
    return 0 if len(folded) < SHORTEST_SLIP else 1 if len(folded) < SHORTEST_TWO_SLIPS else 2


def kept_spellings(folded: str, stem: str) -> set[str]:
    """What the index keeps for a word: its deletions, its stem's, and how it may begin."""
    beginnings = {folded[:size] for size in range(SHORTEST_PREFIX, min(HEAD, len(folded)))}
    return beginnings | typed_spellings(folded, stem)


def typed_spellings(folded: str, stem: str) -> set[str]:
    """What a typed word is looked up by. Another form of a known word meets it by its stem."""
    spellings = _deletions(folded[:HEAD], tolerance(folded))
    return spellings | _deletions(stem[:HEAD], min(1, tolerance(stem)))


def _deletions(head: str, count: int) -> set[str]:
    """`head` and what is left of it when up to `count` letters are taken out."""
    found = level = {head}
    for _ in range(count):
        level = {word[:at] + word[at + 1 :] for word in level for at in range(len(word))}
        found = found | level
    return found


def slips_between(typed: Word, folded: str, stem: str) -> int | None:
    """How far `typed` is from a word that has this stem: 1 or 2, or None when it is another word.

    A slip in another form than the index knows leaves only the stems to compare, which are short
    and alike, so that they must begin alike and count as far.
    """
    count = distance(typed.folded, folded)
    if 0 < count <= min(tolerance(typed.folded), tolerance(folded)):
        return count
    if not (tolerance(typed.stem) and tolerance(stem)) or not _begin_alike(typed.stem, stem):
        return None
    return 2 if distance(typed.stem, stem) == 1 else None


def _begin_alike(one: str, other: str) -> bool:
    return one[0] == other[0] or one[:2] == other[1::-1]


def distance(one: str, other: str) -> int:
    """Letters missing, added, wrong or swapped with their neighbour between two words.

    (Optimal string alignment: no part is changed twice.)
    """
    older: list[int] = []
    old: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        older, old, row = old, row, [i + 1]
        for j, against in enumerate(other):
            best = min(old[j + 1] + 1, row[j] + 1, old[j] + (letter != against))
            if i and j and letter == other[j - 1] and against == one[i - 1]:
                best = min(best, older[j - 1] + 1)
            row.append(best)
    return row[-1]
