"""What of any data has the shape that `sense.py` reads: it never fails, whatever a file holds. Pure.

What is not of its kind is left out, and what must be there is empty. Twin of
`static/src/practice/tidy.ts`.
"""

from collections.abc import Callable
from typing import Any

Take = Callable[[Any], Any]
"""What can be taken of the data; None where nothing can."""


def tidy(data: Any) -> dict:
    """A service of what can be taken of `data`: all that `sense.py` reads, if it has the shape."""
    return _service(data if isinstance(data, dict) else {})


def _text(data: Any) -> str | None:
    return data if isinstance(data, str) else None


def _flag(data: Any) -> bool | None:
    return data if isinstance(data, bool) else None


def _yes(data: Any) -> bool | None:
    return data is True or None


def _number(data: Any) -> float | None:
    return data if isinstance(data, int | float) and not isinstance(data, bool) else None


def _either(*takes: Take) -> Take:
    return lambda data: next((some for take in takes if (some := take(data)) is not None), None)


def _list(take: Take) -> Take:
    return lambda data: (
        [some for one in data if (some := take(one)) is not None] if isinstance(data, list) else None
    )


def _named(take: Take) -> Take:
    return lambda data: (
        {name: some for name, one in data.items() if (some := take(one)) is not None}
        if isinstance(data, dict)
        else None
    )


def _record(must: dict[str, Take], may: dict[str, Take] | None = None) -> Take:
    def take(data: Any) -> dict | None:
        if not isinstance(data, dict):
            return None
        made = {name: take(data.get(name)) for name, take in must.items()}
        made = {
            name: ("" if must[name] is _text else []) if value is None else value
            for name, value in made.items()
        }
        more = {name: take(data.get(name)) for name, take in (may or {}).items()}
        return made | {name: value for name, value in more.items() if value is not None}

    return take


def _expect(data: Any) -> dict | None:
    return _some_expect(data) or None


def _element(data: Any) -> dict | None:
    made = _any_element(data)
    items = _row if made and made["type"] in ("rows", "receipt") else _item
    if made and (some := _list(items)(data.get("items"))) is not None:
        made["items"] = some
    return made


_some_expect = _record(
    {},
    {"card": _text, "is": _either(_text, _flag), "in": _list(_text), "mask": _text, "any": _yes},
)
_door = {"to": _text, "say": _text}
_row = _record({}, {"label": _text, "value": _text})
_item = _record(
    {"key": _text},
    {"text": _text, "label": _text, "value": _text, "off": _flag, "points": _named(_number)} | _door,
)
_words = _either(_text, _list(_either(_text, _record({"key": _text, "text": _text}))))
_any_element = _record(
    {"key": _text, "type": _text},
    {"text": _words, "label": _text, "input": _text, "max": _number, "quiet": _flag, "expect": _expect}
    | _door,
)
_screen = _record({"key": _text, "title": _text, "elements": _list(_element)}, {"address": _words})
_task = _record({"key": _text, "start": _text}, {"goal": _list(_text), "expect": _named(_expect)})
_service = _record(
    {
        "card": _list(_record({"key": _text, "value": _text})),
        "screens": _list(_screen),
        "tasks": _list(_task),
    },
    {"scales": _list(_record({"key": _text}))},
)
