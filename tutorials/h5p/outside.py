"""What a package would fetch from other sites, and where it only leads to. Pure.

The frame's policy lets nothing from elsewhere in (`policy.py`). What would be missing there is refused
here, where an editor can mend it; links and addresses in code are told, and may stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .reasons import Reason

ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\\)]{3,500}", re.IGNORECASE)
WHOLE = re.compile(r"\s*(?:https?:)?//\S{3,}", re.IGNORECASE)
# Markup that fetches, wherever it stands: an element with its address.
FETCHING = re.compile(
    r"<(?:img|script|iframe|frame|video|audio|source|track|embed|object|image|input)\b[^<>]{0,2000}?"
    r"\b(?:src|srcset|data|href|poster|xlink:href)\s*=\s*\\?[\"']?\s*((?:https?:)?//[^\s\"'<>\\]{3,500})"
    r"|<link\b[^<>]{0,2000}?\bhref\s*=\s*\\?[\"']?\s*((?:https?:)?//[^\s\"'<>\\]{3,500})",
    re.IGNORECASE,
)
IN_STYLE = re.compile(
    r"url\(\s*[\"']?\s*((?:https?:)?//[^\s\"'<>\\)]{3,500})"
    r"|@import\s+[\"']((?:https?:)?//[^\s\"'<>\\)]{3,500})",
    re.IGNORECASE,
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Names of formats, which nobody fetches.
NAMES = (
    "www.w3.org",
    "w3.org",
    "adlnet.gov",
    "purl.org",
    "schema.org",
    "ns.adobe.com",
    "id.tincanapi.com",
)


@dataclass(frozen=True)
class Outside:
    """An address elsewhere: named in which `file`; whether something would be fetched from there."""

    url: str
    file: str
    loads: bool

    @property
    def reason(self) -> Reason:
        if self.file == "content/content.json":
            return Reason("outside", self.url)
        return Reason("outside-code", self.file)

    @property
    def host(self) -> str:
        return _host(self.url)


def in_content(content: Any) -> list[Outside]:
    """The addresses in an activity's own words and settings (`content.json`, already read)."""
    found: dict[str, bool] = {}
    for is_file, text in _texts(content):
        if is_file and WHOLE.fullmatch(text):
            found[text.strip()] = True
            continue
        loads = {_first(match) for each in (FETCHING, IN_STYLE) for match in each.finditer(text)}
        for url in ADDRESS.findall(text):
            found[url] = found.get(url, False) or url in loads
        found |= dict.fromkeys(loads, True)
    return [Outside(url, "content/content.json", loads) for url, loads in found.items() if _host(url)]


def _texts(told: Any) -> Iterator[tuple[bool, str]]:
    """Every text, and whether it is the path of a file: `{"path": …, "mime": …}` in H5P's semantics."""
    if isinstance(told, dict):
        is_file = isinstance(told.get("mime"), str)
        for name, value in told.items():
            if isinstance(value, str):
                yield is_file and name in ("path", "originalImage"), value
            else:
                yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from [(False, value)] if isinstance(value, str) else _texts(value)
    elif isinstance(told, str):
        yield False, told


def in_code(name: str, code: str) -> list[Outside]:
    """The addresses in a library's file: of a style sheet what it would fetch, of a script its hosts.

    A script may name a licence, a link, or a player for films from elsewhere that this activity does
    not use; which, nobody can read from it. Its hosts are told, and the frame's policy holds.
    """
    if name.endswith(".css"):
        loads = {_first(match) for match in IN_STYLE.finditer(COMMENT.sub("", code))}
        return [Outside(url, name, True) for url in sorted(loads) if _host(url)]
    hosts = {_host(url) for url in re.findall(r"https?://[\w.-]{3,250}", code, re.IGNORECASE)}
    return [Outside(f"https://{host}/", name, False) for host in sorted(hosts - {""})]


def _first(match: re.Match) -> str:
    return next(filter(None, match.groups()))


def _host(url: str) -> str:
    """The host of an address; nothing for what is no address, or the name of a format."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return "" if host in NAMES or "." not in host else host
