"""What many pages share, made once under each site version: the menu, the dock, the choices."""

from collections.abc import Callable, Hashable
from typing import Any

from .version import site_version


class Memo:
    """Values by key, all dropped together when the site version changes.

    Like a kept page, a value is kept under the version that held before it was made.
    """

    def __init__(self):
        self._version: int | None = None
        self._values: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value of `key`: what `make` returned the first time under the current version."""
        version = site_version().current()
        if version is None:
            return make()
        if version != self._version:
            self._version, self._values = version, {}
        values = self._values
        if key not in values:
            values[key] = make()
        return values[key]


memo = Memo()
