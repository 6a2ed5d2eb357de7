"""Why a package is refused, in an editor's words, each with what to do."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

SHOWN = 80  # letters of a name from inside a package


@dataclass(frozen=True)
class Reason:
    """One thing that is wrong: its `code`, what it is `about`, numbers in `more`."""

    code: str
    about: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = {"about": shortened(self.about), **self.more}
        return WORDS[self.code]() % told


class Refused(Exception):
    """The package is not taken; `reasons` say all that was found wrong at that point."""

    def __init__(self, *reasons: Reason):
        super().__init__(", ".join(f"{reason.code}({reason.about})" for reason in reasons))
        self.reasons = reasons


def visible(text: str) -> str:
    """`text` on one line, as it can be shown and stored: signs that nobody sees are told by their code.

    Among them are those that no database keeps (a null) and no page can carry (half of a pair).
    """
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)


def shortened(name: str) -> str:
    """`name` as it can be shown, of a length that a sentence bears."""
    seen = visible(name)
    return seen if len(seen) <= SHOWN else f"{seen[:SHOWN]}…"


WORDS = {
    # --- the file as a zip ---------------------------------------------------------------------
    "too-large": lambda: _(
        "The file has more than %(most)s. Make pictures and films in it smaller, or split the activity."
    ),
    "no-zip": lambda: _(
        "This is not an H5P package, or it did not arrive whole. Export it once more and choose the"
        " .h5p file."
    ),
    "locked": lambda: _(
        "“%(about)s” in the package is locked with a password. Export it without a password."
    ),
    "coding": lambda: _(
        "“%(about)s” is packed in a way that we do not open. Export the package again from Lumi or H5P."
    ),
    "path": lambda: _(
        "“%(about)s” wants to be put outside of the package. No honest package does that: do not use"
        " it, and tell whoever gave it to you."
    ),
    "link": lambda: _(
        "“%(about)s” is a link and not a file. Export the package again from Lumi or H5P."
    ),
    "twice": lambda: _(
        "“%(about)s” is there more than once, or under names that differ in small and capital letters"
        " only. Export the package again."
    ),
    "file-and-folder": lambda: _(
        "“%(about)s” is a file and a folder at once. Export the package again from Lumi or H5P."
    ),
    "long-name": lambda: _("The name “%(about)s” is too long. Give the file a shorter name."),
    "too-many": lambda: _(
        "The package has more than %(most)s files. Split the activity into several smaller ones."
    ),
    "unpacked": lambda: _(
        "Unpacked it would have more than %(most)s. Make pictures and films in it smaller, or split the"
        " activity."
    ),
    "bomb": lambda: _(
        "The package unpacks to far more than it seems to hold. Honest packages do not: do not use it."
    ),
    "lying": lambda: _(
        "“%(about)s” has another size or other content than the package says. Export it once more."
    ),
    "kind": lambda: _(
        "“%(about)s” is a kind of file that H5P packages do not hold. Take it out and export again."
    ),
    # --- the package as H5P ------------------------------------------------------------------------
    "missing": lambda: _("“%(about)s” is missing from the package. Export it once more, whole."),
    "json": lambda: _(
        "“%(about)s” cannot be read. Open the activity in its editor and export it again."
    ),
    "field": lambda: _(
        "“%(about)s” does not say “%(name)s” as H5P does. Open the activity in its editor and export it"
        " again."
    ),
    "no-library": lambda: _(
        "The library “%(about)s” is not in the package. Choose “Download” or “Export” with libraries:"
        " packages from h5p.org often come without them."
    ),
    "other-library": lambda: _(
        "The folder “%(about)s” holds another library than its name says. Export the package again."
    ),
    "no-file": lambda: _(
        "The library needs the file “%(about)s”, and it is not there. Export the package again."
    ),
    "long-code": lambda: _(
        "The library file “%(about)s” has more than %(most)s. We look through no longer one: use"
        " another version of this type."
    ),
    "much-code": lambda: _(
        "The scripts and style sheets of the libraries have more than %(most)s together. Split the"
        " activity into several smaller ones."
    ),
    "circle": lambda: _(
        "The libraries of “%(about)s” need one another in a circle. Use another version of this type."
    ),
    # --- what comes from elsewhere --------------------------------------------------------------------
    "outside": lambda: _(
        "%(about)s would be fetched from another site, which would learn who reads here, and which is"
        " not there without internet. Put the file itself into the activity, and export again."
    ),
    "outside-code": lambda: _(
        "The library file “%(about)s” would fetch something from another site. Use a newer version of"
        " this type."
    ),
}
