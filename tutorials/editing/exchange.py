"""Services as files: what is written, and what a file may become. Files come from strangers."""

import json
from typing import Any

from django.utils.translation import gettext as _

from tutorials.blocks.practice.naming import flaw_in_words
from tutorials.models import PracticeService
from tutorials.practice import sense, shape
from tutorials.practice.explain import explain

DEEPEST = 12  # the shape itself nests less deep


class UnusableFile(ValueError):
    """A file that cannot become a service, with every reason in the editor's words."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def written(service: PracticeService) -> str:
    """The service as the text of a file."""
    return json.dumps(service.described(), ensure_ascii=False, indent=2) + "\n"


def read(content: bytes) -> dict:
    """The service in a file; raises UnusableFile with all that is wrong with its shape."""
    try:
        data = shape.read(content)
    except ValueError as error:
        raise UnusableFile([_("This is not a file with a practice service.")]) from error
    if unwelcome(data):
        raise UnusableFile([_("This is not a file with a practice service.")])
    if flaws := shape.check(data):
        raise UnusableFile([_flaw(flaw, data) for flaw in flaws])
    return data


def take_in(data: dict, locale) -> tuple[PracticeService, list[str]]:
    """A new draft of what a file says, under a key that is free, and what will keep it from readers."""
    service = PracticeService(locale=locale, live=False)
    service.describe(data)
    service.save()
    return service, [explain(problem, data) for problem in sense.problems(data)]


def unwelcome(data: Any, depth: int = DEEPEST) -> bool:
    """Whether `data` is nested deeper than any service, or holds a sign that no database keeps."""
    if isinstance(data, str):
        return "\0" in data
    if not isinstance(data, dict | list):
        return False
    inside = [*data, *data.values()] if isinstance(data, dict) else data
    return depth == 0 or any(unwelcome(part, depth - 1) for part in inside)


def _flaw(flaw: sense.Problem, data: Any) -> str:
    if not isinstance(data, dict):
        return _("This is not a file with a practice service.")
    return ": ".join(filter(None, flaw_in_words(flaw.where, data)))
