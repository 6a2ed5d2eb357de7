"""A platform's keys: fetched from a real server, kept, and asked for anew no more often than needed."""

import datetime
import json

import pytest
from django.utils import timezone
from makers import RegistrationFactory
from platforms import KID, signed
from refusing import refused
from wire import says, serving

from lti.keysets import KeysOf, read_keys
from lti.models import Keyset
from lti.reading import Unreadable
from lti.refusals import Refusal

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


def at(registration, seconds):
    return KeysOf(registration, timezone.now() + datetime.timedelta(seconds=seconds))


def test_a_launch_fetches_the_keys_once(served, client):
    platform, shown = served
    for _ in range(3):
        assert platform.launch(client).status_code == 302
    assert shown.asked == 1


def test_keys_are_kept_for_ten_minutes_and_by_all_workers(served):
    platform, shown = served
    assert at(platform.registration, 0).get(KID) is not None
    assert at(platform.registration, 599).get(KID) is not None
    assert shown.asked == 1
    assert at(platform.registration, 601).get(KID) is not None
    assert shown.asked == 2


def test_a_key_that_is_not_there_is_asked_for_once_a_minute(served, client):
    platform, shown = served
    at(platform.registration, 0).get(KID)
    for number in range(20):
        assert at(platform.registration, 61).get(f"invented {number}") is None
    assert shown.asked == 2
    for _ in range(5):
        refused(platform.launch(client, sign=lambda c: signed(c, kid="invented")), "token_key")
    assert shown.asked == 2


def test_a_new_key_of_the_platform_is_found(served):
    platform, shown = served
    at(platform.registration, 0).get(KID)
    shown.keys = [*shown.keys, shown.keys[0] | {"kid": "new"}]
    assert at(platform.registration, 61).get("new") is not None
    assert shown.asked == 2


def test_a_key_that_was_taken_back_holds_no_more(served):
    platform, shown = served
    assert at(platform.registration, 0).get(KID) is not None
    shown.keys = []
    assert at(platform.registration, 601).get(KID) is None


def test_a_platform_that_does_not_show_its_keys(served, client, rows):
    platform, shown = served
    shown.status = 500
    before = rows()
    for _ in range(4):
        refused(platform.launch(client), "keys_unavailable")
    assert shown.asked == 1  # and it is left alone for some seconds
    assert rows() == before
    shown.status = 200
    assert at(platform.registration, 6).get(KID) is not None


def test_another_address_is_another_keyset(served):
    platform, shown = served
    at(platform.registration, 0).get(KID)
    platform.registration.keyset_url += "?2"
    assert at(platform.registration, 1).get(KID) is not None
    assert shown.asked == 2


def test_keys_at_another_host_are_not_fetched(db):
    registration = RegistrationFactory()
    registration.keyset_url = "http://169.254.169.254/keys"
    with pytest.raises(Refusal) as refusal:
        KeysOf(registration).get(KID)
    assert refusal.value.code == "keys_unavailable"
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
