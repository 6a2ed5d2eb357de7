"""Flaws of the shape in an editor's words: a path of names and numbers becomes titles."""

import re
from typing import Any

from django.utils.translation import gettext as _

_LIMIT = re.compile(r"at (least|most) (\d+)")


def flaw_in_words(flaw: str, service: dict) -> tuple[str, str]:
    """The place of a flaw by titles, and what is wrong there.

    `flaw` is what `shape.check` calls the place: ``screens.0.elements.2.field.max: …`` in English.
    """
    path, _colon, said = flaw.partition(": ")
    names, at = [], service
    for step in path.split("."):
        at = _inside(at, step)
        if step.isdigit() and isinstance(at, dict):
            names.append(_title(at) or str(int(step) + 1))
    name = _names().get(last := path.rpartition(".")[2], last)
    limit = _LIMIT.search(said)
    if limit and limit[1] == "most":
        message = _("%(name)s: too long or too many, at most %(number)s.")
    elif limit:
        message = _("%(name)s: too short or too few, at least %(number)s.")
    else:
        message = _("%(name)s: too long, too many, missing or not allowed here (%(said)s).")
    said_of = {"name": name, "said": said, "number": limit and limit[2]}
    return " › ".join(names), message % said_of


def _names() -> dict[str, str]:
    """What the form calls the parts that an editor can make too long or leave too short."""
    return {
        "title": _("Title"),
        "institution": _("Institution"),
        "card": _("Card with invented data"),
        "screens": _("Screens"),
        "tasks": _("Tasks"),
        "elements": _("On the screen"),
        "address": _("Address, sender or place"),
        "label": _("Label"),
        "text": _("Words"),
        "value": _("Value"),
        "items": _("Rows"),
        "why": _("Why, or why not"),
        "max": _("At most so many signs"),
    }


def _inside(at: Any, step: str) -> Any:
    """One step further in; the name of an element's kind, which pydantic adds, leads nowhere."""
    if isinstance(at, dict):
        return at.get(step, at)
    if isinstance(at, list) and step.isdigit() and int(step) < len(at):
        return at[int(step)]
    return at


def _title(part: dict) -> str:
    said = part.get("title") or part.get("label") or part.get("text") or ""
    return said if isinstance(said, str) else ""
