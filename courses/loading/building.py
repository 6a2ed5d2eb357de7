"""From an entry to the values of a page's fields. Nothing here touches the database."""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from uuid import UUID, uuid5

from .entries import CatalogueError, Entry

Finder = Callable[[str, str, str], int | None]
"""``find(kind, key, place)`` is the primary key of what a file names; None if an editor deleted it.

Raises CatalogueError when the catalogue has no such thing.
"""
Namer = Callable[[str, str, str], str]
"""``part(service, part, place)`` is the place or task that a file names in a practice service.

Raises CatalogueError when that has none of the name.
"""


def rich(text: str) -> str:
    """Plain text as the rich text that blocks keep: blank lines part paragraphs, ``**`` is bold."""
    escaped = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text, quote=False))
    # Not split(): a no-break space is no white space here, it is written where a line must not break.
    paragraphs = [re.sub(r"[ \t\n]+", " ", part).strip() for part in re.split(r"\n\s*\n", escaped)]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


class Builder:
    """Builds the stream values of one page; block ids follow from the page's uuid and their keys."""

    def __init__(self, uuid: UUID, place: str, find: Finder, part: Namer):
        self.uuid = uuid
        self.place = place
        self.find = find
        self.part = part
        self._keys: set[str] = set()

    def block(self, kind: str, key: str, value: Any) -> dict:
        """A stream or list child. `key` is its path of ids, e.g. ``steps/opriti-va``."""
        if key in self._keys:
            raise CatalogueError(f"{self.place}: two blocks would be “{key}”; rename one.")
        self._keys.add(key)
        return {"type": kind, "value": value, "id": str(uuid5(self.uuid, key))}

    def items(self, key: str, entries: Iterable[Entry], value: Callable[[Entry], Any]) -> list:
        """The children of a ListBlock."""
        made = []
        for entry in entries:
            made.append(self.block("item", f"{key}/{entry.text('id')}", value(entry)))
            entry.end()
        return made

    def stream(self, key: str, entries: Iterable[Entry], kind: str, value) -> list:
        """The children of a StreamBlock, all of one kind."""
        return [{**child, "type": kind} for child in self.items(key, entries, value)]

    # --- the parts of a tutorial ------------------------------------------------------------

    def helps(self, page: Entry) -> list:
        return self.stream("helps", page.entries("helps"), "paragraph", lambda e: rich(e.text("text")))

    def needs(self, page: Entry) -> list:
        return self.stream("needs", page.entries("needs"), "need", lambda e: e.text("text"))

    def risks(self, page: Entry) -> list:
        risks = page.entry("risks") or Entry({}, page.place)
        may = self.stream(
            "may",
            risks.entries("may"),
            "may",
            lambda e: {"what": e.text("what"), "remedy": e.text("remedy")},
        )
        cannot = self.stream("cannot", risks.entries("cannot"), "cannot", lambda e: e.text("what"))
        risks.end()
        return may + cannot

    def steps(self, page: Entry) -> list:
        return self.stream("steps", page.entries("steps"), "step", self.step)

    def step(self, step: Entry) -> dict:
        trouble, picture, screen = map(step.entry, ("trouble", "picture", "screen"))
        if picture and screen:
            raise CatalogueError(f"{step.place}: a “screen” stands in place of a “picture”; keep one.")
        value = {
            "action": step.text("action"),
            "details": rich(step.text("details", "")),
            "tip": step.text("tip", ""),
            "warning": step.text("warning", ""),
            "trouble": {"question": "", "answer": ""},
            "screen": {"service": None, "place": ""},
            "picture": {"image": None, "alt": ""},
            "audio": None,
        }
        if trouble:
            value["trouble"] = {name: trouble.text(name) for name in ("question", "answer")}
            trouble.end()
        if picture:
            drawing = picture.text("drawing")
            value["picture"] = {
                "image": self.find("drawing", drawing, picture.place),
                "alt": picture.text("alt"),
            }
            picture.end()
        if screen:
            value["screen"] = self.of_service(screen, "place")
        return value

    def of_service(self, entry: Entry, name: str) -> dict:
        """A practice service and the `place` or `task` that is named in it."""
        key = entry.text("service")
        pk = self.find("practice", key, entry.place)
        chosen = {"service": pk, name: self.part(key, entry.text(name), entry.place)}
        entry.end()
        return chosen

    def exercises(self, page: Entry) -> list:
        exercise = page.entry("exercise")
        made = [self.exercise(exercise)] if exercise else []
        for entry in page.one_or_more("practice"):
            key, value = entry.text("id"), self.of_service(entry, "task")
            if value["service"] is not None:
                made.append(self.block("practice", key, value))
        return made

    def exercise(self, exercise: Entry) -> dict:
        key = exercise.text("id")
        value = {
            "title": exercise.text("title"),
            "task": exercise.text("task"),
            "card": self.items(
                key,
                exercise.entries("card"),
                lambda e: {"label": e.text("label"), "value": e.text("value")},
            ),
            "todo": self.items(key, exercise.entries("todo"), lambda e: e.text("text")),
            "check": exercise.text("check"),
        }
        exercise.end()
        return self.block("exercise", key, value)

    def quiz(self, page: Entry) -> list:
        questions = []
        for entry in page.entries("quiz"):
            kind, key = entry.text("kind"), f"quiz/{entry.text('id')}"
            if kind not in self.QUESTIONS:
                raise CatalogueError(
                    f"{entry.place}: no question is of kind “{kind}”;"
                    f" the kinds are {', '.join(self.QUESTIONS)}."
                )
            value = {"question": entry.text("question")} | self.QUESTIONS[kind](self, key, entry)
            entry.end()
            questions.append(self.block(kind, key, value))
        return questions

    def choices(self, key: str, entry: Entry) -> dict:
        def choice(e):
            return {"text": e.text("text"), "right": e.flag("right"), "why": e.text("why")}

        return {"choices": self.items(key, entry.entries("choices"), choice)}

    def order(self, key: str, entry: Entry) -> dict:
        def item(e):
            return {"text": e.text("text"), "why": e.text("why")}

        return {"items": self.items(key, entry.entries("items"), item)}

    def match(self, key: str, entry: Entry) -> dict:
        def pair(e):
            return {name: e.text(name) for name in ("left", "right", "why")}

        return {"pairs": self.items(key, entry.entries("pairs"), pair)}

    def fill(self, key: str, entry: Entry) -> dict:
        def slip(e):
            return {"answer": e.text("answer"), "why": e.text("why")}

        return {
            "before": entry.text("before", ""),
            "after": entry.text("after", ""),
            "answers": [
                self.block("item", f"{key}/answers/{answer}", answer)
                for answer in entry.words("answers")
            ],
            "why": entry.text("why"),
            "slips": self.items(key, entry.entries("slips"), slip),
            "otherwise": entry.text("otherwise"),
        }

    QUESTIONS = {"one": choices, "several": choices, "order": order, "match": match, "fill": fill}

    def debate(self, page: Entry) -> list:
        """The debate of a tutorial that has one."""
        debate = page.entry("debate")
        if debate is None:
            return []
        value = {"statement": debate.text("statement")} | {
            part: self.items(f"debate/{part}", debate.entries(part), lambda e: e.text("text"))
            for part in ("pros", "cons", "questions")
        }
        debate.end()
        return [self.block("debate", "debate", value)]

    def proof(self, page: Entry) -> list:
        proof = page.entry("proof") or Entry({}, page.place)
        intro = proof.text("intro", "")
        keep = self.stream("proof", proof.entries("items"), "keep", lambda e: e.text("text"))
        proof.end()
        return ([self.block("intro", "proof-intro", intro)] if intro else []) + keep

    def chosen(self, page: Entry, key: str, kind: str) -> list:
        """Children that name something else by its key: helplines, glossary words."""
        found = [(name, self.find(kind, name, page.place)) for name in page.words(key)]
        return [self.block(kind, f"{key}/{name}", pk) for name, pk in found if pk is not None]

    def audiences(self, page: Entry) -> list[int]:
        """The primary keys of those whom a page is for."""
        found = [self.find("audience", name, page.place) for name in page.words("audiences")]
        return sorted(pk for pk in found if pk is not None)

    def sources(self, page: Entry) -> list:
        return self.stream("sources", page.entries("sources"), "source", self.source)

    def source(self, entry: Entry) -> dict:
        return {
            "title": entry.text("title"),
            "url": entry.text("url", ""),
            "proves": entry.text("proves"),
        } | checked(entry)

    def competences(self, page: Entry) -> list:
        return [
            self.block("competence", f"competences/{code}", code) for code in page.words("competences")
        ]

    # --- other pages ------------------------------------------------------------------------

    def prose(self, page: Entry, key: str) -> list:
        """Headings and paragraphs."""
        made = []
        for entry in page.entries(key):
            name = f"{key}/{entry.text('id')}"
            if heading := entry.text("heading", ""):
                made.append(self.block("heading", f"{name}/heading", heading))
            made.append(self.block("paragraph", name, rich(entry.text("text"))))
            entry.end()
        return made


def checked(entry: Entry) -> dict:
    """The two dates of a fact; raises CatalogueError when they belie its `status`."""
    status = entry.text("status")
    dates = {"checked_on": entry.day("checked"), "review_by": entry.day("review")}
    if status not in ("verified", "unverified"):
        raise CatalogueError(f"{entry.place}: the status is verified or unverified, not {status!r}.")
    if set(map(bool, dates.values())) != {status == "verified"}:
        raise CatalogueError(
            f"{entry.place}: verified goes with the days “checked” and “review”, unverified without."
        )
    return {name: day and day.isoformat() for name, day in dates.items()}
