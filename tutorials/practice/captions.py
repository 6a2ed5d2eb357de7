"""A drawn screen in words: for those who hear it, for search, and for who has no JavaScript.

Sentences are in the language of the page; what they quote is in the language of the service, and is
marked where the two differ.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from .samples import Samples, as_runs, find, in_words
from .sense import PICKS

# The words for an element that is told of by its own words or by its label.
BY_NAME = {
    "heading": gettext_lazy("the heading “%(name)s”"),
    "text": gettext_lazy("the text “%(name)s”"),
    "notice": gettext_lazy("the notice “%(name)s”"),
    "message": gettext_lazy("the message “%(name)s”"),
    "field": gettext_lazy("the field “%(name)s”"),
    "choice": gettext_lazy("the list “%(name)s”"),
    "slot": gettext_lazy("the list of times “%(name)s”"),
    "upload": gettext_lazy("the files for “%(name)s”"),
    "place": gettext_lazy("the drawing with places “%(name)s”"),
    "check": gettext_lazy("the box to tick “%(name)s”"),
    "rows": gettext_lazy("the table “%(name)s”"),
    "receipt": gettext_lazy("the proof “%(name)s”"),
    "button": gettext_lazy("the button “%(name)s”"),
    "link": gettext_lazy("the link “%(name)s”"),
    "results": gettext_lazy("the results “%(name)s”"),
    "replies": gettext_lazy("the replies “%(name)s”"),
}
NAMELESS = {
    "results": gettext_lazy("the list of results"),
    "replies": gettext_lazy("the list of replies"),
}
# What the line above a screen is, by the frame of the screen.
ABOVE = {
    "browser": gettext_lazy("the address “%(name)s”"),
    "phone": gettext_lazy("the line “%(name)s”"),
    "sms": gettext_lazy("the sender “%(name)s”"),
    "email": gettext_lazy("the sender “%(name)s”"),
    "search": gettext_lazy("the words searched for “%(name)s”"),
    "counter": gettext_lazy("the place “%(name)s”"),
}


class Outlined(NamedTuple):
    """A screen in words: its title, what stands on it, and what its doors and its parts answer."""

    title: str
    description: str
    answers: list[tuple[str, str]]


def caption(service: dict, place: str, number: int = 1) -> str:
    """Where `place` is, in one plain line."""
    return Teller(service).caption(place, number)


def outline(service: dict, screen: dict) -> Outlined:
    """A screen as something to read: also what the doors answer and why parts are suspicious."""
    answers = []
    texts = [element.get("text", "") for element in screen["elements"]]
    for text in (screen.get("address", ""), *texts):
        answers += [(run["text"], run["why"]) for run in as_runs(text) if not isinstance(run, str)]
    for element in screen["elements"]:
        if element["type"] in ("results", "replies"):
            answers += [(item["text"], item["say"]) for item in element["items"] if "say" in item]
        elif "say" in element:
            answers.append((Samples(service).fill(element["text"]), element["say"]))
    return Outlined(screen["title"], Teller(service, marked=True).description(screen), answers)


def quoted(service: dict, text: str) -> SafeString:
    """Words of the service as they stand in HTML among words of ours."""
    return conditional_escape(_quoting(service["lang"])(text))


class Teller:
    """Tells of a service. `marked`: as HTML, with `lang` on what is quoted in another language."""

    def __init__(self, service: dict, marked: bool = False):
        self._service = service
        self._samples = Samples(service)
        self._quote = _quoting(service["lang"]) if marked else str
        self._done: Callable[[str], str] = mark_safe if marked else str

    def caption(self, place: str, number: int = 1) -> str:
        """“Screen “Your data”. Place 3: the field “Name”, filled in with “Maria Exemplu”.”"""
        key, _dot, target = place.partition(".")
        screen = find(self._service["screens"], key)
        if screen is None:
            return self._done("")
        sentences = [self._say(_("Screen “%(name)s”."), name=screen["title"])]
        told = self._target(screen, target)
        if told:
            sentences.append(_("Place %(number)s: %(what)s.") % {"number": number, "what": told})
        return self._done(" ".join(sentences))

    def description(self, screen: dict) -> str:
        """All that stands on the screen, from top to bottom, as it will be when it is filled in."""
        things = [self._element(screen, element) for element in screen["elements"]]
        if "address" in screen:
            things.insert(0, self._above(screen))
        return self._done(_("From top to bottom: %(things)s.") % {"things": "; ".join(things)})

    def _target(self, screen: dict, target: str) -> str:
        key, _dot, part = target.partition(".")
        if key == "address" and "address" in screen:
            return self._part(screen["address"], [], part) or self._above(screen)
        element = find(screen["elements"], key)
        if element is None:
            return ""
        inner = self._part(element.get("text", ""), element.get("items", []), part)
        return inner or self._filled(screen, element)

    def _part(self, text: str | list, items: list[dict], key: str) -> str:
        """The item or the run with this key, quoted."""
        runs = [run for run in as_runs(text) if not isinstance(run, str)]
        found = find([thing for thing in (*items, *runs) if "key" in thing], key) if key else None
        return self._item(found) if found else ""

    def _above(self, screen: dict) -> str:
        return self._say(ABOVE[screen["frame"]], name=self._samples.fill(screen["address"]))

    def _element(self, screen: dict, element: dict) -> str:
        """The element, what it holds, and else what it offers."""
        told = self._filled(screen, element)
        has_value = element["type"] in PICKS and self._samples.at(screen, element)
        if "items" not in element or has_value:
            return told
        is_table = element["type"] in ("rows", "receipt")
        return f"{told}: {self._rows(element) if is_table else self._items(element)}"

    def _filled(self, screen: dict, element: dict) -> str:
        """The element with the value that a reader gives it."""
        kind, value = element["type"], self._samples.at(screen, element)
        told = {"what": self._named(element)}
        if kind == "field" and value and element["input"] == "secret":
            return _("%(what)s, filled in") % told
        if kind == "field" and value:
            return self._say(_("%(what)s, filled in with “%(value)s”"), told, value=value)
        if kind == "check" and value:
            return _("%(what)s, ticked") % told
        if kind in PICKS and isinstance(value, str):
            words = in_words(element, value)
            return self._say(_("%(what)s, with “%(value)s” chosen"), told, value=words)
        return told["what"]

    def _named(self, element: dict) -> str:
        kind = element["type"]
        name = self._samples.fill(element.get("label") or element.get("text", ""))
        if not name:
            return str(NAMELESS.get(kind, ""))
        if kind == "message" and element["from"] == "me":
            return self._say(_("your message “%(name)s”"), name=name)
        if kind == "message" and "name" in element:
            return self._say(_("%(who)s says: “%(name)s”"), who=element["name"], name=name)
        return self._say(BY_NAME[kind], name=name)

    def _rows(self, element: dict) -> str:
        rows = (map(self._samples.fill, (row["label"], row["value"])) for row in element["items"])
        return ", ".join(self._quote(f"{label}: {value}") for label, value in rows)

    def _items(self, element: dict) -> str:
        return ", ".join(self._item(item) for item in element["items"])

    def _item(self, item: dict) -> str:
        """An item or a part: its words, and the address and the note that stand with it."""
        beside = [item[name] for name in ("address", "note") if item.get(name)]
        told = self._say(_("“%(name)s”"), name=self._samples.fill(item["text"]))
        return f"{told} ({self._quote(', '.join(beside))})" if beside else told

    def _say(self, pattern, parts: dict[str, str] | None = None, **quoted: str) -> str:
        """`pattern` with `parts` as they are and `quoted` in the service's own language."""
        words = {name: self._quote(text.rstrip(".")) for name, text in quoted.items()}
        return str(pattern) % ((parts or {}) | words)


def _quoting(lang: str) -> Callable[[str], SafeString]:
    """How words of the service stand in HTML of the page's language."""
    if lang.split("-")[0] == (get_language() or "").split("-")[0]:
        return conditional_escape
    return lambda text: format_html('<span lang="{}">{}</span>', lang, text)
