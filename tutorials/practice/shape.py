"""How a practice service is written: `practice-service/1`, a plain dict as JSON gives it.

The models here only check and describe; everything else works on the dict. Their JSON Schema is
published at `/schemas/practice-service-1.json`.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, model_validator
from pydantic import ValidationError as ShapeError

from .sense import Problem

FORMAT = "practice-service/1"
SCHEMA_ID = "https://pascupas.exemplu/schemas/practice-service-1.json"
MOST_BYTES = 512 * 1024

COLORS = ("blue", "green", "plum", "violet", "ochre", "grey")
FRAMES = ("browser", "phone", "sms", "email", "search", "counter")

LONGEST_KEY = 40
Key = Annotated[StrictStr, Field(pattern=rf"^[a-z][a-z0-9-]{{0,{LONGEST_KEY - 1}}}$")]
Label = Annotated[StrictStr, Field(min_length=1, max_length=160)]
Place = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$")]
Words = Annotated[StrictStr, Field(min_length=1, max_length=500)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Run(Shape):
    """Words that the learner may mark."""

    key: Key
    text: Label
    trap: StrictBool
    why: Annotated[StrictStr, Field(min_length=1, max_length=300)]


Text = Words | Annotated[list[StrictStr | Run], Field(min_length=1, max_length=40)]
"""Words, or words with runs to mark. `{key}` is replaced by what was entered there, `{numar}` by the
practice number."""


class CardRow(Shape):
    key: Key
    label: Label
    value: Label


class Expect(Shape):
    """What is right; exactly one of these. A mask: 9 a digit, A a letter, others themselves."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    card: Key | None = None
    is_: StrictStr | StrictBool | None = Field(None, alias="is")
    in_: Annotated[list[StrictStr], Field(min_length=1, max_length=40)] | None = Field(None, alias="in")
    mask: Annotated[StrictStr, Field(min_length=1, max_length=80)] | None = None
    any: Literal[True] | None = None

    @model_validator(mode="after")
    def exactly_one(self):
        if len(self.model_fields_set) != 1 or None in self.model_dump(exclude_unset=True).values():
            raise ValueError("exactly one of card, is, in, mask, any")
        return self


class Door(Shape):
    """Leads to a screen, or only answers, or both."""

    to: Key | None = None
    say: Annotated[StrictStr, Field(min_length=1, max_length=300)] | None = None

    @model_validator(mode="after")
    def leads_or_answers(self):
        # A name that is given without a value is no way on.
        if not self.model_fields_set & {"to", "say"}:
            raise ValueError("a door has “to”, “say” or both")
        if any(getattr(self, name) is None for name in self.model_fields_set & {"to", "say"}):
            raise ValueError("“to” and “say” are left out where they say nothing")
        return self


class Heading(Shape):
    key: Key
    type: Literal["heading"]
    text: Label


class Prose(Shape):
    key: Key
    type: Literal["text"]
    text: Text


class Notice(Shape):
    key: Key
    type: Literal["notice"]
    tone: Literal["info", "good", "warning"]
    text: Text


class Message(Shape):
    key: Key
    type: Literal["message"]
    from_: Literal["other", "me"] = Field(alias="from")
    name: Label | None = None
    mood: Literal["calm", "worried", "upset", "relieved"] | None = None
    text: Text


class Row(Shape):
    label: Label
    value: Label


class Rows(Shape):
    key: Key
    type: Literal["rows", "receipt"]
    label: Label
    items: Annotated[list[Row], Field(min_length=1, max_length=20)]


class Input(Shape):
    key: Key
    type: Literal["field"]
    label: Label
    help: Label | None = None
    input: Literal["text", "long", "digits", "money", "date", "email", "phone", "secret"]
    max: Annotated[StrictInt, Field(ge=1, le=2000)] | None = None
    expect: Expect | None = None


class Item(Shape):
    key: Key
    text: Label
    note: Label | None = None
    off: StrictBool | None = None
    x: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    y: Annotated[StrictInt, Field(ge=0, le=100)] | None = None


class Picks(Shape):
    key: Key
    type: Literal["choice", "slot", "upload", "place"]
    label: Label
    help: Label | None = None
    drawing: Literal["street", "park", "block"] | None = None
    items: Annotated[list[Item], Field(min_length=2, max_length=20)]
    expect: Expect | None = None


class Check(Shape):
    key: Key
    type: Literal["check"]
    label: Label
    expect: Expect | None = None


class Way(Door):
    """One result of a search, or one reply."""

    key: Key
    text: Label
    note: Label | None = None
    address: Label | None = None
    points: dict[Key, Annotated[StrictInt, Field(ge=-2, le=2)]] | None = None


class Ways(Shape):
    key: Key
    type: Literal["results", "replies"]
    label: Label | None = None
    items: Annotated[list[Way], Field(min_length=1, max_length=12)]


class Button(Door):
    """`quiet`: a second choice, which does not check what the screen asks for."""

    key: Key
    type: Literal["button"]
    text: Label
    quiet: StrictBool | None = None


class Link(Door):
    key: Key
    type: Literal["link"]
    text: Label


Element = Annotated[
    Heading | Prose | Notice | Message | Rows | Input | Picks | Check | Ways | Button | Link,
    Field(discriminator="type"),
]


class Screen(Shape):
    """`address`: of a page; who sent a message; where one is at the counter."""

    key: Key
    title: Label
    frame: Literal[FRAMES]
    address: Text | None = None
    hint: Label | None = None
    elements: Annotated[list[Element], Field(max_length=40)]


class Task(Shape):
    """Without a goal it is free exploration."""

    key: Key
    title: Label
    start: Key
    goal: Annotated[list[Key], Field(min_length=1, max_length=20)] | None = None
    done: Annotated[StrictStr, Field(min_length=1, max_length=300)] | None = None
    expect: dict[Place, Expect] | None = None


class Scale(Shape):
    key: Key
    label: Label


class Service(Shape):
    """An invented service: what is true of the place in the screens, what is asked in the tasks."""

    format: Literal[FORMAT]
    key: Key
    lang: Annotated[StrictStr, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    title: Label
    institution: Label
    color: Literal[COLORS]
    card: Annotated[list[CardRow], Field(max_length=20)]
    scales: Annotated[list[Scale], Field(max_length=6)] | None = None
    screens: Annotated[list[Screen], Field(min_length=1, max_length=60)]
    tasks: Annotated[list[Task], Field(max_length=20)]


def check(data: Any) -> list[Problem]:
    """Where `data` does not have the shape: code ``shape``, and the place as keys and numbers from the
    top, with what is wrong there in English. Empty when it has."""
    try:
        Service.model_validate(data)
    except ShapeError as error:
        return [
            Problem("shape", f"{'.'.join(map(str, flaw['loc'])) or 'service'}: {flaw['msg']}")
            for flaw in error.errors(include_url=False, include_context=False, include_input=False)[:20]
        ]
    if nulls := list(_nulls(data)):
        return [Problem("shape", f"{where}: left out rather than null") for where in nulls[:20]]
    return []


def _nulls(data: Any, where: str = ""):
    """Places that say null: what says nothing is left out, so that there is one way to write it."""
    parts = (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    )
    for name, part in parts:
        here = f"{where}.{name}" if where else str(name)
        if part is None:
            yield here
        else:
            yield from _nulls(part, here)


def schema() -> dict:
    """The JSON Schema (2020-12) of a practice service."""
    made = Service.model_json_schema(by_alias=True)
    # What is left out is absent, never null.
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **_without_null(made),
        "title": "Practice service, version 1",
    }


def _without_null(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_null(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {
        name: _without_null(one)
        for name, one in part.items()
        if not (name == "default" and one is None)
    }
    choices = part.get("anyOf")
    if choices and {"type": "null"} in choices:
        choices = [one for one in choices if one != {"type": "null"}]
        rest = {name: one for name, one in part.items() if name != "anyOf"}
        return rest | (choices[0] if len(choices) == 1 else {"anyOf": choices})
    return part


def read(text: str | bytes) -> Any:
    """The data in JSON of at most MOST_BYTES; raises ValueError for any other text."""
    if len(text) > MOST_BYTES:
        raise ValueError("too large")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
