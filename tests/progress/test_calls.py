"""Calls that are refused as a whole: no JSON, another shape, too much, packed in another way."""

import gzip
import json
import tracemalloc
import zlib
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from pydantic import ValidationError

from progress.body import LARGEST_BODY, LARGEST_SENT
from progress.models import Fact, Learner
from progress.schemas import SyncCall

MEBIBYTE = 1024 * 1024


def test_the_first_flaw_of_a_call_is_enough():
    """Pydantic told of each: two million of them, 4 kB as sent, took five gigabytes."""
    with pytest.raises(ValidationError) as refused:
        SyncCall.model_validate({"device": str(uuid4()), "token": "0" * 32, "learners": [1] * 1000})
    assert refused.value.error_count() < 10


# --- calls --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "nonsense",
        b"\xff\xfe\x00",
        b"\x80",
        "[" * 1_000_000,
        '{"a":' * 200_000,
        "NaN",
        '{"device": NaN}',
        '{"device": Infinity}',
        "9" * 5_000,
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("path", ["sync", "erase"])
def test_what_is_no_json(body, path, db, said):
    response = Client().post(f"/api/v1/{path}", body, content_type="application/json")
    assert said(response) == (400, "json")


@pytest.mark.parametrize("body", ["null", "[]", "7", '"x"', "{}", '{"call": {}}', "true"])
@pytest.mark.parametrize("path", ["sync", "erase"])
def test_what_has_another_shape(body, path, db, said):
    response = Client().post(f"/api/v1/{path}", body, content_type="application/json")
    assert said(response) == (422, "shape")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("device", [None, 7, "", "x", "AAAAAAAA-0000-4000-8000-000000000001", str(uuid4()) + "\n"]),
        (
            "token",
            [None, 7, "", "0" * 31, "0" * 33, "G" * 32, "A" * 32, "\ud800" * 32, "0" * 32 + "\n"],
        ),
        ("learners", [None, {}, "x", [7], [None], [[]], [{}]]),
    ],
)
def test_every_field_of_a_call_is_checked(name, values, tablet, said):
    for value in values:
        response = tablet.send(tablet.call(tablet.entry()) | {name: value})
        assert said(response) == (422, "shape"), value


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("learner", [None, 7, "x", str(uuid4()).replace("-", "")]),
        ("secret", [7, "", "0" * 31]),
        ("enrolment", [7, {}, {"secret": None}, {"secret": "x"}]),
        ("cursor", [-1, 2**63, "7", 1.5, True]),
        ("facts", [None, {}, "x", 7]),
    ],
)
def test_every_field_of_a_learner_is_checked(name, values, tablet, said):
    for value in values:
        response = tablet.send(tablet.call(tablet.entry() | {name: value}))
        assert said(response) == (422, "shape"), value


def test_what_may_be_absent_may_be_null(tablet):
    entry = tablet.entry(enrolment=None, secret=None, cursor=None)
    assert tablet.send(tablet.call(entry)).status_code == 200


def test_a_learner_twice_in_a_call(tablet, said):
    assert said(tablet.send(tablet.call(tablet.entry(), tablet.entry()))) == (422, "shape")


def test_five_thousand_facts_and_not_one_more(tablet, said):
    most = tablet.call(tablet.entry([7] * 5_000))
    refused = tablet.send(most).json()["learners"][0]["refused"]
    assert [fact["index"] for fact in refused] == list(range(5_000))
    most["learners"][0]["facts"].append(7)
    assert said(tablet.send(most)) == (413, "too_large")
    parts = tablet.call(tablet.entry([7] * 2_500), {"learner": str(uuid4()), "facts": [7] * 2_501})
    assert said(tablet.send(parts)) == (413, "too_large")


def test_a_thousand_learners_and_not_one_more(tablet, said):
    entries = [{"learner": str(uuid4()), "facts": []} for _ in range(1_000)]
    assert tablet.send(tablet.call(*entries)).status_code == 200
    cache.clear()
    assert said(tablet.send(tablet.call(*entries, tablet.entry()))) == (413, "too_large")


def test_other_methods(db, said):
    for path in ("sync", "erase"):
        for method in ("get", "put", "delete", "patch", "head"):
            response = getattr(Client(), method)(f"/api/v1/{path}")
            assert response.status_code == 405
            assert response["Allow"] == "POST"
    assert said(Client().get("/api/v1/sync")) == (405, "method")


def test_people_read_their_own_language(db):
    stranger = {"learner": str(uuid4()), "secret": "0" * 32}
    Learner.objects.create(id=stranger["learner"], secret_sha256="")
    response = Client().post("/api/v1/erase", stranger, content_type="application/json")
    assert "nu se potrivesc" in response.json()["message"]


# --- bodies -------------------------------------------------------------------------------------


def padded(tablet, length: int) -> bytes:
    body = json.dumps(tablet.call(tablet.entry())).encode()
    return body + b" " * (length - len(body))


def test_a_body_may_be_packed(tablet):
    fact = tablet.fact()
    packed = gzip.compress(json.dumps(tablet.call(tablet.entry([fact]))).encode())
    answer = tablet.send(packed, content_encoding="gzip")
    assert answer.json()["learners"][0]["accepted"] == [fact["id"]]
    assert tablet.send(padded(tablet, 500), content_encoding="identity").status_code == 200


def test_a_mebibyte_and_not_one_byte_more(tablet, said):
    assert LARGEST_SENT == MEBIBYTE
    whole, more = padded(tablet, MEBIBYTE), padded(tablet, MEBIBYTE + 1)
    assert tablet.send(whole).status_code == 200
    assert said(tablet.send(more)) == (413, "too_large")


def test_four_of_them_unpacked_and_not_one_byte_more(tablet, said):
    assert LARGEST_BODY == 4 * MEBIBYTE
    whole, more = padded(tablet, LARGEST_BODY), padded(tablet, LARGEST_BODY + 1)
    assert tablet.send(gzip.compress(whole), content_encoding="gzip").status_code == 200
    assert said(tablet.send(gzip.compress(more), content_encoding="gzip")) == (413, "too_large")


def test_a_bomb_is_not_unpacked_to_its_end(tablet, said):
    """A gigabyte in a megabyte: what is unpacked in memory stays near the bound."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = b" " * MEBIBYTE
    bomb = b"".join([packer.compress(zeros) for _ in range(1_000)]) + packer.flush()
    assert len(bomb) < MEBIBYTE
    tracemalloc.start()
    try:
        assert said(tablet.send(bomb, content_encoding="gzip")) == (413, "too_large")
        assert tracemalloc.get_traced_memory()[1] < 20 * MEBIBYTE
    finally:
        tracemalloc.stop()


# Without the time: the names of tests are to be the same in every process.
PACKED = gzip.compress(b"{}", mtime=0)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"{}", "gzip"),
        (b"", "gzip"),
        (PACKED[:-4], "gzip"),
        (PACKED[:-8] + b"12345678", "gzip"),
        (PACKED + b"more", "gzip"),
        (zlib.compress(b"{}"), "gzip"),
        (zlib.compress(b"{}"), "deflate"),
        (b"{}", "br"),
        (gzip.compress(PACKED, mtime=0), "gzip, gzip"),
    ],
)
def test_what_is_packed_in_another_way(body, encoding, db, new_tablet, said):
    status, code = said(new_tablet().send(body, content_encoding=encoding))
    assert (status, code) in {(400, "encoding"), (400, "json")}
    assert (code == "json") == (body == b"")


def test_nothing_is_stored_by_a_call_that_is_refused(new_tablet):
    tablet = new_tablet()
    call = tablet.call(tablet.entry([tablet.fact()]))
    assert tablet.send(call).status_code == 403
    assert (Learner.objects.count(), Fact.objects.count()) == (0, 0)
