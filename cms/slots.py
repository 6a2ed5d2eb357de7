"""Slots: places named in a lower room's template that higher rooms fill.

The names and their fillers are plain lists in the setting SLOTS, read in order like MIDDLEWARE. A
filler is ``filler(context) -> str``: it gets the template's context as a dict and returns safe HTML,
or an empty string when it has nothing to say there.
"""

from collections.abc import Callable, Iterator
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

# Every place that a template of ours names: what stands there, and the context it may rely on.
PLACES = {
    "dock": "the strip at the foot of every page, the same for all of a language: a person to call",
    "home_mine": "on the home, before the place to begin: what is the reader's own",
    "tutorial_tools": "items of the list of what one can do with a tutorial, below its title",
    "steps_foot": "below the steps of a tutorial, also when one step is on the screen",
    "tutorial_foot": "after the last part of a tutorial (context: page)",
    "external_activity": "in an activity done elsewhere: the way there (context: value, page, block)",
    "external_choice": "in the editor, below the address of such an activity: a way to choose it",
    "course_mine": "on the page of a course: what is the reader's own (context: page, tutorials)",
    "head": "in the head of every page, the same for all of a language: what the page belongs to",
    "who": "in the head of every page, beside the menu, the same for all of a language: who learns",
    "foot": "items of the list at the foot of every page, the same for all of a language",
    "news": "above everything else on every page: what is hidden until there is news of the app",
    "what_we_know": "on the page of what we know of people: what others told us (context: months)",
    "device_page": "on the page of what this device keeps: what else it keeps",
}


@cache
def fillers(name: str) -> tuple[Callable[[dict], str], ...]:
    """The fillers of slot `name`, in the order of the setting."""
    return tuple(import_string(path) for path in settings.SLOTS.get(name, ()))


def fill(name: str, context: dict) -> Iterator[str]:
    """What the fillers of slot `name` have to say, in order."""
    return filter(None, (filler(context) for filler in fillers(name)))
