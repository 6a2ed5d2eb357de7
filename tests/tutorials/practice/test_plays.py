"""Every possible play of random services, by the browser's own reducer, beside both validators; and
what both validators say of anything else.

PLAYS says how many services are played (100 in the suite; thousands by hand).
"""

import copy

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tutorials.practice.sense import problems
from tutorials.practice.shape import check

from .player import PLAYS

STRANDED = {"goal-unreachable", "dead-end"}

CARD = [
    {"key": "nume", "label": "Nume", "value": "Maria Exemplu"},
    {"key": "cod", "label": "Cod", "value": "000"},
    {"key": "cnp", "label": "CNP", "value": "2540101000000"},
    {"key": "adevarat", "label": "Un CNP adevărat", "value": "2540101000005"},
]
# Names that a language may have for something of its own are keys like any other.
NAMES = ["a", "constructor", "address", "numar", "length"]
screen_keys = st.sampled_from(NAMES)
values = st.sampled_from(
    ["x", "Maria Exemplu", "000", "2540101000005", "12/30", "i0", "i1", "-", "\u0301"]
)
expectations = st.one_of(
    st.builds(lambda key: {"card": key}, st.sampled_from(["nume", "cod", "cnp", "adevarat", "lipsa"])),
    st.builds(lambda value: {"is": value}, values | st.booleans()),
    st.builds(lambda value: {"in": value}, st.lists(values, min_size=1, max_size=2)),
    st.builds(
        lambda value: {"mask": value},
        st.sampled_from(["99", "A9", "A", "99/99", "9999999999999", "2540101000005", " "]),
    ),
    st.just({"any": True}),
)
expected = st.none() | st.none() | expectations


def fields(key):
    kinds = st.sampled_from(["text", "long", "digits", "money", "date", "email", "phone", "secret"])
    return st.builds(
        lambda kind, most, right: _without_none(
            {"key": key, "type": "field", "label": "L", "input": kind, "max": most, "expect": right}
        ),
        kinds, st.sampled_from([None, 1, 2, 13]), expected,
    )  # fmt: skip


def picks(key):
    return st.builds(
        lambda kind, off, right: _without_none(
            {
                "key": key, "type": kind, "label": "L", "expect": right,
                "items": [
                    {"key": f"i{n}", "text": "T"} | ({"off": True} if is_off else {})
                    for n, is_off in enumerate(off)
                ],
            }
        ),
        st.sampled_from(["choice", "slot", "upload", "place"]),
        st.lists(st.booleans(), min_size=2, max_size=2), expected,
    )  # fmt: skip


def checks(key):
    return st.builds(
        lambda right: _without_none({"key": key, "type": "check", "label": "L", "expect": right}),
        st.none() | st.builds(lambda value: {"is": value}, st.booleans()) | expectations,
    )


run = st.builds(
    lambda name, trap: {"key": name, "text": "t", "trap": trap, "why": "w"},
    st.sampled_from(["m", "constructor"]), st.booleans(),
)  # fmt: skip
marked = st.builds(
    lambda runs: ["a ", *runs],
    st.lists(run, min_size=1, max_size=2, unique_by=lambda one: one["key"]),
)


def texts(key):
    kinds = [
        {"type": "text"}, {"type": "notice", "tone": "info"}, {"type": "message", "from": "other"},
    ]  # fmt: skip
    return st.builds(
        lambda kind, text: {"key": key, "text": text} | kind, st.sampled_from(kinds), marked
    )


def read_only(key):
    rows = {"label": "L", "items": [{"label": "L", "value": "{nume} V"}]}
    return st.sampled_from(
        [
            {"key": key, "type": "heading", "text": "H"},
            {"key": key, "type": "rows"} | rows,
            {"key": key, "type": "receipt"} | rows,
        ]
    )


doors = st.one_of(
    st.builds(lambda to: {"to": to}, screen_keys),
    st.builds(lambda to: {"to": to, "say": "S"}, screen_keys),
    st.just({"say": "S"}),
)


def buttons(key):
    return st.builds(
        lambda kind, door, quiet: {"key": key, "type": kind, "text": "T"} | door
        | ({"quiet": True} if quiet and kind == "button" else {}),
        st.sampled_from(["button", "button", "link"]), doors, st.booleans(),
    )  # fmt: skip


points = st.none() | st.dictionaries(
    st.sampled_from(["calm", "constructor", "lipsa"]), st.integers(-2, 2), max_size=2
)


def lists(key):
    return st.builds(
        lambda kind, ways: {
            "key": key, "type": kind,
            "items": [
                _without_none({"key": f"i{n}", "text": "T", "points": sum_} | way)
                for n, (way, sum_) in enumerate(ways)
            ],
        },
        st.sampled_from(["results", "replies"]),
        st.lists(st.tuples(doors, points), min_size=1, max_size=3),
    )  # fmt: skip


def elements(key):
    return st.one_of(
        fields(key), picks(key), checks(key), texts(key), read_only(key), buttons(key), buttons(key),
        lists(key),
    )  # fmt: skip


@st.composite
def screens_of(draw, key: str, others: list[str], most: int) -> dict:
    count = draw(st.sampled_from(range(most + 1)))
    names = draw(st.permutations([*NAMES, *"efgh"]))[:count]
    screen = {
        "key": key, "title": "T", "frame": "browser",
        "elements": [draw(elements(name)) for name in names],
    }  # fmt: skip
    if draw(st.sampled_from([True, True, False])):
        kind = draw(st.sampled_from(["button", "button", "link"]))
        way = {"key": "way", "type": kind, "text": "T", "to": draw(st.sampled_from(others or [key]))}
        screen["elements"].append(way)
    if "address" not in names and draw(st.booleans()):
        screen["address"] = draw(marked)
    return screen


@st.composite
def tasks_of(draw, key: str, screens: list[dict]) -> dict:
    keys = [screen["key"] for screen in screens]
    start = draw(st.sampled_from([keys[0], *keys]))
    task = {"key": key, "title": "T", "start": start}
    if draw(st.sampled_from([True, True, True, False])):
        ends = st.sampled_from([one for one in keys if one != start] or keys) | st.sampled_from(keys)
        task["goal"] = draw(st.lists(ends, min_size=1, max_size=2, unique=True))
    places = [
        f"{one['key']}.{element['key']}"
        for one in screens for element in [*one["elements"], {"key": "address"}]
    ]  # fmt: skip
    if draw(st.booleans()):
        rights = st.just({"any": True}) | st.just({"is": "i0"}) | expectations
        task["expect"] = draw(st.dictionaries(st.sampled_from(places), rights, min_size=1, max_size=2))
    return task


@st.composite
def services(draw) -> dict:
    """A service of a few screens and tasks; now and then a large one."""
    most, widest = draw(st.sampled_from([(5, 4)] * 15 + [(20, 8)]))
    keys = [*NAMES, *(f"s{n}" for n in range(15))][: draw(st.sampled_from(range(1, most + 1)))]
    screens = [draw(screens_of(key, [one for one in keys if one != key], widest)) for key in keys]
    return {
        "format": "practice-service/1", "key": "s", "lang": "ro", "title": "T", "institution": "I",
        "color": "blue", "card": CARD, "screens": screens,
        "scales": [{"key": key, "label": "L"} for key in ("calm", "constructor")],
        "tasks": [draw(tasks_of(f"t{n}", screens)) for n in range(draw(st.sampled_from([1, 2, 3])))],
    }  # fmt: skip


def _without_none(data: dict) -> dict:
    return {name: value for name, value in data.items() if value is not None}


@settings(max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(service=services())
def test_the_validators_say_what_every_play_finds(played, service):
    assert check(service) == []
    said = played(service)
    assert said["broken"] == []
    assert said["problems"] == [list(problem) for problem in problems(service)]
    for task, play in zip(service["tasks"], said["plays"], strict=True):
        if not play["whole"]:
            event("too large to be played to the end")
            continue
        found = problems(service | {"tasks": [task]})
        is_sound = not STRANDED & {problem.code for problem in found}
        goal = task.get("goal", ())
        kind = "at once" if task["start"] in goal else "goal" if goal else "free"
        event(f"{'sound' if is_sound else 'stranding'}, {kind}")
        assert is_sound == (play["reachable"] and not play["stuck"]), (task, play)


words = st.sampled_from(
    ["", "a", "x", "constructor", "__proto__", "a.a", " ", "\x85", "\ufeff", "\ud800", "field", "rows"]
    + ["replies", "button", "check", "choice", "text", "{nume}", "{}", "task:a", "i0", "digits", "99"]
)
names = st.sampled_from(
    ["key", "type", "text", "label", "items", "to", "say", "expect", "any", "is", "in", "mask", "card"]
    + [
        "max",
        "input",
        "points",
        "elements",
        "screens",
        "tasks",
        "goal",
        "start",
        "__proto__",
        "a.a",
        "x",
    ]
)
garbage = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 300) | st.floats(-9, 9) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)


@st.composite
def spoiled(draw) -> dict:
    """A service in which some things have become others, are gone, or are new."""
    service = copy.deepcopy(draw(services()))
    for _time in range(draw(st.integers(1, 4))):
        places = list(_containers(service))
        where = draw(st.sampled_from(places))
        if isinstance(where, list):
            where.insert(draw(st.integers(0, len(where))), draw(garbage))
        name = draw(st.sampled_from(list(where) or ["x"]) if isinstance(where, dict) else st.just(0))
        if isinstance(where, dict) and draw(st.booleans()):
            where.pop(name, None)
            name = draw(names)
        where[name] = draw(garbage)
    return service


def _containers(data):
    if isinstance(data, dict | list):
        yield data
        for part in data.values() if isinstance(data, dict) else data:
            yield from _containers(part)


@settings(
    max_examples=PLAYS // 5, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
@given(data=garbage | spoiled() | spoiled())
def test_neither_validator_fails_whatever_it_is_given(played, data):
    found = [list(problem) for problem in problems(data)]
    event("with problems" if found else "without")
    assert played({"data": data}) == found
