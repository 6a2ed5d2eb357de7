"""Reading a catalogue file: every slip is reported with its file and place."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml


class CatalogueError(Exception):
    """A file of the catalogue cannot become a page; the message names file, place and mend."""


class Entry:
    """A mapping from a file, asked for its keys by name; `end` refuses keys nobody asked for."""

    def __init__(self, data: Any, place: str):
        if not isinstance(data, dict):
            raise CatalogueError(f"{place}: expected “key: value” lines, found {data!r}.")
        self._data = data
        self._asked: set[str] = set()
        self.place = place

    def __contains__(self, key: str) -> bool:
        return self._data.get(key) is not None

    def _get(self, key: str, kind: type, default: Any) -> Any:
        self._asked.add(key)
        value = self._data.get(key)
        if value is None:
            if default is ...:
                raise CatalogueError(f"{self.place}: “{key}” is missing.")
            return default
        if not isinstance(value, kind) or isinstance(value, _NOT_THAT.get(kind, ())):
            raise CatalogueError(f"{self.place}: “{key}” must be {_KINDS[kind]}, not {value!r}.")
        return value

    def text(self, key: str, default: Any = ...) -> str:
        """A string without the white space around it; not an empty one, unless there is a default."""
        value = self._get(key, str, default)
        if default is ... and not value.strip():
            raise CatalogueError(f"{self.place}: “{key}” is empty.")
        return value.strip() if isinstance(value, str) else value

    def number(self, key: str, default: Any = ...) -> int:
        return self._get(key, int, default)

    def day(self, key: str) -> date | None:
        return self._get(key, date, None)

    def flag(self, key: str, default: bool = False) -> bool:
        return self._get(key, bool, default)

    def words(self, key: str) -> list[str]:
        """A list of strings; empty when the key is absent."""
        values = self._get(key, list, [])
        for value in values:
            if not isinstance(value, str):
                raise CatalogueError(
                    f"{self.place}: “{key}” holds {value!r}; put it in quotation marks."
                )
        return values

    def entry(self, key: str) -> "Entry | None":
        data = self._get(key, dict, None)
        return None if data is None else Entry(data, f"{self.place} › {key}")

    def entries(self, key: str) -> list["Entry"]:
        """A list of mappings, each named by its `id` or `key` in messages; empty when absent."""
        found = []
        seen = set()
        for number, data in enumerate(self._get(key, list, []), 1):
            named = isinstance(data, dict) and (data.get("id") or data.get("key") or data.get("uuid"))
            name = named if isinstance(named, str) else None
            if name is not None and name in seen:
                raise CatalogueError(f"{self.place} › {key}: the id “{name}” stands there twice.")
            seen.add(name)
            found.append(Entry(data, f"{self.place} › {key} › {name or number}"))
        return found

    def one_or_more(self, key: str) -> list["Entry"]:
        """Like `entries`, for a key under which a single mapping may stand by itself."""
        if isinstance(self._data.get(key), dict):
            return [self.entry(key)]
        return self.entries(key)

    def data(self) -> dict:
        """All that the entry says, as plain data that has a check of its own."""
        return self._data

    def end(self) -> None:
        """Raises CatalogueError if the file says something that nobody asked about."""
        if unknown := set(self._data) - self._asked:
            raise CatalogueError(
                f"{self.place}: unknown “{'”, “'.join(sorted(map(str, unknown)))}”;"
                f" known here: {', '.join(sorted(self._asked))}."
            )

    def digest(self, without: Collection[str] = ()) -> str:
        """SHA-256 of what the entry says, whatever its layout; the keys `without` do not count."""
        return digest({key: value for key, value in self._data.items() if key not in without})


_KINDS = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    date: "a date like 2026-11-22",
    list: "a list",
    dict: "a group of “key: value” lines",
}
# In Python a flag is a kind of number, and a moment a kind of day.
_NOT_THAT = {int: bool, date: datetime}


def digest(data: Any) -> str:
    """SHA-256 over a canonical form of JSON-like `data` (dates and UUIDs as text)."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


class _Loader(yaml.SafeLoader):
    """YAML without the silence: a key that stands twice in one group is a slip, not an override."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key}” stands there twice", node.value[number][0].start_mark
                )
        return super().construct_mapping(node, deep)


def read(path: Path, base: Path) -> Entry:
    """The one mapping in the file at `path`; raises CatalogueError when it is not readable YAML."""
    name = str(path.relative_to(base))
    try:
        # ValueError: text that is not UTF-8, and days that no calendar has.
        return Entry(yaml.load(path.read_text(encoding="utf-8"), _Loader), name)  # noqa: S506
    except OSError as error:
        raise CatalogueError(f"{name}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise CatalogueError(f"{name}: not readable as YAML: {error}") from error
