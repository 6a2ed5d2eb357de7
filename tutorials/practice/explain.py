"""What makes no sense in a practice service, in the editor's language, with the place by its name."""

from django.utils.translation import gettext as _

from .sense import Problem


def explain(problem: Problem, service: dict) -> str:
    """One sentence for `problem` of `service` (or of what was given as one)."""
    code, where = problem
    if code == "shape":
        return _("The file is not in the shape of a practice service: %(where)s") % {"where": where}
    place, _colon, word = where.partition(":") if not where.startswith("task:") else (where, "", "")
    return _sentences()[_family(code)] % {"place": named(place, service), "word": word}


def _family(code: str) -> str:
    return "card-real" if code.startswith("card-real-") else code


def _sentences() -> dict[str, str]:
    return {
        "card-real": _("%(place)s: this could be a real person's. Change it so that it cannot be."),
        "key-twice": _("%(place)s: two things have this key. Give one of them another."),
        "empty-label": _("%(place)s: there are no words. Write what the reader is to see."),
        "placeholder-unknown": _(
            "%(place)s: nothing, or more than one thing, is entered under {%(word)s}. Name one field."
        ),
        "scale-unknown": _(
            "%(place)s: points are given for “%(word)s”, which is no scale of this service."
        ),
        "target-missing": _("%(place)s leads to a screen that does not exist. Choose another."),
        "door-silent": _(
            "%(place)s leads nowhere and says nothing. Choose a screen, or write an answer."
        ),
        "start-missing": _("%(place)s begins on a screen that does not exist."),
        "goal-missing": _("%(place)s ends on a screen that does not exist."),
        "expect-unknown": _("%(place)s: something is expected of a field that does not exist."),
        "expect-impossible": _(
            "%(place)s: nobody can enter what is expected. See whether it fits, is offered, and stands"
            " on the card if it is a secret."
        ),
        "goal-unreachable": _("%(place)s: no way leads to its end."),
        "dead-end": _("%(place)s: whoever comes here cannot go on. Add a way back or on."),
        "unvisited": _("%(place)s: no task leads here. Add a way to it, or remove it."),
    }


def named(where: str, service: dict) -> str:
    """A place by the titles that an editor gave: ‘Datele dumneavoastră › CNP’."""
    if where.startswith("task:"):
        task = _find(service.get("tasks", ()), where.removeprefix("task:"))
        return _("The task “%(title)s”") % {"title": task.get("title") or where}
    if where.startswith("card."):
        row = _find(service.get("card", ()), where.removeprefix("card."))
        return _("The card › %(label)s") % {"label": row.get("label") or where}
    key, *rest = where.split(".")
    screen = _find(service.get("screens", ()), key)
    names = [screen.get("title") or key]
    inside = screen.get("elements", ())
    for part in rest:
        one = _find(inside, part)
        names.append(_words(one) or part)
        inside = one.get("items", ())
    return " › ".join(names)


def _find(among, key: str) -> dict:
    return next((one for one in among if one.get("key") == key), {})


def _words(one: dict) -> str:
    """What an element says, cut where it is long."""
    text = one.get("label") or one.get("text") or ""
    if isinstance(text, list):
        text = "".join(run if isinstance(run, str) else run["text"] for run in text)
    return text if len(text) <= 60 else text[:59] + "…"
