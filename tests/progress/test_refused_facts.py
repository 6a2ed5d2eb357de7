"""One fact among others: every flaw has its code, and stops nobody."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress.facts import DEEPEST_DATA, LARGEST_DATA, MESSAGES, Refused, read
from progress.models import HIGHEST_SEQ

FIELDS = ["id", "learner", "device", "seq", "at", "kind", "object", "version", "data"]

DEEP = {}
for _ in range(DEEPEST_DATA):
    DEEP = {"a": DEEP}

PAGE = "aaaaaaaa-0000-4000-8000-000000000001"
FLAWS = [
    ("id", {"id": None}),
    ("id", {"id": 7}),
    ("id", {"id": PAGE}),
    ("id", {"id": ""}),
    ("id", {"id": "01900000-0000-7000-7000-000000000001"}),
    ("id", {"id": "0190000000007000800000000000001"}),
    ("id", {"id": "01900000-0000-7000-8000-00000000000A"}),
    ("id", {"id": "01900000-0000-7000-8000-000000000001\n"}),
    ("learner", {"learner": PAGE}),
    ("learner", {"learner": None}),
    ("device", {"device": None}),
    ("device", {"device": "x"}),
    ("device", {"device": PAGE.upper()}),
    ("seq", {"seq": 0}),
    ("seq", {"seq": -1}),
    ("seq", {"seq": HIGHEST_SEQ + 1}),
    ("seq", {"seq": True}),
    ("seq", {"seq": "1"}),
    ("seq", {"seq": 1.5}),
    ("seq", {"seq": None}),
    ("seq", {"seq": 10**400}),
    ("at", {"at": None}),
    ("at", {"at": ""}),
    ("at", {"at": "2026-11-22"}),
    ("at", {"at": 1795345200}),
    ("at", {"at": "2026-11-22T10:00:00"}),
    ("at", {"at": "2026-13-22T10:00:00Z"}),
    ("at", {"at": "2026-11-32T10:00:00Z"}),
    ("at", {"at": "2026-11-22T24:00:00Z"}),
    ("at", {"at": "2026-11-22T10:60:00Z"}),
    ("at", {"at": "2026-11-22T10:00:61Z"}),
    ("at", {"at": "2026-11-22T10:00:00+24:00"}),
    ("at", {"at": "٢٠٢٦-11-22T10:00:00Z"}),
    ("at", {"at": "2026-11-22T10:00:00." + "0" * 20 + "Z"}),
    ("at", {"at": "2026-11-22T10:00:00Z\n"}),
    ("kind", {"kind": None}),
    ("kind", {"kind": ""}),
    ("kind", {"kind": "Opened"}),
    ("kind", {"kind": "1"}),
    ("kind", {"kind": "a" * 33}),
    ("kind", {"kind": "pagină"}),
    ("kind", {"kind": "a\n"}),
    ("object", {"object": None}),
    ("object", {"object": PAGE}),
    ("object", {"object": {}}),
    ("object", {"object": {"page": 7}}),
    ("object", {"object": {"page": "x"}}),
    ("object", {"object": {"page": PAGE + "\n"}}),
    ("block", {"object": {"page": PAGE, "block": ""}}),
    ("block", {"object": {"page": PAGE, "block": 7}}),
    ("block", {"object": {"page": PAGE, "block": "b" * 65}}),
    ("text", {"object": {"page": PAGE, "block": "a\0"}}),
    ("text", {"object": {"page": PAGE, "block": "\ud800"}}),
    ("version", {"version": None}),
    ("version", {"version": 7}),
    ("version", {"version": "v" * 65}),
    ("text", {"version": "\0"}),
    ("text", {"version": "\udfff"}),
    ("data", {"data": None}),
    ("data", {"data": []}),
    ("data", {"data": "x"}),
    ("data", {"data": 7}),
    ("data", {"data": {"n": 10**400}}),
    ("data", {"data": {"n": [-(10**309)]}}),
    ("text", {"data": {"given": "a\0b"}}),
    ("text", {"data": {"a\0": 1}}),
    ("text", {"data": {"a": ["\ud83d"]}}),
    ("text", {"data": {"\ude00": 1}}),
    ("data_too_deep", {"data": DEEP}),
    ("data_too_deep", {"data": {"a": [[[[[[[[]]]]]]]]}}),
    ("data_too_large", {"data": {"a": "x" * LARGEST_DATA}}),
    ("data_too_large", {"data": {"a": "ș" * 2_045}}),
]


@pytest.mark.parametrize(("code", "changes"), FLAWS, ids=lambda value: ascii(value)[:60])
def test_a_malformed_fact_is_refused_and_its_neighbours_are_kept(code, changes, tablet):
    before, flawed, after = tablet.fact(), tablet.fact(), tablet.fact()
    # A test client's JSON would refuse half a character; a hostile device does not.
    answer = tablet.sync(before, flawed | changes, after)
    assert answer["accepted"] == [before["id"], after["id"]]
    (refused,) = answer["refused"]
    assert (refused["index"], refused["code"]) == (1, code)
    assert refused["message"]
    known = "id" not in changes or (changes["id"] == str(changes["id"]) and _is_uuid(changes["id"]))
    assert refused["id"] == ((flawed | changes)["id"] if known else None)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, [[]], True, 1.5])
def test_junk_among_facts(junk, tablet):
    fact = tablet.fact()
    answer = tablet.sync(junk, fact)
    assert answer["accepted"] == [fact["id"]]
    (refused,) = answer["refused"]
    assert (refused["id"], refused["index"]) == (None, 0)
    assert refused["code"] == ("learner" if junk == {} and junk is not None else "fact")


@pytest.mark.parametrize(
    "missing", ["id", "learner", "device", "seq", "at", "kind", "object", "version", "data"]
)
def test_every_field_must_be_there(missing, tablet):
    fact = tablet.fact()
    del fact[missing]
    (refused,) = tablet.sync(fact)["refused"]
    assert refused["code"] == missing


def test_every_code_is_met_in_these_tests():
    met = {code for code, _ in FLAWS} | {"fact", "conflict", "sealed"}  # the last: test_sealed
    assert met == set(MESSAGES)


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 1},
        {"seq": HIGHEST_SEQ},
        {"seq": 7.0},
        {"kind": "a"},
        {"kind": "a" + "-" * 31},
        {"version": ""},
        {"version": "ș" * 64},
        {"object": {"page": PAGE, "block": "😀" * 64}},
        {"object": {"page": PAGE, "block": None}},
        {"at": "0001-01-01T00:00:00Z"},
        {"at": "9999-12-31t23:59:60.123456789z"},
        {"at": "1970-01-01 00:00:00-23:59"},
        {"at": "+275760-09-13T00:00:00.000Z"},
        {"at": "2026-02-31T00:00:00Z"},
        {"data": DEEP["a"]},
        {"data": {"a": "x" * (LARGEST_DATA - 8)}},
        {"data": {"a": "\u2028\x01😀", "n": [0.1, -0.0, 1e308, 5e-324, 2**53, None, True]}},
    ],
    ids=lambda changes: ascii(changes)[:60],
)
def test_what_is_rare_and_right(changes, tablet, phone):
    fact = tablet.fact() | changes
    assert tablet.sync(fact)["accepted"] == [fact["id"]]
    assert tablet.sync(fact)["accepted"] == [fact["id"]]
    (told,) = phone.sync(pull=True)["facts"]
    assert read(told, tablet.person.id) == read(fact, tablet.person.id)
    assert phone.sync(told)["accepted"] == [fact["id"]]


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\0", "\ud800"]),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(FIELDS), junk) | junk)
def test_reading_never_fails_otherwise(raw):
    with pytest.raises(Refused) as refused:  # a whole fact by chance is beyond all chance
        read(raw, PAGE)
    assert refused.value.code in MESSAGES
