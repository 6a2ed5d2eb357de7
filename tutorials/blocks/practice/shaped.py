"""How the value of a block becomes a part of the shape, and how that becomes a value again.

A block's value is a mapping of its children; the shape's object has the same names, without those
that say nothing. What differs from that, a block says in its own `shape` and `raw`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from anyascii import anyascii
from django.utils.functional import Promise
from django.utils.text import slugify
from wagtail import blocks

from tutorials.practice.shape import LONGEST_KEY

_MARKED = re.compile(r"\[((?:\\.|[^\]\\])*)\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = re.compile(r"([\[\]\\])")


class ShapedBlock(blocks.StructBlock):
    """An object of the shape.

    `always` names what the object has even while nothing stands there; `marked` the texts whose parts
    may be marked, each with the list of what is said of them.
    """

    always: tuple[str, ...] = ()
    marked: Mapping[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Snippets have no comments; a thousand buttons for them would only be waited for.
        for child in self.child_blocks.values():
            if isinstance(child, blocks.FieldBlock):
                child.field.widget.show_add_comment_button = False

    def shape(self, value: Mapping) -> dict:
        """What `value` says, as the shape has it."""
        made = {}
        for name, child in self.child_blocks.items():
            if name in self.marked:
                part = runs(value.get(name) or "", value.get(self.marked[name]) or ())
            elif name in self.marked.values():
                continue
            else:
                part = shape_of(child, value.get(name))
            if says_something(part):
                made[name] = part
            elif name in self.always:
                made[name] = [] if isinstance(child, blocks.ListBlock | blocks.StreamBlock) else ""
        return made

    def raw(self, data: Mapping) -> dict:
        """The raw value of which `shape` makes `data`."""
        value = {
            name: raw_of(child, data[name]) for name, child in self.child_blocks.items() if name in data
        }
        for name, marks in self.marked.items():
            value[name], value[marks] = words_and_marks(data.get(name, ""))
        return value


class ShapedStreamBlock(blocks.StreamBlock):
    """A list of objects of the shape, all of one kind unless they name their `type`."""

    def shape(self, value: Iterable) -> list[dict]:
        return [child.block.shape(child.value) for child in value]

    def raw(self, data: Iterable[Mapping]) -> list[dict]:
        made = []
        for one in data:
            kind = one.get("type") or next(iter(self.child_blocks))
            made.append({"type": kind, "value": self.child_blocks[kind].raw(one)})
        return made


def says_something(part: Any) -> bool:
    """Whether a part stands in the shape: nought does, what is empty or false does not."""
    return part is not None and part is not False and part not in ("", [], {})


def shape_of(block: blocks.Block, value: Any) -> Any:
    """The part of the shape that `value` of `block` stands for."""
    if isinstance(block, ShapedBlock | ShapedStreamBlock):
        return block.shape(value or ())
    if isinstance(block, blocks.ListBlock):
        return [shape_of(block.child_block, item) for item in value or ()]
    if isinstance(value, str | Promise):
        return plain(value)
    return value


def plain(words: str | Promise | None) -> str:
    """`words` as they are meant: browsers send lines of text areas with both signs of a line's end."""
    return str(words or "").replace("\r\n", "\n").strip()


def raw_of(block: blocks.Block, data: Any) -> Any:
    """The raw value of `block` that stands for a part of the shape."""
    if isinstance(block, ShapedBlock | ShapedStreamBlock):
        return block.raw(data)
    if isinstance(block, blocks.ListBlock):
        return [raw_item(raw_of(block.child_block, item)) for item in data]
    return data


def raw_item(value: Any) -> dict:
    """A member of a list; Wagtail takes one without an id for a bare value."""
    return {"type": "item", "value": value, "id": str(uuid4())}


# --- words of which parts can be marked ---------------------------------------------------------


def runs(words: str, marks: Iterable[Mapping]) -> str | list:
    """``"Pay [now]"`` and what is said of the part in brackets, as the shape's runs.

    A part that nothing is said of is harmless, and has no reason yet. ``\\[`` is a bracket.
    """
    words = plain(words)
    said = list(marks)
    made: list = []
    end = 0
    for number, part in enumerate(_parts(words)):
        before = _unescaped(words[end : part.start()])
        mark = said[number] if number < len(said) else {}
        text = _unescaped(part[1])
        made += [before] if before else []
        made.append(
            {
                "key": mark.get("key") or key_from(text, fallback=f"p{number + 1}"),
                "text": text,
                "trap": bool(mark.get("trap")),
                "why": plain(mark.get("why")),
            }
        )
        end = part.end()
    rest = _unescaped(words[end:])
    if not made:
        return rest
    return [*made, rest] if rest else made


def words_and_marks(text: str | Iterable) -> tuple[str, list[dict]]:
    """What `runs` makes `text` of."""
    pieces = [text] if isinstance(text, str) else text
    words, marks = [], []
    for run in pieces:
        if isinstance(run, str):
            words.append(_SIGNS.sub(r"\\\1", run))
        else:
            words.append("[" + _SIGNS.sub(r"\\\1", run["text"]) + "]")
            marks.append(raw_item({name: run[name] for name in ("key", "trap", "why")}))
    return "".join(words), marks


def _parts(words: str) -> Iterable[re.Match]:
    """The bracketed parts of `words`, those in escaped brackets not among them."""
    at = 0
    while at < len(words):
        if words[at] == "\\":
            at += 2
        elif part := _MARKED.match(words, at):
            yield part
            at = part.end()
        else:
            at += 1


def _unescaped(words: str) -> str:
    return _ESCAPED.sub(r"\1", words)


# --- keys ---------------------------------------------------------------------------------------


def key_from(words: str, fallback: str = "x", taken: Iterable[str] = ()) -> str:
    """A key made from `words`, not one of those `taken`: ``Date`` → ``date``, ``date-2``."""
    key = slugify(anyascii(words)).replace("_", "-").strip("-")[:32].strip("-")
    if not key[:1].isalpha():
        key = f"{fallback}-{key}".strip("-") if key else fallback
    return unique(key, taken)


def unique(key: str, taken: Iterable[str]) -> str:
    """`key`, or with the first number that makes it none of those `taken`, within LONGEST_KEY."""
    taken, number, made = set(taken), 1, key
    while made in taken:
        number += 1
        ending = f"-{number}"
        made = key[: LONGEST_KEY - len(ending)].rstrip("-") + ending
    return made
