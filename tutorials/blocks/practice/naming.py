"""Flaws of the shape in an editor's words: a path of names and numbers becomes titles."""

from typing import Any

from django.utils.translation import gettext as _


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
    last = path.rpartition(".")[2]
    message = _("%(name)s: too long, too many, missing or not allowed here (%(said)s).")
    return " › ".join(names), message % {"name": last, "said": said}


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
