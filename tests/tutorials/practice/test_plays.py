"""Every possible play of random services, by the browser's own reducer, beside both validators.

PLAYS says how many services are played (250 in the suite; thousands by hand).
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tutorials.practice.sense import problems
from tutorials.practice.shape import check

ROOT = Path(__file__).resolve().parents[3]
PLAYS = int(os.environ.get("PLAYS", 250))
STRANDED = {"goal-unreachable", "dead-end"}

CARD = [
    {"key": "nume", "label": "Nume", "value": "Maria Exemplu"},
    {"key": "cod", "label": "Cod", "value": "000"},
    {"key": "cnp", "label": "CNP", "value": "2540101000000"},
    {"key": "adevarat", "label": "Un CNP adevărat", "value": "2540101000005"},
]
screen_keys = st.sampled_from(["a", "b", "c", "d", "e"])
values = st.sampled_from(
    ["x", "Maria Exemplu", "000", "2540101000005", "12/30", "i0", "i1", "-", "\u0301"]
)
expectations = st.one_of(
    st.builds(lambda key: {"card": key}, st.sampled_from(["nume", "cod", "cnp", "adevarat", "lipsa"])),
    st.builds(lambda value: {"is": value}, values | st.booleans()),
    st.builds(lambda value: {"in": value}, st.lists(values, min_size=1, max_size=2)),
    st.builds(
        lambda value: {"mask": value}, st.sampled_from(["99", "A9", "99/99", "2540101000005", " "])
    ),
    st.just({"any": True}),
)
expected = st.none() | expectations


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


def texts(key):
    run = st.builds(
        lambda name, trap: {"key": name, "text": "t", "trap": trap, "why": "w"},
        st.sampled_from(["m", "n"]), st.booleans(),
    )  # fmt: skip
    runs = st.lists(run, min_size=1, max_size=2, unique_by=lambda one: one["key"])
    return st.builds(lambda marks: {"key": key, "type": "text", "text": ["a ", *marks]}, runs)


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


def lists(key):
    return st.builds(
        lambda kind, ways: {
            "key": key, "type": kind,
            "items": [{"key": f"i{n}", "text": "T"} | way for n, way in enumerate(ways)],
        },
        st.sampled_from(["results", "replies"]), st.lists(doors, min_size=1, max_size=2),
    )  # fmt: skip


def elements(index):
    key = f"e{index}"
    return st.one_of(
        fields(key), picks(key), checks(key), texts(key), buttons(key), buttons(key), lists(key)
    )


@st.composite
def services(draw) -> dict:
    """A service of one task, of at most five screens with at most four elements each."""
    keys = "abcde"[: draw(st.integers(1, 5))]
    screens = [
        {
            "key": key, "title": "T", "frame": "browser",
            "elements": [draw(elements(n)) for n in range(draw(st.integers(0, 4)))],
        }
        for key in keys
    ]  # fmt: skip
    task = {
        "key": "t", "title": "T", "start": "a",
        "goal": draw(st.lists(st.sampled_from(list(keys)), min_size=1, max_size=2, unique=True)),
    }  # fmt: skip
    places = [f"{one['key']}.{element['key']}" for one in screens for element in one["elements"]]
    if places and draw(st.booleans()):
        task["expect"] = {draw(st.sampled_from(places)): draw(expectations)}
    return {
        "format": "practice-service/1", "key": "s", "lang": "ro", "title": "T", "institution": "I",
        "color": "blue", "card": CARD, "screens": screens, "tasks": [task],
    }  # fmt: skip


def _without_none(data: dict) -> dict:
    return {name: value for name, value in data.items() if value is not None}


@pytest.fixture(scope="module")
def played():
    """``played(service)``: what the player says of the first task of a service."""
    node = ROOT / ".venv" / "bin" / "node"
    player = subprocess.Popen(
        [node, "static/src/practice/player.ts"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip

    def played(service: dict) -> dict:
        player.stdin.write(json.dumps(service) + "\n")
        player.stdin.flush()
        return json.loads(player.stdout.readline())

    yield played
    player.stdin.close()
    player.wait(20)
    player.stdout.close()


@settings(max_examples=PLAYS, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(service=services())
def test_the_validators_say_what_every_play_finds(played, service):
    assert check(service) == []
    play = played(service)
    assert play["broken"] == []
    found = problems(service)
    assert play["problems"] == [list(problem) for problem in found]
    assume(play["whole"])
    is_sound = not STRANDED & {problem.code for problem in found}
    event("sound" if is_sound else "stranding")
    assert is_sound == (play["reachable"] and not play["stuck"]), play
