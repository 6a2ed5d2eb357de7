"""The glossary of a booklet."""

import unicodedata

from tutorials.models import GlossaryTerm, TutorialPage

# What Romanian letters carry, in the order of a dictionary after those that carry nothing.
BREVE, CIRCUMFLEX, COMMA_BELOW = "\u0306", "\u0302", "\u0326"
MARKS = BREVE + CIRCUMFLEX + COMMA_BELOW


def glossary_of(tutorials: list[TutorialPage]) -> list[GlossaryTerm]:
    """The words that the tutorials explain, each once, as a dictionary orders them."""
    words = {block.value.pk: block.value for tutorial in tutorials for block in tutorial.explained}
    return sorted(words.values(), key=lambda word: alphabetical(word.term))


def alphabetical(word: str) -> list[tuple[str, int]]:
    """A key that sorts as Romanian dictionaries do: a ă â, i î, s ș, t ț; capitals as small ones."""
    parted = (unicodedata.normalize("NFD", letter) for letter in word.lower())
    return [(letter[0], MARKS.find(letter[1:2]) if letter[1:] else -1) for letter in parted]
