"""A card's handle and code, and how a code is written in words.

Seven words of ten bits: 64 of chance, then 6 of checksum, so that a slip is told before anybody asks.
Its twin is `static/src/progress/card-code.ts`; both are held by `tests/vectors/card.json`.
"""

import hashlib
import json
import secrets
import unicodedata
from functools import cache
from pathlib import Path

CODE_BITS, CHECK_BITS, WORD_BITS = 64, 6, 10
COUNT = (CODE_BITS + CHECK_BITS) // WORD_BITS


@cache
def words() -> list[str]:
    """The words by their number, as they are printed."""
    return json.loads(Path(__file__).parent.with_name("words.json").read_text())


def folded(word: str) -> str:
    """A word in small letters without its diacritics, as it stands in a handle, however it was typed.

    Also ş and ţ with a cedilla, and letters whose marks follow them.
    """
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


def shown(handle: str) -> str:
    """A handle with the diacritics of its word."""
    word, digits = handle.split()
    return f"{next(each for each in words() if folded(each) == word)} {digits}"


def new_handle() -> str:
    return f"{folded(secrets.choice(words()))} {100 + secrets.randbelow(900)}"


def new_code() -> str:
    """64 random bits in hexadecimal digits."""
    return secrets.token_hex(CODE_BITS // 8)


def hashed(handle: str, code: str) -> str:
    """What the server keeps. With the handle in it, one try does not test every card there is."""
    return hashlib.sha256(f"{handle} {code}".encode()).hexdigest()


def in_words(handle: str, code: str) -> list[str]:
    """`code`, of the card with `handle`, as seven words."""
    number = int(code, 16) << CHECK_BITS | check(handle, code)
    shifts = range(WORD_BITS * (COUNT - 1), -1, -WORD_BITS)
    return [words()[number >> shift & (1 << WORD_BITS) - 1] for shift in shifts]


def check(handle: str, code: str) -> int:
    """CRC-6 over handle and code (ITU-T G.704: x⁶ + x + 1), begun with all ones."""
    crc = 0b111111
    for byte in handle.encode() + bytes.fromhex(code):
        for place in range(7, -1, -1):
            flip = crc >> 5 ^ byte >> place & 1
            crc = crc << 1 & 0b111111 ^ (0b000011 if flip else 0)
    return crc
