"""What a document may read while it is made: our own static and uploaded files, never the network."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

NOT_THERE = (OSError, ValueError, SuspiciousFileOperation)


class Refused(ValueError):
    """The address is none of ours, or there is no such file; the document goes on without it."""


class Missing(Refused):
    """It is ours, and cannot be read: in a moment, perhaps, it can."""


def read(address: str, base: str) -> tuple[bytes, str]:
    """Bytes and media type of the file at the absolute `address`, for a document of the site `base`.

    Raises Refused for every address outside STATIC_URL and MEDIA_URL: other hosts, `file:`, `data:`;
    Missing for a file of ours that cannot be read.
    """
    path = address.partition("?")[0].partition("#")[0]
    for start, reader in ((settings.STATIC_URL, built), (settings.MEDIA_URL, _uploaded)):
        where = urljoin(base, start)
        if path.startswith(where):
            name = unquote(path.removeprefix(where))
            type_ = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return reader(name), type_
    raise Refused(f"A document reads only our own files; this is none: {address[:200]}")


def built(name: str) -> bytes:
    """The static file `name`, from where it was built, else from where it was collected to.

    Raises Missing where there is none.
    """
    if ".." in name.split("/"):
        raise Refused(name)
    try:
        if found := finders.find(name):
            return Path(found).read_bytes()
        stored = getattr(staticfiles_storage, "stored_name", str)(name)
        with staticfiles_storage.open(stored) as file:
            return file.read()
    except NOT_THERE as error:
        raise Missing(name) from error


def _uploaded(name: str) -> bytes:
    """An upload, wherever the site keeps them; the storage refuses a name that leads out of it."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except NOT_THERE as error:
        raise Missing(name) from error
