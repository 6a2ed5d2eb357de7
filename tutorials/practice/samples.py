"""What a learner who follows the card enters: pictures show it, captions say it. Pure."""

from collections.abc import Iterator

from .answers import suits
from .sense import NUMBER, PICKS, PLACEHOLDER

SAMPLE_NUMBER = "EX-2345"
UNSAID = "…"
MASKED = {"9": "0", "A": "A"}


def find(things: list[dict], key: str) -> dict | None:
    """The one with this key."""
    return next((thing for thing in things if thing["key"] == key), None)


def as_runs(text: str | list) -> list:
    """A text as the list of its runs, of which each is words or a part that can be marked."""
    return [text] if isinstance(text, str) else text


def split(words: str) -> Iterator[tuple[str, str]]:
    """``(words, "")`` and ``("", name)`` in turn: `words` divided at its placeholders."""
    for index, piece in enumerate(PLACEHOLDER.split(words)):
        if index % 2:
            yield "", piece
        elif piece:
            yield piece, ""


def in_words(element: dict, value: str) -> str:
    """A value as people read it: for lists the text of the item that it names."""
    item = find(element["items"], value) if element["type"] in PICKS else None
    return item["text"] if item else value


class Samples:
    """A right value for every place of `service` for which one is known; `number` is the practice's."""

    def __init__(self, service: dict, number: str = SAMPLE_NUMBER):
        self._service = service
        self._number = number
        self._values: dict[tuple[str, str], str | bool] = {}
        self._said: dict[str, str] = {}
        for screen in service["screens"]:
            for element in screen["elements"]:
                value = self._right(screen, element)
                if value is not None:
                    self._keep(screen, element, value)

    def at(self, screen: dict, element: dict) -> str | bool | None:
        """What is right for the element, if that is known."""
        return self._values.get((screen["key"], element["key"]))

    def said(self, name: str) -> str:
        """What stands for the placeholder `name`: a sample, else the card's value, else three dots."""
        if name == NUMBER:
            return self._number
        row = find(self._service["card"], name)
        return self._said.get(name) or (row["value"] if row else UNSAID)

    def fill(self, text: str | list) -> str:
        """A text in plain words, with a sample in every place that waits for what was entered."""
        words = "".join(run if isinstance(run, str) else run["text"] for run in as_runs(text))
        return PLACEHOLDER.sub(lambda found: self.said(found[1]), words)

    def _keep(self, screen: dict, element: dict, value: str | bool) -> None:
        self._values[screen["key"], element["key"]] = value
        if isinstance(value, str) and element["type"] in {"field", *PICKS}:
            self._said.setdefault(element["key"], in_words(element, value))

    def _right(self, screen: dict, element: dict) -> str | bool | None:
        """By what the element expects itself, else by what the first task does that names it."""
        place = f"{screen['key']}.{element['key']}"
        overrides = (task.get("expect", {}) for task in self._service["tasks"])
        expected = [
            element.get("expect", {}),
            *(expect[place] for expect in overrides if place in expect),
        ]
        values = [self._value(expect, element) for expect in expected]
        if any("any" in expect for expect in expected):
            values.append(self._anything(element))
        return next((value for value in values if value is not None), None)

    def _anything(self, element: dict) -> str | bool | None:
        """Where all is right: a tick, the first that can be chosen, what the card calls the same."""
        if element["type"] == "check":
            return True
        if element["type"] in PICKS:
            return next((item["key"] for item in element["items"] if not item.get("off")), None)
        row = find(self._service["card"], element["key"])
        return row and row["value"]

    def _value(self, expect: dict, element: dict) -> str | bool | None:
        if "card" in expect:
            row = find(self._service["card"], expect["card"])
            return row and row["value"]
        if "mask" in expect:
            mask = expect["mask"]
            on_card = (
                row["value"] for row in self._service["card"] if suits(mask, row["value"], element)
            )
            return next(on_card, "".join(MASKED.get(sign, sign) for sign in mask))
        return expect.get("is", next(iter(expect.get("in", ())), None))
