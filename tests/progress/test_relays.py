"""What a server takes from the boxes below it, and what it takes from nobody else."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from progress import projections, throttle
from progress.credentials import sha256
from progress.models import Device, Fact, Learner, PageState, Relay

PAGE = "aaaaaaaa-0000-4000-8000-000000000001"


def told(*arguments) -> str:
    out = StringIO()
    call_command("register_relay", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def box(new_tablet):
    """A registered relay, which knows the hash of its person's secret."""
    box = new_tablet()
    values = dict(line.split("=", 1) for line in told("Căminul din Sat").splitlines()[1:])
    box.id, box.token = values["RELAY_ID"], values["RELAY_TOKEN"]
    return box


def hashed(person) -> dict:
    return {"secret_sha256": sha256(person.secret)}


def push(box, tablet, *facts, **more) -> dict:
    """What the server says of the tablet's learner when the box brings `facts`."""
    response = box.send(box.call(tablet.entry(facts, **more)))
    assert response.status_code == 200, response.content
    return response.json()["learners"][0]


# --- registering --------------------------------------------------------------------------------


def test_registering_prints_what_the_box_needs_and_keeps_the_hash(db, settings):
    lines = told("Biblioteca").splitlines()[1:]
    values = dict(line.split("=", 1) for line in lines)
    assert list(values) == ["RELAY_TO", "RELAY_ID", "RELAY_TOKEN", "RELAY_KEY"]
    assert values["RELAY_TO"] == settings.PUBLIC_URL
    relay = Relay.objects.get(pk=values["RELAY_ID"])
    assert (relay.name, relay.token_sha256) == ("Biblioteca", sha256(values["RELAY_TOKEN"]))
    listed = told()
    assert f"{relay.pk}  may relay  Biblioteca" in listed
    assert values["RELAY_TOKEN"] not in listed
    told("--revoke", str(relay.pk))
    assert "revoked" in told()
    once = Relay.objects.get().revoked_at
    told("--revoke", str(relay.pk))
    assert Relay.objects.get().revoked_at == once


@pytest.mark.parametrize("wrong", [["--revoke", str(uuid4())], [" "], ["x" * 101]])
def test_what_cannot_be_registered_or_revoked(wrong, db):
    with pytest.raises(CommandError):
        told(*wrong)
    assert not Relay.objects.exists()


# --- a relay may --------------------------------------------------------------------------------


def test_a_relay_makes_a_learner_from_the_hash(box, new_tablet):
    tablet = new_tablet()
    fact = tablet.fact("time", data={"seconds": 30})
    answer = push(box, tablet, fact | {"received_at": "x"}, enrolment=hashed(tablet.person))
    assert (answer["status"], answer["accepted"]) == ("ok", [fact["id"]])
    assert Learner.objects.get().secret_sha256 == sha256(tablet.person.secret)
    kept = Fact.objects.get()
    assert (str(kept.device), kept.seq, kept.at) == (tablet.id, fact["seq"], fact["at"])
    assert tablet.person.states[PAGE]["seconds"] == 30
    # The person comes to this server itself, with the secret that only it knows.
    assert tablet.sync(tablet.fact(), enrol=True)["status"] == "ok"
    assert tablet.sync(fact)["accepted"] == [fact["id"]]


def test_a_relay_admitted_once_needs_no_hash(box, tablet):
    fact = tablet.fact()
    assert push(box, tablet, fact)["status"] == "forbidden"
    assert push(box, tablet, enrolment=hashed(tablet.person))["status"] == "ok"
    assert push(box, tablet, fact)["accepted"] == [fact["id"]]
    assert push(box, tablet)["status"] == "ok"


def test_a_relay_pulls_nothing_with_a_hash(box, tablet):
    tablet.sync(tablet.fact())
    answer = push(box, tablet, enrolment=hashed(tablet.person))
    assert (answer["facts"], answer["cursor"]) == ([], 0)
    assert box.send(box.call(tablet.entry(secret=sha256(tablet.person.secret)))).status_code == 422


def test_a_wrong_hash_is_forbidden_and_said_of_each(box, tablet, new_tablet):
    """Not 403, which says to a relay that it may not speak at all; and nobody is slowed down."""
    other = new_tablet()
    for _ in range(throttle.ALLOWED + 1):
        answer = push(box, tablet, tablet.fact(), enrolment={"secret_sha256": "0" * 64})
        assert answer["status"] == "forbidden"
    assert push(box, other, other.fact(), enrolment=hashed(other.person))["status"] == "ok"
    assert Fact.objects.count() == 1


def test_a_relay_hears_later_of_each(box, new_tablet, monkeypatch):
    def fail(learner, facts):
        raise ZeroDivisionError

    monkeypatch.setattr(projections, "projections", lambda: (fail,))
    tablet = new_tablet()
    answer = push(box, tablet, tablet.fact(), enrolment=hashed(tablet.person))
    assert (answer["status"], answer["accepted"]) == ("later", [])
    assert not Learner.objects.exists()


# --- nobody else may ----------------------------------------------------------------------------


def test_a_device_may_not_use_the_hash(new_tablet, tablet, said):
    stranger = new_tablet()
    wrong = said(tablet.send(tablet.call(tablet.entry(secret="0" * 32))))
    assert wrong == (403, "forbidden")
    for device in (tablet, stranger):
        for more in ({}, {"erased": True}):
            entry = device.entry([device.fact()], enrolment=hashed(device.person), **more)
            assert said(device.send(device.call(entry))) == wrong
    assert (Learner.objects.count(), Device.objects.count(), Fact.objects.count()) == (1, 1, 0)


def test_a_device_may_not_say_that_a_learner_was_erased(tablet, said):
    tablet.sync(tablet.fact())
    right = {"secret": tablet.person.secret}
    for more in ({}, {"enrolment": right}, right):
        call = tablet.call(tablet.entry(erased=True, **more))
        assert said(tablet.send(call)) == (403, "forbidden")
    assert Fact.objects.count() == 1
    assert tablet.send(tablet.call(tablet.entry(erased=False))).status_code == 200


@pytest.mark.parametrize("revoked", [True, False])
def test_a_relay_with_a_revoked_or_wrong_token(revoked, box, tablet, said):
    push(box, tablet, enrolment=hashed(tablet.person))
    if revoked:
        told("--revoke", box.id)
    else:
        box.token = "0" * 32
    for entries in ([tablet.entry([tablet.fact()])], [], [tablet.entry(), box.entry()]):
        assert said(box.send(box.call(*entries))) == (403, "forbidden")
    assert not Fact.objects.exists()


def test_wrong_tokens_of_a_relay_are_slowed_down(box, clock, said):
    clock(1_000_000)
    box.token = "0" * 32
    for _ in range(throttle.ALLOWED):
        assert said(box.send(box.call())) == (403, "forbidden")
    assert said(box.send(box.call())) == (429, "too_many")


@pytest.mark.parametrize(
    "more",
    [
        {"enrolment": {"secret_sha256": "0" * 63}},
        {"enrolment": {"secret_sha256": "A" * 64}},
        {"enrolment": {"secret_sha256": None}},
        {"enrolment": {"secret_sha256": "0" * 64 + "\n"}},
        {"erased": 1},
        {"erased": "true"},
    ],
)
def test_the_shapes_of_a_relay_are_checked(more, box, tablet, said):
    assert said(box.send(box.call(tablet.entry(**more)))) == (422, "shape")


# --- erasing ------------------------------------------------------------------------------------


def test_a_relay_tells_that_a_learner_was_erased(box, tablet):
    tablet.sync(tablet.fact())
    assert (
        push(box, tablet, enrolment={"secret_sha256": "0" * 64}, erased=True)["status"] == "forbidden"
    )
    assert push(box, tablet, erased=True)["status"] == "forbidden"
    late = tablet.fact()
    answer = push(box, tablet, late, enrolment=hashed(tablet.person), erased=True)
    assert (answer["status"], answer["accepted"]) == ("erased", [late["id"]])
    assert Learner.objects.get().erased_at
    assert not any(model.objects.exists() for model in (Fact, PageState, Device))
    assert tablet.sync(tablet.fact(), enrol=True)["status"] == "erased"


def test_one_erased_before_it_ever_came_stays_erased(box, new_tablet):
    tablet = new_tablet()
    assert push(box, tablet, enrolment=hashed(tablet.person), erased=True)["status"] == "erased"
    assert tablet.sync(tablet.fact(), enrol=True)["status"] == "erased"
    assert not Fact.objects.exists()


def test_a_relay_hears_that_a_learner_was_erased_here(box, tablet):
    tablet.erase()
    fact = tablet.fact()
    answer = push(box, tablet, fact, enrolment=hashed(tablet.person))
    assert (answer["status"], answer["accepted"]) == ("erased", [fact["id"]])
    assert push(box, tablet, enrolment={"secret_sha256": "0" * 64})["status"] == "forbidden"
