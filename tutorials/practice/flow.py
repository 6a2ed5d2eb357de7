"""The ways between the screens of a service as a drawing, from the top down. Pure.

A screen stands in the row of its distance from where a task starts; what no task reaches stands last.
"""

from collections.abc import Collection
from itertools import chain
from typing import NamedTuple

from .sense import doors

WIDTH, HEIGHT = 170, 56
BESIDE, BELOW, EDGE = 40, 44, 20  # room between the boxes, and around them all
LINE = 22  # letters in a line of a title


class Box(NamedTuple):
    """A screen: where its box stands, and what sets it apart."""

    key: str
    lines: list[str]
    x: int
    y: int
    starts: bool
    ends: bool
    flawed: bool


class Way(NamedTuple):
    """A door from one screen to another: the curve of it, and the words on it."""

    curve: str
    back: bool
    words: str
    origin: str
    target: str


class Flow(NamedTuple):
    boxes: list[Box]
    ways: list[Way]
    width: int
    height: int


def flow(service: dict, flawed: Collection[str] = ()) -> Flow:
    """The drawing of `service`, finished or not; screens whose key is in `flawed` are marked."""
    screens = {screen["key"]: screen for screen in service["screens"]}
    rows = _rows(service, screens)
    widest = max((len(row) for row in rows), default=0)
    starts = {task["start"] for task in service["tasks"]}
    ends = set(chain.from_iterable(task.get("goal", ()) for task in service["tasks"]))
    boxes = {}
    for depth, row in enumerate(rows):
        indent = (widest - len(row)) * (WIDTH + BESIDE) // 2
        for place, key in enumerate(row):
            boxes[key] = Box(
                key,
                _lines(screens[key]["title"] or key),
                EDGE + indent + place * (WIDTH + BESIDE),
                EDGE + depth * (HEIGHT + BELOW),
                key in starts,
                key in ends,
                key in flawed,
            )
    ways = [
        _way(boxes[key], boxes[door.item["to"]], door.item.get("text") or "")
        for key, screen in screens.items()
        for door in doors(screen)
        if door.item.get("to") in boxes
    ]
    width = 2 * EDGE + widest * WIDTH + max(widest - 1, 0) * BESIDE + BESIDE
    return Flow(list(boxes.values()), ways, width, 2 * EDGE + len(rows) * (HEIGHT + BELOW) - BELOW)


def _rows(service: dict, screens: dict[str, dict]) -> list[list[str]]:
    """The keys of the screens by their distance from a start."""
    starts = [task["start"] for task in service["tasks"]] or list(screens)[:1]
    row = list(dict.fromkeys(key for key in starts if key in screens))
    seen, rows = set(row), []
    while row:
        rows.append(row)
        targets = (door.item.get("to") for key in row for door in doors(screens[key]))
        row = [key for key in dict.fromkeys(targets) if key in screens and key not in seen]
        seen.update(row)
    lost = [key for key in screens if key not in seen]
    return [*rows, lost] if lost else rows


def _way(origin: Box, target: Box, words: str) -> Way:
    """A curve downwards from box to box; one that leads back or across goes by the side, dashed."""
    if target.y > origin.y:
        x1, y1 = origin.x + WIDTH // 2, origin.y + HEIGHT
        x2, y2 = target.x + WIDTH // 2, target.y
        curve = f"M{x1} {y1}C{x1} {y1 + BELOW // 2} {x2} {y2 - BELOW // 2} {x2} {y2}"
        return Way(curve, False, words, origin.key, target.key)
    x1, y1 = origin.x + WIDTH, origin.y + HEIGHT // 2
    x2, y2 = target.x + WIDTH, target.y + HEIGHT // 2 + (6 if origin == target else 0)
    bend = max(x1, x2) + BESIDE
    return Way(f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}", True, words, origin.key, target.key)


def _lines(title: str) -> list[str]:
    """A title in at most two lines that fit into a box."""
    words, lines = title.split(), [""]
    for word in words:
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= LINE or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    cut = [line if len(line) <= LINE else line[: LINE - 1] + "…" for line in lines[:2]]
    if len(lines) > 2:
        cut[1] = cut[1][: LINE - 2] + " …"
    return cut
