"""Values that strangers wrote: read as what they must be, or not at all."""

import json
import re
from collections.abc import Collection
from typing import Any

from lti.origins import origin_of

LONGEST_ID, LONGEST_ADDRESS = 255, 2048
# What no database takes (NUL, halves of letters) and what nobody writes in a name.
_BROKEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# An address as RFC 3986 spells it: no quotation marks, brackets of HTML, spaces or controls.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%]+")


class Unreadable(Exception):
    """The value is not what it must be; the message names it."""


def read_json(body: bytes | str) -> Any:
    """JSON as RFC 8259 has it; raises Unreadable, also for what is nested too deep."""
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable("This is not JSON.") from error


def _refuse(constant: str):
    raise ValueError(constant)


def an_object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is no object")
    return value


def an_id(value: Any, name: str, longest: int = LONGEST_ID) -> str:
    """A text that names something: whole, since a part of it would name something else."""
    if not isinstance(value, str) or not 0 < len(value) <= longest or _BROKEN.search(value):
        raise Unreadable(f"{name} is no identifier of at most {longest} letters")
    return value


def an_address(value: Any, name: str) -> str:
    """A secure address of some host."""
    if (
        not isinstance(value, str)
        or len(value) > LONGEST_ADDRESS
        or not _ADDRESS.fullmatch(value)
        or origin_of(value) is None
    ):
        raise Unreadable(f"{name} is no https address")
    return value


def texts(value: Any, name: str, most: int = 100) -> list[str]:
    """A list of texts that every database takes."""
    if not isinstance(value, list) or len(value) > most:
        raise Unreadable(f"{name} is no list of at most {most}")
    if not all(
        isinstance(each, str) and len(each) <= LONGEST_ADDRESS and not _BROKEN.search(each)
        for each in value
    ):
        raise Unreadable(f"{name} holds something else than texts")
    return value


def words(value: Any, longest: int) -> str:
    """What people read: trimmed, without what no database takes; empty when it is no text."""
    return _BROKEN.sub(" ", value).strip()[:longest] if isinstance(value, str) else ""


def one_of(value: Any, choices: Collection[str], name: str) -> str:
    if not isinstance(value, str) or value not in choices:
        raise Unreadable(f"{name} is none of ours")
    return value


def optional(read, value: Any, *more) -> Any:
    """`value` as `read` reads it; None where it is absent or null."""
    return None if value is None else read(value, *more)
