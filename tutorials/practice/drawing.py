"""From a practice service to what its templates draw: as a picture, as a rehearsal, on paper. Pure.

A service is the plain dict of its shape. What is not there (a screen renamed since, a task deleted) is
not drawn: a page never fails a reader for it.
"""

import json
from collections.abc import Collection, Iterator

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .captions import Teller, caption, outline, quoted
from .samples import UNSAID, Samples, as_runs, find, split
from .sense import ADDRESS, doors
from .words import spoken

__all__ = ["caption", "picture", "practice", "to_mark"]

AROUND = 1  # neighbours of the place to press that are drawn; others are folded
FEW = 4  # elements of which none is folded
PLAYED = ("card", "scales")
# Digits as strokes, each about its middle: what is drawn in a drawing is no text to be read.
DIGITS = [
    "M0-5C4-5 4 5 0 5S-4-5 0-5",
    "M-2-3L1-5V5",
    "M-3-3C-3-6 3-6 3-2 3 1-3 3-3 5H3",
    "M-3-5H3L-.5-1C4-1 4 5 0 5-1.5 5-2.5 4.500-3 4",
    "M1 5V-5L-3.5 2H3",
    "M3-5H-2.5V-1C4-2.5 4 5 0 5-1.5 5-2.5 4.500-3 4",
    "M2-5C-2-4-3-1-3 2A3 3 0 1 0 3 2 3 3 0 0 0-3 2",
    "M-3-5H3L-1 5",
    "M0-.5A2.3 2.3 0 1 1 .1-.5M0-.5A2.8 2.8 0 1 0 .1-.5",
    "M-2 5C2 4 3 1 3-2A3 3 0 1 0-3-2 3 3 0 0 0 3-2",
]
INPUT_MODES = {
    "digits": "numeric",
    "secret": "numeric",
    "money": "decimal",
    "phone": "tel",
    "email": "email",
}


def picture(service: dict, place: str, number: int = 1) -> dict:
    """The screen of `place` (`screen.element[.item]`) standing still, the place ringed and numbered.

    What stands above the place is filled in, as a reader will have it by then.
    """
    key, _dot, target = place.partition(".")
    screen = find(service["screens"], key)
    if screen is None:
        return {"screen": None}
    teller = Teller(service, marked=True)
    return {
        "screen": _Still(service).draw(screen, target),
        "color": service["color"],
        **_languages(service),
        "number": number,
        "caption": teller.caption(place, number),
        "description": teller.description(screen),
    }


def practice(service: dict, task_key: str, block_id: str) -> dict:
    """All screens of a task with real controls, and what the painter needs to play it."""
    task = find(service["tasks"], task_key)
    if task is None:
        return {"task": None}
    screens = reachable(service, task)
    live = _Live(service)
    return {
        "task": task,
        "service": service,
        "institution": quoted(service, service["institution"]),
        "block_id": block_id,
        "color": service["color"],
        **_languages(service),
        "practice": True,
        "screens": [live.draw(screen) for screen in screens],
        "replies": list(_judged(screens)),
        "outline": [outline(service, screen) for screen in screens],
        "data": _data(service, task, screens),
    }


def to_mark(service: dict, task: dict, screens: list[dict]) -> Iterator[dict]:
    """Those of `screens`, as `practice` draws them, that hold something suspicious: figures for paper.

    Each has `found` besides: the parts that should be marked, with `text` and `why`. What a learner
    comes to after the goal belongs to another task.
    """
    before = {screen["key"] for screen in reachable(service, task, ends=task.get("goal", ()))}
    for screen in (each for each in screens if each["key"] in before):
        places = (screen, *screen["elements"])
        if found := [trap for place in places for trap in place["traps"]]:
            yield picture(service, screen["key"]) | {"found": found}


def foreign(service: dict) -> str:
    """The language of the service where it is not the page's, for `lang`; otherwise nothing."""
    here = (get_language() or "").split("-")[0]
    return "" if service["lang"].split("-")[0] == here else service["lang"]


def _languages(service: dict) -> dict[str, SafeString]:
    """What marks words of the service, and ours among them, as attributes; nothing in one language."""
    lang = foreign(service)
    mark = format_html if lang else lambda *_: ""
    return {"theirs": mark(' lang="{}"', lang), "ours": mark(' lang="{}"', get_language())}


def reachable(service: dict, task: dict, ends: Collection[str] = ()) -> list[dict]:
    """The screens that a learner can come to from the start of the task, in the service's order.

    From those that `ends` names nobody goes on.
    """
    found, waiting = set(), [task["start"]]
    while waiting:
        screen = find(service["screens"], waiting.pop())
        if screen is None or screen["key"] in found:
            continue
        found.add(screen["key"])
        if screen["key"] in ends:
            continue
        waiting += [door.item["to"] for door in doors(screen) if "to" in door.item]
    return [screen for screen in service["screens"] if screen["key"] in found]


def _judged(screens: list[dict]) -> Iterator[tuple[str, dict]]:
    """The replies that points are given for, each with the place where it is chosen."""
    for screen in screens:
        for element in screen["elements"]:
            for item in element.get("items", ()):
                if "points" in item:
                    yield f"{screen['key']}.{element['key']}", item


def _data(service: dict, task: dict, screens: list[dict]) -> SafeString:
    """Service, task and words for the painter, as JSON that may stand in a script element."""
    played = {name: service[name] for name in PLAYED if name in service} | {"screens": screens}
    data = {"service": played, "task": task, "lang": foreign(service), "words": spoken()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308  (no sign that could end the element is left)


class _Still:
    """Draws screens that stand still, filled in as far as the place to press."""

    def __init__(self, service: dict):
        self._samples = Samples(service)

    def draw(self, screen: dict, target: str = "") -> dict:
        """The screen as its template needs it. `target` is `element` or `element.item`."""
        key, _dot, part = target.partition(".")
        keys = [element["key"] for element in screen["elements"]]
        at = keys.index(key) if key in keys else None
        drawn = []
        for index, element in _folded(screen["elements"], at):
            if element is None:
                drawn.append(None)
                continue
            is_there = index == at
            filled = at is None or index <= at
            aim = {"target": is_there and not part, "part": part if is_there else ""}
            drawn.append(self._element(screen, element, filled) | aim)
        above = screen.get(ADDRESS, "")
        return {
            **{name: screen[name] for name in ("key", "title", "frame")},
            ADDRESS: self._runs(above),
            "address_part": part if key == ADDRESS else "",
            "address_target": target == ADDRESS,
            "traps": self._traps(ADDRESS, above),
            "elements": drawn,
        }

    def _element(self, screen: dict, element: dict, filled: bool) -> dict:
        """One element as its template needs it; `filled`: with the value that a reader gives it."""
        kind = element["type"]
        value = self._value(screen, element) if filled else None
        drawn = element | {
            "template": f"tutorials/practice/elements/{kind}.html",
            "picked": value,
            "label": self._runs(element.get("label", "")),
            "text": self._runs(element.get("text", "")),
            "traps": self._traps(element["key"], element.get("text", "")),
        }
        if kind == "field":
            secret = element["input"] == "secret"
            drawn["shown"] = "•" * len(value) if secret and value else value or ""
            drawn["inputmode"] = INPUT_MODES.get(element["input"], "")
        elif "items" in element:
            drawn["items"] = [
                self._item(kind, *numbered) for numbered in enumerate(element["items"], 1)
            ]
        return drawn

    def _item(self, kind: str, number: int, item: dict) -> dict:
        texts = {name: self._runs(item[name]) for name in ("label", "value", "text") if name in item}
        return item | texts | (_pin(item, number) if kind == "place" else {})

    def _runs(self, text: str | list) -> list[dict]:
        """A text in runs: plain words, a part that can be marked, a place for what was entered."""
        runs = []
        for run in as_runs(text):
            if isinstance(run, str):
                runs += [self._said(name) if name else {"text": words} for words, name in split(run)]
            else:
                runs.append({"text": run["text"], "key": run["key"]})
        return runs

    def _value(self, screen: dict, element: dict) -> str | bool | None:
        return self._samples.at(screen, element)

    def _said(self, name: str) -> dict:
        return {"text": self._samples.said(name)}

    def _traps(self, key: str, text: str | list) -> list[dict]:
        return []


class _Live(_Still):
    """Draws screens to act on: empty, with places for what is entered and for what is found."""

    def _value(self, screen: dict, element: dict) -> None:
        return None

    def _said(self, name: str) -> dict:
        return {"text": UNSAID, "said": name}

    def _traps(self, key: str, text: str | list) -> list[dict]:
        """The parts of a text that should be marked, to be shown with their reasons once they are."""
        parts = [run for run in as_runs(text) if not isinstance(run, str) and run["trap"]]
        return [part | {"at": f"{key}.{part['key']}"} for part in parts]


def _folded(elements: list[dict], at: int | None) -> Iterator[tuple[int, dict | None]]:
    """The elements around the place `at`, numbered; None stands for a row of others that is folded."""
    folding = False
    for index, element in enumerate(elements):
        is_title = index == 0 and element["type"] == "heading"
        near = at is None or len(elements) <= FEW or is_title or abs(index - at) <= AROUND
        if near:
            yield index, element
        elif not folding:
            yield index, None
        folding = not near


def _pin(item: dict, number: int) -> dict:
    """Where an item stands on the drawing, in the drawing's measure (200 by 110), and its number."""
    digits = [(DIGITS[int(sign)], 8 * place) for place, sign in enumerate(str(number))]
    first = -4 * (len(digits) - 1)
    return {
        "left": round(item.get("x", 50) * 1.78 + 11),
        "top": round(item.get("y", 50) * 0.88 + 11),
        "digits": [(path, first + step) for path, step in digits],
    }
