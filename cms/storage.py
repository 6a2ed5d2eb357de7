"""Files under names that carry their hash: what a browser has kept under a name is never stale."""

import hashlib
import re
from pathlib import PurePosixPath

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# A name that carries its hash, or stands in a folder named by one; _…: Django tells equal names apart.
HASHED_NAME = re.compile(r"\.[0-9a-f]{12}(_\w+)?\.\w+$|(?:^|/)[0-9a-f]{64}/")


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with ``import()`` in our modules rewritten to hashed names as well."""

    support_js_module_import_aggregation = True


class HashedMediaStorage(FileSystemStorage):
    """Keeps uploads as ``name.<hash>.ext``: another picture under the same name has another address."""

    ROOM = len(".0123456789ab_1234567")  # our hash, and Django's mark for names that are taken

    def save(self, name, content, max_length=None):
        path = PurePosixPath(name)
        stem = path.stem
        if max_length:
            stem = stem[: max(1, max_length - len(name) + len(stem) - self.ROOM)]
        hashed = f"{stem}.{_digest(content)}{path.suffix}"
        return super().save(str(path.with_name(hashed)), content, max_length)


def _digest(content) -> str:
    """Twelve digits that tell the bytes of a Django `File` apart from any other's."""
    seen = hashlib.sha256()
    for chunk in content.chunks():
        seen.update(chunk)
    content.seek(0)
    return seen.hexdigest()[:12]
