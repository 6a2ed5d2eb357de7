"""What a package would fetch from other sites, and where it only leads to. Pure.

The frame's policy lets nothing from elsewhere in (`origin.py`). What would be missing there is refused
here, where an editor can mend it; links and addresses in code are told, and may stay.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .reasons import Reason
from .texts import texts_in

# These read what somebody wrote to keep us busy: each gap is bounded, so that the time grows with the
# text and not with its square. They are given texts without two blanks in a row (`_single_spaced`).
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\\)]{3,500}", re.IGNORECASE)
# Markup that fetches, wherever it stands: an element with its address.
FETCHING = re.compile(
    r"<(?:img|script|iframe|frame|video|audio|source|track|embed|object|image|input)\b[^<>]{0,2000}?"
    r"\b(?:src|srcset|data|href|poster|xlink:href) ?= ?\\?[\"']? ?((?:https?:)?//[^\s\"'<>\\]{3,500})"
    r"|<link\b[^<>]{0,2000}?\bhref ?= ?\\?[\"']? ?((?:https?:)?//[^\s\"'<>\\]{3,500})",
    re.IGNORECASE,
)
IN_STYLE = re.compile(
    r"url\( ?[\"']? ?((?:https?:)?//[^\s\"'<>\\)]{3,500})"
    r"|@import ?[\"'] ?((?:https?:)?//[^\s\"'<>\\)]{3,500})",
    re.IGNORECASE,
)
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
    for key, holder, text in texts_in(content):
        if "//" not in text:
            continue  # most texts
        if _is_path(key, holder) and (whole := ADDRESS.match(text.strip())):
            found[whole[0]] = True
            continue
        text = _single_spaced(text)
        loads = {_first(match) for each in (FETCHING, IN_STYLE) for match in each.finditer(text)}
        for url in ADDRESS.findall(text):
            found[url] = found.get(url, False) or url in loads
        found |= dict.fromkeys(loads, True)
    return [Outside(url, "content/content.json", loads) for url, loads in found.items() if _host(url)]


def _is_path(key: str, holder: dict | None) -> bool:
    """Whether a text is where a file lies: `{"path": …, "mime": …}` in H5P's semantics."""
    return (
        key in ("path", "originalImage") and holder is not None and isinstance(holder.get("mime"), str)
    )


def in_code(name: str, code: str) -> list[Outside]:
    """The addresses in a library's file: of a style sheet what it would fetch, of a script its hosts.

    A script may name a licence, a link, or a player for films from elsewhere that this activity does
    not use; which, nobody can read from it. Its hosts are told, and the frame's policy holds.
    """
    if name.endswith(".css"):
        style = _single_spaced(_without_comments(code))
        loads = {_first(match) for match in IN_STYLE.finditer(style)}
        return [Outside(url, name, True) for url in sorted(loads) if _host(url)]
    hosts = {_host(url) for url in re.findall(r"https?://[\w.-]{3,250}", code, re.IGNORECASE)}
    return [Outside(f"https://{host}/", name, False) for host in sorted(hosts - {""})]


def _single_spaced(text: str) -> str:
    """`text` with one blank wherever there is any space."""
    return " ".join(text.split())


def _without_comments(style: str) -> str:
    """A style sheet without its comments; one that never ends stays, rather than hide what follows."""
    kept, at = [], 0
    while (start := style.find("/*", at)) >= 0 and (end := style.find("*/", start + 2)) >= 0:
        kept.append(style[at:start])
        at = end + 2
    return "".join(kept) + style[at:]


def _first(match: re.Match) -> str:
    return next(filter(None, match.groups()))


def _host(url: str) -> str:
    """The host of an address; nothing for what is no address, or the name of a format."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return "" if host in NAMES or "." not in host else host
