"""From a text to words, and from a word to the stem under which search keeps it.

Pure functions over plain strings, driven by the data of ``language.json``, so that the browser can
do the same: ``tests/cms/vectors/search.json`` holds what both must answer.

A reader types “impozitu”, “impozitul” or “Impozitelor” and means one word. Endings are cut in a few
steps, the longest that fits first, and never below a shortest stem. They were chosen over the words
of the catalogue and checked against UD Romanian-RRT (its dev and test parts): 88 of 100 inflected
nouns, adjectives and verbs there meet their lemma; what does not is mostly irregular verbs.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

LONGEST_WORD = 40  # longer runs are addresses and keys, which nobody types

_DATA = Path(__file__).with_name("language.json")
# Letters and digits, held together by a sign as in e-mail, ghiseul.ro, SMS-ul.
_UNIT = re.compile(r"[^\W_]+(?:[-‐.][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_NOT_PART = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Language:
    """The rules of one language, as ``language.json`` has them.

    `shortest`: words up to this length stay as they are. `vowels`: replaced throughout, since they
    alternate (școală, școli). `steps`: what a stem must keep, and endings with what takes their
    place, longest first; one ending a step. `last`: a last letter that alternates (amendă, amenzi).
    `whole`: stems that only look as if they had another ending. `irregular`: words and stems that
    no rule brings together. `stop`: words that say nothing.
    """

    shortest: int = 0
    vowels: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()
    last: dict[str, str] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    irregular: dict[str, str] = field(default_factory=dict)
    stop: frozenset[str] = frozenset()


@cache
def language(code: str) -> Language:
    """The rules for a language code; one without rules leaves words as they are."""
    data = json.loads(_DATA.read_text(encoding="utf-8")).get(code)
    if data is None:
        return Language()
    return Language(
        shortest=data["shortest"],
        vowels=tuple((old, new) for old, new in data["vowels"]),
        steps=tuple((step["keep"], _longest_first(step["endings"])) for step in data["steps"]),
        last=data["last"],
        whole=frozenset(data["whole"].split()),
        irregular=data["irregular"],
        stop=frozenset(data["stop"].split()),
    )


def _longest_first(endings: dict[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = [(ending, new) for new, group in endings.items() for ending in group.split()]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def rules_version() -> str:
    """Changes whenever ``language.json`` does: what was indexed before must then be made again."""
    return hashlib.sha256(_DATA.read_bytes()).hexdigest()[:16]


def fold(word: str) -> str:
    """`word` in plain small letters and digits: “Ştampilă” → “stampila”, “e-mail” → “email”."""
    return _NOT_PART.sub("", _without_marks(unicodedata.normalize("NFKD", word).lower()))


class Word(NamedTuple):
    """A word of a text: as it is written (in small letters), folded, and its stem."""

    written: str
    folded: str
    stem: str
    is_stop: bool

    @property
    def is_whole(self) -> bool:
        """Whether it was put together from parts that come as words of their own."""
        return not self.written.isalnum()


def words(text: str, code: str) -> Iterator[Word]:
    """The words of `text`, in their order.

    What a sign holds together comes in its parts and then whole: “Ghișeul.ro” gives “ghișeul”,
    “ro” and “ghișeul.ro”, so that it is found however it is typed. A whole that only carries an
    ending or a little word (SMS-ul, l-ați) is left out.
    """
    text = _without_marks(unicodedata.normalize("NFKC", text).lower())
    for unit in _UNIT.findall(text):
        parts = [word for part in _PART.findall(unit) if (word := _word(part, code))]
        yield from parts
        if len(parts) > 1 and _is_name(parts) and (whole := _word(unit, code)):
            yield whole


def _word(written: str, code: str) -> Word | None:
    folded = fold(written)
    if not folded or max(len(written), len(folded)) > LONGEST_WORD:
        return None
    return Word(written, folded, stem(folded, code), is_stop(folded, code))


def _is_name(parts: list[Word]) -> bool:
    *before, last = parts
    return not last.is_stop and not any(part.is_stop and len(part.folded) > 1 for part in before)


def _without_marks(text: str) -> str:
    """`text` without what marks a letter or steers its display (general categories M and Cf)."""
    if text.isascii():
        return text
    return "".join(
        letter
        for letter in text
        if (category := unicodedata.category(letter))[0] != "M" and category != "Cf"
    )


def is_stop(folded: str, code: str) -> bool:
    """Whether a folded word says nothing in this language, or is a single letter."""
    return folded in language(code).stop or (len(folded) == 1 and not folded.isdigit())


def stem(folded: str, code: str) -> str:
    """What a folded word shares with its other forms: “platiti”, “plata”, “plati” → “plat”."""
    rules = language(code)
    if folded in rules.irregular:
        return rules.irregular[folded]
    if len(folded) <= rules.shortest or not folded.isalpha():
        return folded
    word = folded
    for old, new in rules.vowels:
        word = word.replace(old, new)
    for keep, endings in rules.steps:
        if word not in rules.whole:
            word = _cut(word, endings, keep)
    if len(word) > rules.shortest and word[-1] in rules.last:
        word = word[:-1] + rules.last[word[-1]]
    return rules.irregular.get(word, word)


def _cut(word: str, endings: tuple[tuple[str, str], ...], keep: int) -> str:
    for ending, new in endings:
        if word.endswith(ending) and len(word) - len(ending) + len(new) >= keep:
            return word[: len(word) - len(ending)] + new
    return word
