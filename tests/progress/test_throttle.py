"""Whoever guesses credentials is slowed down, and nobody else."""

from uuid import uuid4

import pytest

from cms.throttle import client_network
from progress import throttle
from progress.models import Learner


def guess(tablet, **more):
    call = tablet.call({"learner": str(uuid4()), "facts": []})
    return tablet.client.post("/api/v1/sync", call, content_type="application/json", **more)


@pytest.fixture
def guessed(tablet, clock, said):
    """A client that has guessed as often as it may."""
    clock(600_000)
    for _ in range(throttle.ALLOWED):
        assert said(guess(tablet)) == (403, "forbidden")
    return tablet


def test_who_guesses_waits(guessed, clock, said):
    response = guess(guessed)
    assert said(response) == (429, "too_many")
    assert response["Retry-After"] == "60"
    fact = guessed.fact()
    assert said(guessed.send(guessed.call(guessed.entry([fact])))) == (429, "too_many")
    assert said(guessed.erase()) == (429, "too_many")
    assert Learner.objects.get().erased_at is None
    clock(600_059)
    assert guess(guessed)["Retry-After"] == "1"
    clock(600_060)
    assert guessed.sync(fact)["accepted"] == [fact["id"]]


def test_others_do_not_wait(guessed):
    assert guess(guessed, REMOTE_ADDR="10.1.2.3").status_code == 403


def test_wrong_erasures_and_forbidden_learners_count(tablet, clock):
    clock(600_000)
    tablet.erase("0" * 32)
    strangers = [{"learner": str(uuid4()), "facts": []} for _ in range(throttle.ALLOWED - 1)]
    assert tablet.send(tablet.call(tablet.entry(), *strangers)).status_code == 200
    assert tablet.send(tablet.call(tablet.entry())).status_code == 429


def test_right_credentials_and_malformed_calls_do_not_count(tablet, clock):
    clock(600_000)
    for _ in range(throttle.ALLOWED + 1):
        tablet.send("{")
        tablet.sync()
    assert guess(tablet).status_code == 403


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "10.0.0.1", "1.2.3.4", "10.0.0.1/32"),
        (1, "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4/32"),
        (2, "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4/32"),
        (3, "10.0.0.1", "1.2.3.4", "1.2.3.4/32"),
        (1, "10.0.0.1", "", "10.0.0.1/32"),
        (1, "10.0.0.1", "nonsense", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "::ffff:10.0.0.5", "", "10.0.0.5/32"),
        (0, "", "", "unknown"),
    ],
)
def test_where_a_client_is(proxies, remote, forwarded, network, rf, settings):
    settings.PROXIES = proxies
    request = rf.post("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_network(request) == network
