"""What would strand a learner in a practice service. Pure; shape is `shape.py`'s business.

A service makes sense when in each of its tasks some play reaches a goal, and no play comes to a screen
from which the goal cannot be reached without undoing or starting over. Its twin for the editor's live
check is `static/src/practice/sense.ts`; both hold to `tests/vectors/practice/problems.json`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .answers import PICKS, SPACE, possible
from .guard import digits, real_data
from .tidy import tidy

LISTS = frozenset({"results", "replies"})
PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\}")
NUMBER = "numar"  # stands for the practice number
ADDRESS = "address"  # a screen's address is marked like an element of this key


class Problem(NamedTuple):
    """What is wrong, as a code, and where: `screen`, `screen.element`, `screen.element.item`,
    `card.row` or `task:key`; a word in braces is named after a colon."""

    code: str
    where: str


class Door(NamedTuple):
    """Something to press, where it stands on its screen, and whether it first checks the screen."""

    item: dict
    at: str
    checks: bool


def problems(service: dict) -> list[Problem]:
    """Everything that makes no sense in `service`, each once, in reading order. What has not the
    shape is left out."""
    return list(dict.fromkeys(_found(tidy(service))))


def doors(screen: dict) -> Iterator[Door]:
    """All that can be pressed on the screen, in its order."""
    for element in screen["elements"]:
        if element["type"] == "button":
            yield Door(element, element["key"], not element.get("quiet"))
        elif element["type"] == "link":
            yield Door(element, element["key"], False)
        elif element["type"] in LISTS:
            for item in element.get("items", ()):
                yield Door(item, f"{element['key']}.{item['key']}", False)


def expectation(task: dict, screen: dict, element: dict) -> dict | None:
    """What is right for the element in the task: the task's own word, else the element's."""
    return task.get("expect", {}).get(f"{screen['key']}.{element['key']}") or element.get("expect")


def _found(service: dict) -> Iterator[Problem]:
    for row in service["card"]:
        if kind := real_data(row["value"], _invented(row["value"])):
            yield Problem(f"card-real-{kind}", f"card.{row['key']}")
    yield from (Problem("key-twice", f"card.{key}") for key in _twice(service["card"]))
    yield from (Problem("key-twice", key) for key in _twice(service["screens"]))
    yield from (Problem("key-twice", f"task:{key}") for key in _twice(service["tasks"]))
    screens = {screen["key"]: screen for screen in service["screens"]}
    entered = Counter(
        element["key"]
        for screen in service["screens"]
        for element in screen["elements"]
        if element["type"] == "field" or element["type"] in PICKS
    )
    scales = {scale["key"] for scale in service.get("scales", ())}
    for screen in service["screens"]:
        yield from _in_screen(screen, screens, entered)
        yield from _points(screen, scales)
    visited: set[str] = set()
    for task in service["tasks"]:
        yield from _in_task(task, service, screens, visited)
    if service["tasks"]:
        yield from (Problem("unvisited", key) for key in screens if key not in visited)


def _twice(named: Iterable[dict]) -> list[str]:
    return [key for key, times in Counter(one["key"] for one in named).items() if times > 1]


def _invented(value: str) -> list[str]:
    """Values that may look real: addresses below .exemplu, a domain that cannot exist, and numbers
    that end in six noughts and are too short for a CNP."""
    number = digits(value)
    is_invented = value.endswith(".exemplu") or (number.endswith("000000") and len(number) < 13)
    return [value] if is_invented else []


def _in_screen(screen: dict, screens: dict[str, dict], entered: Counter) -> Iterator[Problem]:
    yield from (Problem("key-twice", f"{screen['key']}.{key}") for key in _twice(_read_on(screen)))
    if not screen["title"].strip(SPACE):
        yield Problem("empty-label", screen["key"])
    for element in screen["elements"]:
        here = f"{screen['key']}.{element['key']}"
        yield from (Problem("key-twice", f"{here}.{key}") for key in _twice(_keyed(element)))
        texts = list(words(element))
        if not all(text.strip(SPACE) for text in texts):
            yield Problem("empty-label", here)
        names = dict.fromkeys(name for text in texts for name in PLACEHOLDER.findall(text))
        for name in names:
            if name != NUMBER and entered[name] != 1:
                yield Problem("placeholder-unknown", f"{here}:{name}")
    for door in doors(screen):
        if "to" in door.item and door.item["to"] not in screens:
            yield Problem("target-missing", f"{screen['key']}.{door.at}")
        elif "to" not in door.item and not door.item.get("say", "").strip(SPACE):
            yield Problem("door-silent", f"{screen['key']}.{door.at}")


def _read_on(screen: dict) -> list[dict]:
    """The elements, after the address: what is marked there stands under a key that no element can
    have too."""
    address = [{"key": ADDRESS, "type": "text"}] if "address" in screen else []
    return [*address, *screen["elements"]]


def _keyed(element: dict) -> list[dict]:
    """The parts of an element that have keys: its items, and what can be marked in its text."""
    text = element.get("text")
    runs = text if isinstance(text, list) else []
    return [one for one in [*element.get("items", ()), *runs] if isinstance(one, dict) and "key" in one]


def _points(screen: dict, scales: set[str]) -> Iterator[Problem]:
    """Points of a reply count on scales that the service has."""
    for door in doors(screen):
        for scale in door.item.get("points", {}):
            if scale not in scales:
                yield Problem("scale-unknown", f"{screen['key']}.{door.at}:{scale}")


def words(element: dict) -> Iterator[str]:
    """Every text of an element that a learner reads."""
    for name in ("label", "text"):
        value = element.get(name)
        if isinstance(value, list):
            yield "".join(run if isinstance(run, str) else run["text"] for run in value)
        elif value is not None:
            yield value
    for item in element.get("items", ()):
        yield from (item[name] for name in ("text", "label", "value") if name in item)


def _in_task(
    task: dict, service: dict, screens: dict[str, dict], visited: set[str]
) -> Iterator[Problem]:
    """Is the goal there, can it be reached, and can one get stuck on the way?"""
    where, goal = f"task:{task['key']}", set(task.get("goal", ()))
    if task["start"] not in screens:
        yield Problem("start-missing", where)
        return
    if goal - screens.keys():
        yield Problem("goal-missing", where)
        return
    places = {f"{key}.{element['key']}" for key, one in screens.items() for element in _read_on(one)}
    yield from (Problem("expect-unknown", at) for at in task.get("expect", ()) if at not in places)
    shut = {key: _shut(task, screen, service["card"]) for key, screen in screens.items()}
    for key, elements in shut.items():
        yield from (Problem("expect-impossible", f"{key}.{element}") for element in elements)
    ways = {
        key: {
            door.item["to"]
            for door in doors(screen)
            if door.item.get("to") in screens and not (door.checks and shut[key])
        }
        for key, screen in screens.items()
    }
    reached = _closure([task["start"]], lambda key: () if key in goal else ways[key])
    visited |= reached
    if goal and not goal & reached:
        yield Problem("goal-unreachable", where)
        return
    if goal:
        on_the_way = reached - goal
        saved = _closure(goal & reached, lambda to: [key for key in on_the_way if to in ways[key]])
    else:  # A door that only leads back to its own screen is no way on.
        saved = {key for key in reached if ways[key] - {key}}
    yield from (Problem("dead-end", key) for key in screens if key in reached - saved)


def _shut(task: dict, screen: dict, card: list[dict]) -> list[str]:
    """The elements of a screen for which nothing right can be entered."""
    expected = ((element, expectation(task, screen, element)) for element in _read_on(screen))
    return [one["key"] for one, right in expected if right and not possible(right, one, card)]


def _closure(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    seen = set(start)
    waiting = list(seen)
    while waiting:
        fresh = [key for key in following(waiting.pop()) if key not in seen]
        seen.update(fresh)
        waiting += fresh
    return seen
