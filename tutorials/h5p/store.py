"""Where the files of checked packages lie: under media, in a folder named by the package's hash.

A folder is there whole or not at all: it is filled beside its place and then renamed, and renamed again
before it is emptied. Its name stands for these bytes for ever, so browsers and packs keep what it holds
without asking again.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from .archive import Archive

FOLDER = "h5p"
ARRIVING = ".arriving-"
LEAVING = ".leaving-"
A_DAY = 24 * 3600  # seconds


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of an uploaded file, in hexadecimal digits."""
    seen = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        seen.update(chunk)
    return seen.hexdigest()


def folder(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / digest


def name_of(digest: str, path: str) -> str:
    """The file `path` of a package as media are named."""
    return f"{FOLDER}/{digest}/{path}"


def keep(file: BinaryIO, digest: str, paths: Iterable[str]) -> bool:
    """Unpacks `paths` of a package that was examined; False when its folder was there before."""
    place = folder(digest)
    if place.exists():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    sweep()
    arriving = Path(tempfile.mkdtemp(prefix=ARRIVING, dir=place.parent))
    try:
        archive = Archive(file)
        for path in paths:
            target = arriving / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as out:
                out.writelines(archive.chunks(path))
                out.flush()
                os.fsync(out.fileno())
        arriving.chmod(0o755)  # mkdtemp's is its owner's alone; the web server may be another
        arriving.rename(place)
    except BaseException:
        shutil.rmtree(arriving, ignore_errors=True)
        raise
    return True


def sweep() -> None:
    """Takes away what was arriving or leaving when a server was killed; the clock calls it each day."""
    place = folder("x").parent
    for left in place.glob(f"{LEAVING}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in place.glob(f"{ARRIVING}*"):
        with suppress(FileNotFoundError):  # another has just finished it
            if time.time() - left.stat().st_mtime > A_DAY:
                shutil.rmtree(left, ignore_errors=True)


def forget(digest: str) -> None:
    """Takes the files of a package away; whoever has the page open keeps what was loaded.

    Of its place they go all at once: half of them would be taken for the whole by who brings it anew.
    """
    leaving = folder(f"{LEAVING}{digest}-{secrets.token_hex(8)}")
    with suppress(OSError):  # they may be gone already
        folder(digest).rename(leaving)
    shutil.rmtree(leaving, ignore_errors=True)


def paths_in(digest: str) -> list[str]:
    """The files of a package, sorted; none when they are gone."""
    place = folder(digest)
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
