"""Every text, and every object, in a JSON document that came from somebody. Pure."""

from collections.abc import Iterator
from itertools import repeat
from typing import Any

DEEPEST = 100


def texts_in(told: Any) -> Iterator[tuple[str, dict | None, str]]:
    """Each text with the key under which it stands, and the object that holds it under that key.

    What stands in a list has the list's key, and no holder. ValueError where it is too deep. It is no
    recursion: each text would then be handed up through all levels.
    """
    levels = [iter([("", None, told)])]
    while levels:
        if len(levels) > DEEPEST:
            raise ValueError("too deep")
        for key, holder, value in levels[-1]:
            if isinstance(value, str):
                yield key, holder, value
            elif isinstance(value, dict):
                levels.append(zip(value.keys(), repeat(value), value.values(), strict=False))
                break
            elif isinstance(value, list):
                levels.append(zip(repeat(key), repeat(None), value, strict=False))
                break
        else:
            levels.pop()


def objects_in(told: Any) -> Iterator[tuple[str, dict | None, dict]]:
    """Each object with the key under which it stands, and the object that holds it (told before)."""
    waiting = [("", None, told)]
    while waiting:
        key, holder, value = waiting.pop()
        if isinstance(value, dict):
            yield key, holder, value
            waiting.extend((name, value, each) for name, each in value.items())
        elif isinstance(value, list):
            waiting.extend((key, holder, each) for each in value)
