"""Devices that speak to the real endpoint, as a browser or a relay would."""

import itertools
import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from progress import epoch
from progress.models import PageState
from progress.problems import PROBLEMS

SYNC = "/api/v1/sync"
_count = itertools.count()


def uuid7() -> str:
    """A new UUID of version 7 (RFC 9562), later than those before."""
    return str(
        UUID(int=(0x019A << 112) | (next(_count) << 80) | (7 << 76) | (2 << 62) | secrets.randbits(62))
    )


@dataclass
class Person:
    """A learner as made on a device."""

    id: str = field(default_factory=lambda: str(uuid4()))
    secret: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def states(self) -> dict:
        rows = PageState.objects.filter(learner=self.id)
        return {str(row.page): row.state for row in rows}


@dataclass
class Tablet:
    """A device with one learner: counts as Lamport does, forgets nothing, and may lie."""

    person: Person
    id: str = field(default_factory=lambda: str(uuid4()))
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    cursor: int = 0
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def fact(self, kind="opened", page=None, block=None, data=None, **changes) -> dict:
        self.seq += 1
        place = {"page": page or "aaaaaaaa-0000-4000-8000-000000000001"}
        return {
            "id": uuid7(),
            "learner": self.person.id,
            "device": self.id,
            "seq": self.seq,
            "at": "2026-11-22T10:00:00.000+02:00",
            "kind": kind,
            "object": place | ({"block": block} if block else {}),
            "version": "a1b2c3",
            "data": data or {},
        } | changes

    def entry(self, facts=(), **more) -> dict:
        return {"learner": self.person.id, "facts": list(facts)} | more

    def call(self, *entries, **more) -> dict:
        return {"device": self.id, "token": self.token, "learners": list(entries)} | more

    def send(self, body, **headers):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(SYNC, content, content_type="application/json", headers=headers)

    def erase(self, secret=None):
        body = {"learner": self.person.id, "secret": secret or self.person.secret}
        return self.client.post("/api/v1/erase", body, content_type="application/json")

    def sync(self, *facts, enrol=False, pull=False) -> dict:
        """Pushes facts and answers what the server says of this learner; 200 or it fails."""
        more = {"enrolment": {"secret": self.person.secret}} if enrol else {}
        more |= {"secret": self.person.secret, "cursor": self.cursor} if pull else {}
        response = self.send(self.call(self.entry(facts, **more)))
        assert response.status_code == 200, response.content
        (answer,) = response.json()["learners"]
        if pull:
            self.cursor = answer["cursor"]
            self.seq = max([self.seq, *(fact["seq"] for fact in answer["facts"])])
        return answer


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def new_tablet(db):
    """``new_tablet(person)``: a device that is not enrolled yet."""
    return lambda person=None: Tablet(person or Person())


@pytest.fixture
def tablet(new_tablet, person) -> Tablet:
    """An enrolled device of `person`."""
    tablet = new_tablet(person)
    tablet.sync(enrol=True)
    return tablet


@pytest.fixture
def phone(new_tablet, person, tablet) -> Tablet:
    """A second device of `person`, enrolled."""
    phone = new_tablet(person)
    phone.sync(enrol=True)
    return phone


@pytest.fixture
def clock(monkeypatch):
    """``clock(seconds)`` sets what time it is for the throttle."""

    def clock(seconds: float):
        monkeypatch.setattr("time.time", lambda: seconds)

    return clock


@pytest.fixture(autouse=True)
def notes_in_a_folder_of_their_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert epoch._file().parent == tmp_path


@pytest.fixture
def said():
    """``said(response)``: the status and the code of a refusal, which has words for people too."""

    def said(response) -> tuple[int, str]:
        body = response.json()
        assert set(body) == {"code", "message"}
        assert body["message"]
        assert response["Cache-Control"] == "no-store"
        assert PROBLEMS[body["code"]][0] == response.status_code
        return response.status_code, body["code"]

    return said


@pytest.fixture(scope="session")
def bare_database(django_db_setup, django_db_blocker):
    """The tests' database as it is before any of them, to be copied."""
    if connection.vendor != "sqlite":
        pytest.skip("Several databases in one process: SQLite's alone.")
    copy = sqlite3.connect(":memory:")
    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.connection.backup(copy)
    return copy


@pytest.fixture
def new_house(bare_database, db, tmp_path):
    """``new_house()``: another server, with a database of its own."""
    from tests.progress.houses import House

    houses = []

    def new_house() -> House:
        houses.append(House(bare_database, tmp_path))
        return houses[-1]

    yield new_house
    for house in houses:
        house.close()


@pytest.fixture
def parent(new_house):
    return new_house()


@pytest.fixture
def box(new_house, parent):
    """A box that relays to `parent`."""
    return new_house().below(parent)


@pytest.fixture
def held(box, new_tablet):
    """A tablet whose three facts the box has."""
    tablet = new_tablet()
    box.push(tablet, *(tablet.fact("time", data={"seconds": 2}) for _ in range(3)))
    return tablet


@pytest.fixture
def stick(tmp_path):
    """What is carried between them."""
    stick = tmp_path / "stick"
    stick.mkdir()
    return stick
