"""What is right for a field: as an editor chooses it, and as the shape says it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .keys import ReferenceBlock

NOTHING = ("", _("it does not matter"))
CARD = ("card", _("what the card says"))
WRITTEN = [
    ("is", _("exactly this")),
    ("in", _("one of these")),
    ("mask", _("anything of this pattern")),
]
ANY = ("any", _("anything, but not nothing"))
TICKS = [("ticked", _("ticked")), ("unticked", _("not ticked"))]


def answer_block(choices: list) -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(choices=[NOTHING, *choices], required=False, label=_("What is right"))


def row_block() -> ReferenceBlock:
    return ReferenceBlock("card", label=_("Row of the card"))


def value_block() -> blocks.TextBlock:
    return blocks.TextBlock(
        required=False,
        rows=1,
        label=_("Answer or pattern"),
        help_text=_("Several answers: one a line. In a pattern 9 is a digit and A a letter: 99/99."),
    )


def expect_of(value: Mapping) -> dict:
    """The shape's `expect` of an `answer` and the `row` or `value` that goes with it; {} for none."""
    answer, row = value.get("answer"), value.get("row") or ""
    written = (value.get("value") or "").replace("\r\n", "\n").strip()
    said: dict[str, Any] = {
        "card": row,
        "is": written,
        "in": [line.strip() for line in written.split("\n") if line.strip()],
        "mask": written,
    }
    if answer in ("ticked", "unticked"):
        return {"is": answer == "ticked"}
    if answer == "any":
        return {"any": True}
    return {answer: said[answer]} if answer else {}


def expect_as_chosen(expect: Mapping) -> dict:
    """The raw values of which `expect_of` makes `expect`."""
    chosen = {"answer": "", "row": "", "value": ""}
    for kind, said in expect.items():
        if isinstance(said, bool) and kind == "is":
            chosen["answer"] = "ticked" if said else "unticked"
        else:
            chosen["answer"] = kind
            if kind == "card":
                chosen["row"] = said
            elif kind != "any":
                chosen["value"] = said if isinstance(said, str) else "\n".join(said)
    return chosen
