"""Reading what a device claims: one fact, checked field by field, with a code for what is wrong.

Pure: no query, no clock. A refused fact says why and stops nobody; unknown fields are left aside, so
that a relay may pass on what it pulled (`received_at`) and a newer device may say more.
"""

import hashlib
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from progress.models import HIGHEST_SEQ

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_UUID = re.compile(UUID)
# RFC 9562, section 5.7: version 7, variant 10.
UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_UUID7 = re.compile(UUID7)
KIND = r"[a-z][a-z0-9_-]{0,31}"
_KIND = re.compile(KIND)
# RFC 3339, section 5.6; years of six digits as ECMAScript writes them when a clock is very wrong.
_AT = re.compile(
    r"(?:\d{4}|[+-]\d{6})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?"
    r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
# What PostgreSQL takes in no text: NUL, and halves of a character.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

compact_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode

LONGEST_AT = 40
LONGEST_NAME = 64  # of a block, of a version
LARGEST_DATA = 4096  # bytes of JSON
DEEPEST_DATA = 8
# Whole numbers beyond it are not told apart by JavaScript.
SAFE_INTEGER = 2**53

MESSAGES = {
    "fact": _("A fact is an object."),
    "id": _("The id is a UUID of version 7, in lower case."),
    "learner": _("The fact belongs to another learner."),
    "device": _("The device is a UUID, in lower case."),
    "seq": _("The sequence number is a whole number from 1 to 2^48."),
    "at": _("The time is written as in RFC 3339."),
    "kind": _("The kind is a short word in lower case."),
    "object": _("The object names a page by its UUID, in lower case."),
    "block": _("The block is a text of at most 64 characters."),
    "version": _("The version is a text of at most 64 characters."),
    "data": _("The data are an object of finite numbers, texts, lists and objects."),
    "data_too_large": _("The data are longer than 4 kB."),
    "data_too_deep": _("The data are nested more than 8 deep."),
    "text": _("A text holds a character that cannot be kept."),
    "conflict": _("Another fact with this id is already kept."),
    "sealed": _("It cannot be opened: it was sealed for another server, or damaged."),
}


class Refused(Exception):
    """A fact that is not taken; `code` is one of MESSAGES."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Claim:
    """A well-formed fact as a device tells it, and our grade of it. UUIDs as text, in lower case."""

    id: str
    device: str
    seq: int
    at: str
    kind: str
    page: str
    block: str | None
    version: str
    data: dict[str, Any]
    content_hash: str
    verdict: bool | None = None


def read(raw: Any, learner: str) -> Claim:
    """The fact in `raw`, a value parsed from JSON; raises Refused with the code of the first flaw."""
    if not isinstance(raw, dict):
        raise Refused("fact")
    place = raw.get("object")
    if raw.get("learner") != learner:
        raise Refused("learner")
    if not isinstance(place, dict):
        raise Refused("object")
    fields = {
        "id": _matching(_UUID7, raw.get("id"), "id"),
        "device": _matching(_UUID, raw.get("device"), "device"),
        "seq": _check(whole(raw.get("seq")), _is_seq, "seq"),
        "at": _check(_matching(_AT, raw.get("at"), "at"), lambda at: len(at) <= LONGEST_AT, "at"),
        "kind": _matching(_KIND, raw.get("kind"), "kind"),
        "page": _matching(_UUID, place.get("page"), "object"),
        "block": _check(place.get("block"), _is_block, "block"),
        "version": _check(raw.get("version"), _is_name, "version"),
        "data": _data(raw.get("data")),
    }
    for name in ("block", "version"):
        if _UNWRITABLE.search(fields[name] or ""):
            raise Refused("text")
    return Claim(**fields, content_hash=hash_of(fields))


def whole(value: Any) -> Any:
    """`value`; a whole number written with a fraction, as JSON Schema allows it, without."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def as_read(data: dict[str, Any]) -> dict[str, Any]:
    """Kept data as they were read: PostgreSQL writes a number such as 1e308 out in all its digits."""
    return _plain(data, 1)


def hash_of(fields: dict[str, Any]) -> str:
    """SHA-256 of what a fact says, the same however its JSON was written."""
    return hashlib.sha256(compact_json(fields).encode()).hexdigest()


def id_in(raw: Any) -> str | None:
    """The id by which a device knows what it sent, if there is one to be answered with."""
    claimed = raw.get("id") if isinstance(raw, dict) else None
    return claimed if isinstance(claimed, str) and _UUID.fullmatch(claimed) else None


def _check(value: Any, fits: Callable[[Any], bool], code: str) -> Any:
    if not fits(value):
        raise Refused(code)
    return value


def _matching(pattern: re.Pattern, value: Any, code: str) -> str:
    return _check(value, lambda text: isinstance(text, str) and bool(pattern.fullmatch(text)), code)


def _is_seq(value: Any) -> bool:
    return type(value) is int and 1 <= value <= HIGHEST_SEQ


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def _is_block(value: Any) -> bool:
    return value is None or (_is_name(value) and value != "")


def _data(value: Any) -> dict[str, Any]:
    """The data with their numbers as JavaScript reads them; raises Refused."""
    if not isinstance(value, dict):
        raise Refused("data")
    data = _plain(value, 1)
    if len(compact_json(data).encode()) > LARGEST_DATA:
        raise Refused("data_too_large")
    return data


def _plain(value: Any, depth: int) -> Any:
    """A copy of `value`, which lies `depth` deep, with every text and number checked."""
    if isinstance(value, str):
        if _UNWRITABLE.search(value):
            raise Refused("text")
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if isinstance(value, dict | list) and depth > DEEPEST_DATA:
        raise Refused("data_too_deep")
    if isinstance(value, dict):
        return {_plain(key, depth): _plain(below, depth + 1) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(below, depth + 1) for below in value]
    return value


def _number(value: float) -> float:
    """`value` in the one form that all who pass it on agree upon (RFC 8785, section 3.2.2.3)."""
    try:
        number = float(value)
    except OverflowError as error:
        raise Refused("data") from error
    if not math.isfinite(number):
        raise Refused("data")
    return whole(number) if abs(number) < SAFE_INTEGER else number
