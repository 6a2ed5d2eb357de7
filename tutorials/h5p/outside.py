"""What a package would fetch from other sites, and where it only leads to. Pure.

The frame's policy lets nothing from elsewhere in (`origin.py`). What would be missing there is refused
here, where an editor can mend it; links and addresses in code are told, and may stay.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from . import styles
from .archive import MOST_REASONS
from .reasons import Reason
from .texts import objects_in, texts_in

CONTENT = "content/content.json"
# These read what somebody wrote to keep us busy: each is possessive or bounded, so that the time grows
# with the text and not with its square.
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\\)]{3,500}", re.IGNORECASE)
MAYBE = re.compile(r"[/\\&:@]")  # no address, escape or entity is without one
# Markup that fetches, wherever it stands; and its attributes as browsers part them, up to its end.
ELEMENT = re.compile(
    r"<(?:img|script|iframe|frame|video|audio|source|track|embed|object|image|input|link|use)(?=[\s/])",
    re.IGNORECASE,
)
PART = re.compile(r">|([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(\"[^\"]*+\"?+|'[^']*+'?+|[^\s>\"'][^\s>]*+)?+)?+")
FETCHING = ("src", "srcset", "data", "href", "poster", "xlink:href", "srcdoc")
# Under these keys H5P says where a file lies.
PATHS = ("path", "originalImage")
# H5P.Video plays what looks like an address of these, also without its beginning, and whatever `mime`
# says; and no file is of these kinds.
FILM_SITES = re.compile(r"(?:youtube(?:-nocookie)?\.com|youtu\.be|y2u\.be|vimeo\.com)/", re.IGNORECASE)
FILM_KINDS = ("video/youtube", "video/vimeo", "video/panopto", "video/echo360")
# An address that stands alone under these is shown, not led to: the IFrame Embedder has it at `source`,
# the Timeline at `media`, and who builds on them keeps the key and changes the name. A link stands at
# others (H5P.Link: `url`). A type that embeds by its name may call it what it will.
SHOWN = ("source", "src", "media")
EMBEDS = re.compile(r"iframe|embed", re.IGNORECASE)
# Here `source` says where the author of a picture had it from; only people read it.
RIGHTS = ("metadata", "copyright")
LONGEST = 4000  # of an address, with all in it that nobody reads
UNREAD = "".join(map(chr, range(0x21)))  # before it
MOST_HOSTS = 100  # of one script; a report tells no more of them all
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
        if self.file == CONTENT:
            return Reason("outside", self.url)
        return Reason("outside-code", self.file)

    @property
    def host(self) -> str:
        return _host(self.url)


# --- content -------------------------------------------------------------------------------------


def in_content(content: Any, main: str = "") -> list[Outside]:
    """The addresses in an activity's own words and settings (`content.json`, already read).

    `main` is the name of the library that is given all of it.
    """
    embedding, rights = _places(content, main)
    found: dict[str, bool] = {}
    for key, holder, text in texts_in(content):
        if shown := _shown(key, holder, text, id(holder) in embedding, id(holder) in rights):
            found[shown] = True
        elif MAYBE.search(text):
            for url in ADDRESS.findall(text):
                found.setdefault(url, False)
            found |= dict.fromkeys(_fetched(text), True)
    told = [Outside(url, CONTENT, loads) for url, loads in found.items()]
    return [each for each in told if each.loads or each.host]


def _places(content: Any, main: str) -> tuple[set[int], set[int]]:
    """The objects that a type which embeds is given, and those that say whose something is, by `id`."""
    embedding = {id(content)} if EMBEDS.search(main) else set()
    rights: set[int] = set()
    for key, holder, each in objects_in(content):
        if key in RIGHTS or id(holder) in rights:
            rights.add(id(each))
        elif id(holder) in embedding:
            embedding.add(id(each))
        if EMBEDS.search(str(each.get("library"))) and isinstance(each.get("params"), dict):
            embedding.add(id(each["params"]))
    return embedding, rights


def _shown(key: str, holder: dict | None, text: str, embeds: bool, tells_rights: bool) -> str:
    """The address that is all of `text`, where a type would fetch it; nothing otherwise."""
    if key in PATHS:
        kind = str(holder.get("mime")).lower() if holder else ""
        is_film = kind in FILM_KINDS or FILM_SITES.search(_without_entities(text))
        return _leading(text) or (text.strip() if is_film else "")
    is_shown = key.lower() in SHOWN or EMBEDS.search(key)
    return _leading(text) if embeds or (is_shown and not tells_rights) else ""


def _fetched(text: str) -> Iterator[str]:
    """The addresses that a text would fetch when it is shown: by markup, and by style."""
    for name, value in _attributes(text):
        if name.lower() in FETCHING:
            yield from _of_attribute(name.lower(), value)
    yield from filter(None, map(_leading, styles.fetched_in_text(_without_entities(text))))


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """Those of all elements that fetch; each sign is looked at once, also where no element ends."""
    at = 0
    while element := ELEMENT.search(text, at):
        at = len(text)
        for part in PART.finditer(text, element.end()):
            if part[0] == ">":
                at = part.end()
                break
            yield part[1], part[2] or ""


def _of_attribute(name: str, value: str) -> Iterator[str]:
    value = re.sub(r"\A\\?[\"']", "", value)  # with a stroke in JSON within JSON
    if name == "srcdoc":  # a page in an attribute
        yield from ADDRESS.findall(_without_entities(value))
    else:
        yield from filter(None, map(_leading, value.split(",") if name == "srcset" else [value]))


def _leading(told: str) -> str:
    """The address elsewhere with which `told` begins for a browser; nothing when there is none.

    By the URL Standard nobody reads tabs and line ends, nor blanks and controls before it, and either
    stroke is one.
    """
    read = re.sub(r"[\t\n\r]", "", _without_entities(told.lstrip(UNREAD)[:LONGEST])).lstrip(UNREAD)
    if not (match := styles.ADDRESS.match(read)):
        return ""
    url = re.sub(r"\A(https?:)?[/\\]*", r"\1//", match[0], flags=re.IGNORECASE)
    return url if _any_host(url) else ""


def _without_entities(text: str) -> str:
    """`text` as markup means it. Python refuses numbers without end, which are no sign's anyhow."""
    if "&" not in text:
        return text
    return html.unescape(re.sub(r"&#(?=[0-9])0*+([0-9]*+)(;?)", _number, text))


def _number(entity: re.Match) -> str:
    return f"&#{entity[1]}{entity[2]}" if 0 < len(entity[1]) < 8 else "\ufffd"


# --- code ----------------------------------------------------------------------------------------


def in_code(name: str, code: str) -> list[Outside]:
    """The addresses in a library's file: of a style sheet what it would fetch, of a script its hosts.

    A script may name a licence, a link, or a player for films from elsewhere that this activity does
    not use; which, nobody can read from it. Its hosts are told, and the frame's policy holds.
    """
    if name.lower().endswith(".css"):
        loads = (
            url for url in map(_leading, styles.fetched(code)) if url and _any_host(url) not in NAMES
        )
        return [Outside(url, name, True) for url in sorted(set(islice(loads, MOST_REASONS)))]
    hosts: set[str] = set()
    for match in re.finditer(r"https?://([\w.-]{3,250})", code, re.IGNORECASE):
        hosts.add(match[1].lower())
        if len(hosts) == MOST_HOSTS:
            break
    told = [Outside(f"https://{host}/", name, False) for host in sorted(hosts)]
    return [each for each in told if each.host]


def _host(url: str) -> str:
    """The host of an address; nothing for what is no address, or the name of a format."""
    host = _any_host(url)
    return "" if host in NAMES or "." not in host else host


def _any_host(url: str) -> str:
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
