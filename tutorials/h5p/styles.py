"""What a style sheet would fetch from other sites, read as browsers read it. Pure.

After CSS Syntax Level 3 (tokens, comments, escapes) and the URL Standard (which signs an address may
hold that nobody reads). Hostile texts are read too: every expression is possessive or bounded, so that
the time grows with the text and not with its square.
"""

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from string import hexdigits

# An address that leads elsewhere, as browsers forgive it: strokes of either kind, in any number.
LEADING = r"((?:https?:[/\\]*+|[/\\]{2,}+)[^\s\"'<>\\)/][^\s\"'<>\\)]{2,500})"
ADDRESS = re.compile(LEADING, re.IGNORECASE)
FETCHED = re.compile(
    rf"\b(?:url|src)\(\s*+[\"']?[\0- ]*+{LEADING}|@import\s*+[\"'][\0- ]*+{LEADING}", re.IGNORECASE
)
# `image-set("…" 1x, "…" 2x)` fetches bare texts.
IN_SETS = re.compile(rf"[(,]\s*+[\"'][\0- ]*+{LEADING}", re.IGNORECASE)
# Where there is nothing but style, every text that is an address is taken for one that is fetched: it
# may get into an image-set by way of a variable. What a selector compares with is not: `[href^="//…"]`.
BARE = re.compile(rf"(?<!=)(?<!= )[\"'][\0- ]*+{LEADING}", re.IGNORECASE)

NAMED = r"[\w\-#@\u0080-\U0010ffff]"  # signs of names; `#url(` and `@url(` are no addresses
ESCAPED = r"\\(?:[0-9a-f]{1,6}+(?:\r\n|\s)?+|[^\n\r\f0-9a-f])"
LETTERS = (("u", "55|75"), ("r", "52|72"), ("l", "4c|6c"))
URL = "".join(rf"(?:\\?{letter}|\\0{{0,4}}(?:{codes})(?:\r\n|\s)?+)" for letter, codes in LETTERS)
# A comment, or (kept) all up to the next: marks of comments in texts and in addresses are none.
LEXED = re.compile(
    r"/\*.*?\*/"
    r"|((?:[^\"'/\\\w\-#@\u0080-\U0010ffff]++"
    r"|\"[^\"\\\n\r\f]*+(?:\\.[^\"\\\n\r\f]*+)*+\"?+"
    r"|'[^'\\\n\r\f]*+(?:\\.[^'\\\n\r\f]*+)*+'?+"
    rf"|{URL}\((?!\s*+[\"'])[^)\\]*+(?:\\.[^)\\]*+)*+"
    rf"|(?:{NAMED}++|{ESCAPED})++"
    r"|\\|/(?!\*)){1,1000}+"  # a stretch at a time: each step of an endless one is remembered
    r"|/\*.*+)",  # one that never ends is kept, rather than hide what follows
    re.IGNORECASE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:[0-9a-f]{1,6}(?:\r\n|\s)?|\r\n|.)", re.IGNORECASE | re.DOTALL)


def fetched(style: str) -> Iterator[str]:
    """The addresses elsewhere that a style sheet would fetch, as they come."""
    read = as_read(without_comments(style))
    for expression in (FETCHED, BARE):
        yield from map(_first, expression.finditer(read))


def fetched_in_text(text: str) -> Iterator[str]:
    """Those of a text that may hold style among other things; quotation marks are then people's too."""
    if "(" not in text and "@" not in text:
        return
    for told in {text, without_comments(text)}:
        read = as_read(told)
        yield from map(_first, FETCHED.finditer(read))
        if "image-set(" in read.lower():
            yield from map(_first, IN_SETS.finditer(read))


def without_comments(style: str) -> str:
    if "/*" not in style:
        return style
    return "".join(match[1] or "" for match in LEXED.finditer(style))


def as_read(style: str) -> str:
    """`style` with its escapes told, and without tabs, which nobody reads in an address."""
    return ESCAPE.sub(lambda escape: _told(escape[0]), style).replace("\t", "")


@lru_cache(1024)  # the same few, over and over
def _told(escape: str) -> str:
    """The sign for which an escape stands; nothing for blanks and controls, which addresses lose."""
    signs = escape[1:].rstrip()
    if not signs:
        return ""
    if signs[0] not in hexdigits:
        return signs
    code = int(signs, 16)
    if code <= 0x20:
        return ""
    return chr(code) if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _first(match: re.Match) -> str:
    return next(filter(None, match.groups()))
