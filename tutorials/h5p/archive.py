"""An archive that came from somebody: its files, or every reason why we do not unpack it. Pure.

Nothing is written. What the archive says of sizes is never believed: bytes are counted while they are
unpacked, and unpacking ends where a bound is passed.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .reasons import Reason, Refused

MEGABYTE = 1024 * 1024
LONGEST_NAME = 200  # letters; in bytes it leaves most of the 4096 of a whole path to our own folders
LONGEST_PART = 255  # bytes: no disk takes more between two strokes
MOST_REASONS = 10  # that one refusal tells
END_RECORD = 22
END_WITHIN = END_RECORD + 65_535  # the comment behind it
LARGEST_TABLE = 2 * MEGABYTE
CHUNK = 64 * 1024
CODINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


@dataclass(frozen=True)
class Bounds:
    """How much a package may be."""

    packed: int = 64 * MEGABYTE
    unpacked: int = 128 * MEGABYTE
    files: int = 2_000
    ratio: int = 100  # unpacked to packed, of the whole, once it is more than `small`
    small: int = 8 * MEGABYTE


class Archive:
    """The files of a zip that are worth looking at, by name; raises Refused for a hostile one.

    Names are relative, in forward strokes, and none stands for two files on any disk. Files and
    folders that begin with a dot or an underscore are left out, as H5P itself does.
    """

    def __init__(self, file: BinaryIO, bounds: Bounds | None = None):
        self.bounds = bounds or Bounds()
        packed = file.seek(0, 2)
        if packed > self.bounds.packed:
            raise Refused(Reason("too-large", more=most(self.bounds.packed)))
        self.packed = packed
        self._counted = 0
        _look_at_contents(file, packed)
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN as error:
            raise Refused(Reason("no-zip")) from error
        self._members = self._checked(self._zip.infolist())

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of `name` as they are unpacked; Refused once all that was read is too much."""
        member = self._members[name]
        came = 0
        try:
            with self._zip.open(member) as source:
                while chunk := source.read(CHUNK):
                    came += len(chunk)
                    self._counted += len(chunk)
                    self._within(self._counted)
                    if came > member.file_size:
                        raise Refused(Reason("lying", name))
                    yield chunk
        except BROKEN as error:
            raise Refused(Reason("lying", name)) from error
        if came != member.file_size:
            raise Refused(Reason("lying", name))

    def forget(self) -> None:
        """Counts from the beginning: for who reads the files once more."""
        self._counted = 0

    def _within(self, unpacked: int) -> None:
        if unpacked > self.bounds.unpacked:
            raise Refused(Reason("unpacked", more=most(self.bounds.unpacked)))
        if unpacked > self.bounds.small and unpacked > self.bounds.ratio * self.packed:
            raise Refused(Reason("bomb"))

    def _checked(self, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        files = [member for member in members if not member.is_dir()]
        if len(members) > 2 * self.bounds.files or len(files) > self.bounds.files:
            raise Refused(Reason("too-many", more={"most": self.bounds.files}))
        if flaws := [reason for member in members if (reason := _flaw(member))]:
            raise Refused(*flaws[:MOST_REASONS])  # names may be of any length as yet
        reasons: list[Reason] = []
        seen: dict[str, str] = {}
        for member in files:
            name = member.filename
            if seen.setdefault(_on_any_disk(name), name) != name:
                reasons.append(Reason("twice", name))
        reasons += _doubled(files)
        reasons += [
            Reason("file-and-folder", name)
            for member in files
            for name in _folders(member.filename)
            if _on_any_disk(name) in seen
        ]
        if reasons:
            raise Refused(*reasons[:MOST_REASONS])
        self._within(sum(member.file_size for member in files))  # what it says itself is soon asked
        return {member.filename: member for member in files if not _unseen(member.filename)}


def _look_at_contents(file: BinaryIO, packed: int) -> None:
    """Refuses a table of contents that would fill the memory before anybody had counted it.

    Only the end record as APPNOTE.TXT 4.3.16 has it; the one for archives of more than 4 GB is no
    package's.
    """
    file.seek(max(0, packed - END_WITHIN))
    tail = file.read(END_WITHIN)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < END_RECORD or tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        raise Refused(Reason("no-zip"))
    table = int.from_bytes(tail[at + 12 : at + 16], "little")
    if table > LARGEST_TABLE:
        raise Refused(Reason("too-many", more={"most": Bounds.files}))


def _flaw(member: zipfile.ZipInfo) -> Reason | None:
    # `orig_filename` is what stands in the zip: `filename` ends at a null and has its strokes turned.
    name = member.orig_filename
    parts = name.removesuffix("/").split("/")
    if (
        not name.isprintable()
        or "\\" in name
        or ":" in name
        or any(
            part in ("", ".", "..") or part != part.strip(" ") or part.endswith(".") for part in parts
        )
    ):
        return Reason("path", name)
    if len(name) > LONGEST_NAME or any(len(part.encode()) > LONGEST_PART for part in parts):
        return Reason("long-name", name)
    mode = stat.S_IFMT(member.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Reason("link", name)
    if member.flag_bits & 0x1:
        return Reason("locked", name)
    if member.compress_type not in CODINGS:
        return Reason("coding", name)
    return None


def _doubled(files: list[zipfile.ZipInfo]) -> Iterator[Reason]:
    seen = set()
    for member in files:
        if member.filename in seen:
            yield Reason("twice", member.filename)
        seen.add(member.filename)


def _on_any_disk(name: str) -> str:
    """What `name` is to a disk that tells neither capitals nor ways to compose a letter apart."""
    return unicodedata.normalize("NFC", name.casefold())


def _folders(name: str) -> Iterator[str]:
    parts = name.split("/")
    for depth in range(1, len(parts)):
        yield "/".join(parts[:depth])


def _unseen(name: str) -> bool:
    return any(part.startswith((".", "_")) for part in name.split("/"))


def most(size: int) -> dict[str, str]:
    """A bound as reasons tell it."""
    return {"most": f"{size // MEGABYTE} MB" if size >= MEGABYTE else f"{size} B"}
