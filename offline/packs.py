"""Packs: everything that a device needs to show a course without us, told by hash.

A pack is made when it is first asked for, under the site version that holds, and kept by each worker
like a finished page. Its own version follows from what it holds, so that two workers, two machines and
two deploys name the same pack alike.
"""

import hashlib
import json
import mimetypes
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from cms.pagecache.middleware import Today
from cms.pagecache.store import PageStore
from cms.pagecache.version import site_version
from cms.search import pack as search
from cms.storage import HASHED_NAME

from .contents import Contents, Framed, contents_of, framed_at
from .pages import body_of, frames_in, media_in

FORMAT = 1
SMALL = 64 * 1024  # files up to this size travel together
# These travel together whatever their size: they are text, and much shorter on their way.
MADE = ("text/html", "application/json", "image/svg+xml", "text/javascript", "text/css")
TYPES = {".js": "text/javascript"}  # machines name it in several ways


@dataclass(frozen=True)
class PackedFile:
    """One file: under which address the device keeps it, and how it knows that it is whole.

    An upload's `url` is as Django writes it; the worker brings what it is asked for into the same form
    (static/src/offline/routes.ts, keptAs). `bytes` and `sha256` are those of the decoded body. `body`
    is None for an upload, which is read from where it lies (`name`). `policy` is the
    Content-Security-Policy of a page that is shown under another than ours.
    """

    url: str
    sha256: str
    bytes: int
    type: str
    body: bytes | None = None
    name: str = ""
    policy: str = ""

    @property
    def travels_together(self) -> bool:
        """Whether it comes in a bundle; static/src/offline/pack.ts knows by the same rule."""
        return self.type in MADE or self.bytes <= SMALL

    def read(self) -> bytes:
        if self.body is not None:
            return self.body
        with default_storage.open(self.name) as file:
            return file.read()

    def row(self) -> dict:
        told = {"url": self.url, "sha256": self.sha256, "bytes": self.bytes, "type": self.type}
        return told | {"policy": self.policy} if self.policy else told


@dataclass(frozen=True)
class Pack:
    """A pack as it stood at `stamp` (see `cms.pagecache.store.PageStore`)."""

    stamp: tuple[int, int] | None
    title: str
    start: str
    files: list[PackedFile]
    bundles: dict[str, bytes] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The same for as long as nothing that it holds has changed."""
        told = [FORMAT, self.title, self.start, [file.row() for file in self.files]]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    @property
    def size(self) -> int:
        """Bytes held at most: the bodies and their shorter codings."""
        return 2 * sum(len(file.body or b"") for file in self.files)

    def manifest(self) -> dict:
        return {
            "title": self.title,
            "start": self.start,
            "version": self.version,
            "bytes": sum(file.bytes for file in self.files),
            "files": [file.row() for file in self.files],
        }


_store = PageStore(settings.PACK_CACHE_BYTES)
_today = Today()


def current_pack(request: HttpRequest, key: UUID) -> Pack | None:
    """The pack `key` in the language at hand, never older than the last change; None without one."""
    version = site_version().current()
    stamp = None if version is None else (version, _today.ordinal())
    kept_as = (request.is_secure(), request.get_host(), get_language(), key)
    if stamp and (pack := _store.get(kept_as, stamp)):
        return pack
    contents = contents_of(key, request)
    if contents is None:
        return None
    pack = Pack(stamp, contents.title, contents.start, _files(request, key, contents))
    if stamp:
        _store.put(kept_as, pack)
    return pack


def _files(request: HttpRequest, key: UUID, contents: Contents) -> list[PackedFile]:
    """Pages first, in their order; then what they show; then the index by which they are searched."""
    pages: dict[str, PackedFile] = {}
    shown: dict[str, None] = {}
    for address in contents.addresses:
        body = None if address in pages else body_of(request, address, for_device=True)
        if body is not None:
            pages[address] = _made(address, body, "text/html")
            shown |= dict.fromkeys(media_in(body))
    framed = _framed(request, pages)
    shown |= dict.fromkeys(name for _, behind in framed for name in behind.uploads)
    uploads = [file for name in shown if (file := _upload(name))]
    made = {url: _made(url, body, type_) for _, behind in framed for url, body, type_ in behind.made}
    index = search.export(get_language(), contents.searchable)
    body = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    return [
        *pages.values(),
        *(page for page, _ in framed),
        *made.values(),
        *uploads,
        _made(reverse("pack_search", args=[key]), body, "application/json"),
    ]


def _framed(request: HttpRequest, pages: dict[str, PackedFile]) -> list[tuple[PackedFile, Framed]]:
    """The pages that `pages` show in frames, each with what stands behind it."""
    addresses = dict.fromkeys(address for page in pages.values() for address in frames_in(page.body))
    found = []
    for address in addresses:
        behind = framed_at(address, request)
        body = behind and body_of(request, address, for_device=True)
        if body:
            found.append((replace(_made(address, body, "text/html"), policy=behind.policy), behind))
    return found


def _made(url: str, body: bytes, type_: str) -> PackedFile:
    return PackedFile(url, hashlib.sha256(body).hexdigest(), len(body), type_, body)


def _upload(name: str) -> PackedFile | None:
    """The upload `name`; None when its file is gone, as on the page, which then shows its words."""
    try:
        if not default_storage.exists(name):
            return None
        told = _digest_for_ever(name) if HASHED_NAME.search(name) else _digest(name)
    except (OSError, ValueError):
        return None
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    type_ = TYPES.get(PurePosixPath(name).suffix.lower(), guessed)
    return PackedFile(default_storage.url(name), *told, type_, name=name)


def _digest(name: str) -> tuple[str, int]:
    """SHA-256 and size of an upload, without holding all of it."""
    seen, size = hashlib.sha256(), 0
    with default_storage.open(name) as file:
        for chunk in file.chunks():
            seen.update(chunk)
            size += len(chunk)
    return seen.hexdigest(), size


# Such a name never stands for other bytes.
_digest_for_ever = lru_cache(4096)(_digest)
