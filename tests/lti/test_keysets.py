"""A platform's keys: fetched from a real server, kept, and asked for anew no more often than needed."""

import datetime
import json
from email.message import Message
from types import SimpleNamespace

import pytest
from django.utils import timezone
from makers import RegistrationFactory
from platforms import KID, signed
from refusing import refused
from wire import says, serving

from lti import keysets, outgoing
from lti.keysets import KeysOf, read_keys
from lti.models import Keyset, ToolKeyset
from lti.platform.assertions import ToolKeys
from lti.reading import Unreadable
from lti.refusals import Refusal
from tutorials.models import ExternalTool

pytestmark = pytest.mark.django_db


class Shown:
    """What a platform's server shows, and how often it was asked."""

    def __init__(self, platform):
        self.keys = platform.consumer.get_public_keyset()["keys"]
        self.status, self.asked = 200, 0

    def __call__(self, request):
        self.asked += 1
        says(request, json.dumps({"keys": self.keys}).encode(), self.status)


@pytest.fixture
def served(platform, settings):
    settings.LTI_HTTP_ON_LOOPBACK = True
    shown = Shown(platform)
    with serving(shown) as address:
        platform.registration.keyset_url = f"{address}/certs"
        platform.registration.save()
        yield platform, shown


class Clock:
    """Stands still but for `go`."""

    def __init__(self):
        self.time = timezone.now()

    def now(self):
        return self.time

    def go(self, seconds):
        self.time += datetime.timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(keysets, "timezone", clock)
    monkeypatch.setattr(keysets, "time", SimpleNamespace(sleep=clock.go))
    return clock


def refused_by(keys, kid=KID):
    with pytest.raises(Refusal) as refusal:
        keys.get(kid)
    assert refusal.value.code == "keys_unavailable"


def test_a_launch_fetches_the_keys_once(served, client):
    platform, shown = served
    for _ in range(3):
        assert platform.launch(client).status_code == 302
    assert shown.asked == 1


def test_keys_are_kept_for_ten_minutes_and_by_all_workers(served, clock):
    platform, shown = served
    assert KeysOf(platform.registration).get(KID) is not None
    clock.go(599)
    assert KeysOf(platform.registration).get(KID) is not None
    assert shown.asked == 1
    clock.go(2)
    assert KeysOf(platform.registration).get(KID) is not None
    assert shown.asked == 2


def test_a_key_that_is_not_there_is_asked_for_once_a_minute(served, client, clock):
    platform, shown = served
    KeysOf(platform.registration).get(KID)
    clock.go(61)
    for number in range(20):
        assert KeysOf(platform.registration).get(f"invented {number}") is None
    assert shown.asked == 2
    for _ in range(5):
        refused(platform.launch(client, sign=lambda c: signed(c, kid="invented")), "token_key")
    assert shown.asked == 2


def test_a_new_key_of_the_platform_is_found(served, clock):
    platform, shown = served
    KeysOf(platform.registration).get(KID)
    shown.keys = [*shown.keys, shown.keys[0] | {"kid": "new"}]
    clock.go(61)
    assert KeysOf(platform.registration).get("new") is not None
    assert shown.asked == 2


def test_a_key_that_was_taken_back_holds_no_more(served, clock):
    platform, shown = served
    assert KeysOf(platform.registration).get(KID) is not None
    shown.keys = []
    clock.go(601)
    assert KeysOf(platform.registration).get(KID) is None


def test_a_platform_that_does_not_show_its_keys(served, client, rows, clock):
    platform, shown = served
    shown.status = 500
    before = rows()
    for _ in range(4):
        refused(platform.launch(client), "keys_unavailable")
    assert shown.asked == 1  # and it is left alone for a minute
    assert rows() == before
    shown.status = 200
    clock.go(61)
    assert KeysOf(platform.registration).get(KID) is not None


def test_keys_that_cannot_be_had_anew_hold_no_more(served, clock):
    platform, shown = served
    KeysOf(platform.registration).get(KID)
    shown.status = 500
    clock.go(601)
    refused_by(KeysOf(platform.registration))
    refused_by(KeysOf(platform.registration))
    assert shown.asked == 2


def test_another_address_is_another_keyset(served, clock):
    platform, shown = served
    KeysOf(platform.registration).get(KID)
    platform.registration.keyset_url += "?2"
    clock.go(1)
    assert KeysOf(platform.registration).get(KID) is not None
    assert shown.asked == 2


def test_a_clock_that_was_set_back_locks_nobody_out(served, clock):
    platform, shown = served
    KeysOf(platform.registration).get(KID)
    clock.go(-3600)
    assert KeysOf(platform.registration).get(KID) is not None
    assert shown.asked == 2


# --- Several requests, and a platform that is slow -------------------------------------------


class Slow:
    """Asks as `outgoing` does, while so many seconds go by; `meanwhile` is done by another worker."""

    def __init__(self, clock, seconds, platform=None, meanwhile=lambda: None):
        self.clock, self.seconds, self.platform = clock, seconds, platform
        self.meanwhile, self.asked = meanwhile, 0

    def __call__(self, *args, bounds, **how):
        self.asked += 1
        assert (bounds.silence, bounds.longest) == (3, 5)  # a worker waits no longer than that
        self.meanwhile()
        self.clock.go(self.seconds)
        if self.platform is None:
            raise outgoing.Unreachable("timed out")
        body = json.dumps(self.platform.consumer.get_public_keyset()).encode()
        return outgoing.Answer(200, Message(), body)


@pytest.fixture(params=["platform", "tool"])
def kept(request, platform):
    """Makes what asks for the keys of a platform, or of a tool; and the row in which they are kept."""
    if request.param == "platform":
        Keyset.objects.all().delete()
        return lambda: KeysOf(platform.registration), Keyset.objects
    tool = ExternalTool.objects.create(keyset_url="https://unelte.exemplu.ro/keys")
    return lambda: ToolKeys(tool), ToolKeyset.objects


@pytest.fixture
def asking(monkeypatch):
    """Puts something in the place of the one way out."""

    def asking(slow):
        monkeypatch.setattr(outgoing, "fetch", slow)
        monkeypatch.setattr(outgoing, "fetch_from", slow)
        return slow

    return asking


def test_a_platform_that_hangs_holds_one_worker_at_a_time_and_is_then_left_for_a_minute(
    kept, clock, asking
):
    keys, rows = kept
    slow = asking(Slow(clock, 5, meanwhile=lambda: refused_by(keys())))
    refused_by(keys())
    assert slow.asked == 1
    failed_at = clock.now()
    assert rows.get().tried_at == failed_at  # when it had failed, not when it began
    slow.meanwhile = lambda: None
    clock.go(59)
    refused_by(keys())
    assert slow.asked == 1
    clock.go(2)
    refused_by(keys())
    assert slow.asked == 2


def test_whoever_comes_while_keys_are_fetched_anew_uses_those_that_are_there(
    kept, clock, asking, platform
):
    keys, _rows = kept
    slow = asking(Slow(clock, 0.3, platform))
    keys().get(KID)
    clock.go(601)
    other = []
    slow.meanwhile = lambda: other.append(keys().get(KID))
    assert keys().get(KID) is not None
    assert other[0] is not None
    assert slow.asked == 2


def test_keys_that_are_a_day_old_are_not_used_meanwhile(kept, clock, asking, platform):
    keys, _rows = kept
    slow = asking(Slow(clock, 0.3, platform))
    keys().get(KID)
    clock.go(86_400)
    slow.meanwhile = lambda: refused_by(keys())
    assert keys().get(KID) is not None
    assert slow.asked == 2


def test_whoever_comes_a_moment_before_the_answer_waits_for_it(kept, clock, asking, platform):
    """A class that arrives together after a night, at two workers."""
    keys, rows = kept
    slow = asking(Slow(clock, 0, platform))
    keys().get(KID)
    told = rows.get()
    long_ago = clock.now() - datetime.timedelta(days=1)
    rows.update(fetched_at=long_ago, tried_at=clock.now())  # another worker has just begun to ask

    def answered(seconds):
        clock.go(seconds)
        rows.update(keys=told.keys, fetched_at=clock.now(), tried_at=clock.now())

    keysets.time.sleep = answered
    assert keys().get(KID) is not None
    assert slow.asked == 1


def test_keys_at_another_host_are_not_fetched(db):
    registration = RegistrationFactory()
    registration.keyset_url = "http://169.254.169.254/keys"
    refused_by(KeysOf(registration))
    assert Keyset.objects.get().fetched_at is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"keys": {}}', b"<html>", b'{"keys": ' + b"[" * 9999]
)
def test_what_is_no_keyset(body):
    with pytest.raises(Unreadable):
        read_keys(body)


def test_keys_of_other_kinds_are_left_aside():
    good = {"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}
    keys = [
        None,
        7,
        {"kty": "EC", "kid": "b"},
        good | {"kid": None},
        good | {"use": "enc"},
        good | {"alg": "RS512"},
        good | {"n": 7},
        good | {"d": "secret"},
        good | {"e": "AQ"},
    ]
    assert read_keys(json.dumps({"keys": keys}).encode()) == [{"kid": "a", "n": "AQAB", "e": "AQAB"}]


def test_a_key_that_is_too_short_verifies_nothing(platform):
    short = [{"kid": KID, "n": "AQAB", "e": "AQAB"}]
    Keyset.objects.update(keys=short, fetched_at=timezone.now(), tried_at=timezone.now())
    assert KeysOf(platform.registration).get(KID) is None
