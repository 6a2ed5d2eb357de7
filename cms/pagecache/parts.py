"""Parts of pages that follow from their own content, kept for as long as they are asked for.

A change anywhere drops every kept page; what it did not touch need not be made again word by word.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Hashable

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import StreamValue

KEPT_CHARACTERS = 2 * 1024 * 1024


class PartStore:
    """HTML by what it was made of; the longest unused go first when `limit` characters are reached."""

    def __init__(self, limit: int = KEPT_CHARACTERS):
        self.limit = limit
        self.size = 0
        self._parts: OrderedDict[Hashable, str] = OrderedDict()

    def once(self, key: Hashable, make: Callable[[], str]) -> str:
        """What `make` returned the first time for `key`, which must say all that it depends on."""
        kept = self._parts.get(key)
        if kept is not None:
            self._parts.move_to_end(key)
            return kept
        made = make()
        self._parts[key] = made
        self.size += len(made)
        while self.size > self.limit:
            _, dropped = self._parts.popitem(last=False)
            self.size -= len(dropped)
        return made


def digest_of(stream: StreamValue) -> bytes | None:
    """Tells streams apart by all that they hold, block ids included, without making blocks of it.

    None when its text links to a page or a file of the site: their addresses may change.
    """
    raw = json.dumps(stream.get_prep_value(), cls=DjangoJSONEncoder)
    if "linktype=" in raw:
        return None
    return hashlib.blake2b(raw.encode(), digest_size=16).digest()


parts = PartStore()
