"""The catalogue's own files: what readers should meet, said without asking the page."""

import re
from functools import cache
from pathlib import Path

import yaml

from .server import ROOT

FILES = ROOT / "courses" / "catalogue" / "ro"
PAYING = "platesc-pe-ghiseul-ro"
PETITION = "petitia-mea-are-numar"
FALSE_MESSAGE = "mesajul-fals"
WRONG_TOUCH = "ating-gresesc-ma-intorc"


@cache
def _data(path: Path) -> dict:
    """What a file says; reading all of them takes a second, and tests ask for them by the hundred."""
    return yaml.safe_load(path.read_text())


def tutorial(slug: str) -> dict:
    """The tutorial `slug`, with its `address`."""
    for path in FILES.glob("*/[0-9]*.yaml"):
        data = _data(path)
        if data["slug"] == slug:
            course = _data(path.parent / "course.yaml")
            return data | {"address": f"/cursuri/{course['slug']}/{slug}/"}
    raise LookupError(slug)


def address(slug: str) -> str:
    return tutorial(slug)["address"]


def course(slug: str) -> dict:
    """The course `slug`, with its `address` and its own `tutorials` in order."""
    for path in FILES.glob("*/course.yaml"):
        data = _data(path)
        if data["slug"] == slug:
            files = sorted(path.parent.glob("[0-9]*.yaml"))
            slugs = [_data(file)["slug"] for file in files]
            return data | {"address": f"/cursuri/{slug}/", "tutorials": list(map(tutorial, slugs))}
    raise LookupError(slug)


def question_of_kind(kind: str) -> tuple[str, dict]:
    """The first question of this kind in the catalogue, and the address of its tutorial."""
    for path in sorted(FILES.glob("*/[0-9]*.yaml")):
        data = _data(path)
        for question in data["quiz"]:
            if question["kind"] == kind:
                return address(data["slug"]), question
    raise LookupError(kind)


def step_words(step: dict) -> list[str]:
    """Everything that a step says, in its order."""
    details = [paragraph.replace("**", "") for paragraph in step.get("details", "").split("\n\n")]
    trouble = step.get("trouble", {})
    parts = [step["action"], *details, step.get("tip"), step.get("warning")]
    return [text for text in [*parts, trouble.get("question"), trouble.get("answer")] if text]


def squeezed(text: str) -> str:
    """`text` without any space: how lines are broken says nothing."""
    return re.sub(r"\s+", "", text)
