"""A login that a platform begins: what is wrong with it is said at once, and nothing is noted of it."""

import pytest
from django.test import Client
from django.urls import reverse
from makers import RegistrationFactory
from refusing import refused

from lti import door
from lti.models import Login

pytestmark = pytest.mark.django_db


def asked(platform, **changed):
    told = {
        "iss": platform.registration.issuer,
        "client_id": platform.registration.client_id,
        "login_hint": "7",
        "target_link_uri": "https://pascupas.exemplu/lti/launch/",
    }
    return {name: value for name, value in (told | changed).items() if value is not ...}


@pytest.mark.parametrize("how", ["get", "post"])
@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("login_issuer", {"iss": ...}),
        ("login_issuer", {"iss": ""}),
        ("login_issuer", {"iss": "https://evil.exemplu"}),
        ("login_client", {"client_id": "another"}),
        ("login_malformed", {"login_hint": ...}),
        ("login_malformed", {"login_hint": ""}),
        ("login_malformed", {"login_hint": "a\r\nb"}),
        ("login_malformed", {"login_hint": "x" * 9000}),
        ("login_malformed", {"target_link_uri": ...}),
        ("login_malformed", {"lti_message_hint": "x" * 9000}),
    ],
)
def test_a_login_that_is_not_begun_properly(how, code, changed, platform, client):
    refused(getattr(client, how)(platform.init_path, asked(platform, **changed)), code)
    assert Login.objects.count() == 0


def test_null_bytes_in_a_login(platform, client):
    refused(client.post(platform.init_path, asked(platform, login_hint="a\0b")), "login_malformed")
    refused(client.get(platform.init_path + "?iss=%00"), "malformed")


def test_a_platform_that_nobody_registered(client, db):
    address = reverse("lti:init", args=["6f0a3c52-9f51-4b3a-8f0e-8d4e2f6e9b11"])
    refused(client.get(address), "platform_unknown")


def test_a_platform_that_is_not_approved(client, db):
    registration = RegistrationFactory(is_active=False)
    refused(client.get(reverse("lti:init", args=[registration.uuid])), "registration_off")


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods(method, platform, client):
    for path in (platform.init_path, reverse("lti:launch")):
        answer = getattr(client, method)(path)
        refused(answer, "method")
        assert "POST" in answer["Allow"]
    refused(client.get(reverse("lti:launch")), "method")


def test_a_body_that_is_none(platform, client):
    path = reverse("lti:launch")
    refused(client.post(path, b"nonsense", content_type="multipart/form-data; boundary=x"), "no_cookie")
    refused(client.post(path, b"x", content_type="multipart/form-data"), "malformed")
    many = "&".join(f"a{number}=1" for number in range(10_001)).encode()
    form = "application/x-www-form-urlencoded"
    refused(client.post(path, many, content_type=form), "malformed")
    refused(client.post(path, b"a=" + b"x" * 11_000_000, content_type=form), "malformed")


def test_whoever_begins_too_many_waits(platform, client, monkeypatch):
    monkeypatch.setattr(door, "LOGINS_A_MINUTE", 3)
    for _ in range(3):
        assert client.get(platform.init_path, asked(platform)).status_code == 302
    answer = client.get(platform.init_path, asked(platform))
    refused(answer, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert Login.objects.count() == 3


def test_no_token_of_ours_is_asked_for(platform):
    """A platform's form comes from another site."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(platform.init_path, asked(platform)).status_code == 302
    assert platform.launch(strict).status_code == 302


def test_hosts_and_schemes_of_a_request_change_nothing(platform, settings):
    """Behind a proxy that speaks http to us, addresses are those that people type all the same."""
    settings.PUBLIC_URL = "https://pascupas.exemplu"
    client = Client(headers={"host": "localhost"})
    location = client.get(platform.init_path, asked(platform))["Location"]
    assert "redirect_uri=https%3A%2F%2Fpascupas.exemplu%2Flti%2Flaunch%2F" in location
