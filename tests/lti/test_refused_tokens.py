"""Tokens that are not what they must be: refused with a reason, and nothing of them is stored."""

import json

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from django.test import Client
from django.utils import timezone
from platforms import KID, LTI, Platform, a_key, forged, moment, plain, signed
from refusing import refused

from lti import cookies
from lti.models import Login

pytestmark = pytest.mark.django_db
YEAR = 365 * 24 * 3600


@pytest.fixture
def is_refused(platform, client, rows):
    """``is_refused(code, edit, …)``: a launch with that change is refused, and leaves no row."""

    def is_refused(code, edit=None, **how):
        before = rows()
        refused(platform.launch(client, edit, **how), code)
        assert rows() == before
        assert Login.objects.count() == 0  # what it was for is used up

    return is_refused


def public_pem(name="platform"):
    key = load_pem_private_key(a_key(name), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize(
    ("code", "edit"),
    [
        ("token_audience", plain("aud", "somebody else")),
        ("token_audience", plain("aud", ["somebody else"])),
        ("token_audience", plain("aud", [])),
        ("token_audience", plain("aud", None)),
        ("token_audience", plain("aud", ...)),
        ("token_audience", plain("aud", 7)),
        ("token_audience", plain("aud", {"client": 1})),
        ("token_audience", plain("azp", "somebody else")),
        ("token_audience", plain("azp", ["client"])),
        ("token_audience", lambda c: c.update(aud=[c["aud"], "x"], azp="x")),
        ("token_audience", lambda c: (c.update(aud=[c["aud"], "x"]), c.pop("azp"))[0]),
        ("token_audience", lambda c: c.update(aud=[c["aud"], 7])),
        ("token_issuer", plain("iss", "https://evil.exemplu")),
        ("token_issuer", plain("iss", "https://moodle.scoala.exemplu/")),
        ("token_issuer", plain("iss", ...)),
        ("token_expired", moment("exp", -61)),
        ("token_expired", plain("exp", 0)),
        ("token_malformed", plain("exp", ...)),
        ("token_malformed", plain("iat", ...)),
        ("token_malformed", plain("exp", None)),
        ("token_malformed", plain("exp", "2030-01-01")),
        ("token_malformed", plain("exp", True)),
        ("token_malformed", plain("iat", [1])),
        ("token_malformed", plain("exp", 10**400)),
        ("token_clock", moment("exp", 10 * YEAR)),
        ("token_clock", moment("iat", -24 * 3600)),
        ("token_clock", moment("iat", -16 * 60)),
        ("token_clock", moment("iat", 120)),
        ("token_clock", moment("nbf", 120)),
        ("token_malformed", plain("nbf", "now")),
        ("token_nonce", plain("nonce", ...)),
        ("token_nonce", plain("nonce", "")),
        ("token_nonce", plain("nonce", "another")),
        ("token_nonce", plain("nonce", None)),
        ("token_nonce", plain("nonce", ["a"])),
        ("token_nonce", plain("nonce", "\ud800")),
    ],
)
def test_by_whom_for_whom_and_when(code, edit, is_refused):
    is_refused(code, edit)


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        ("token_algorithm", lambda c: forged({"alg": "none", "kid": KID}, c)),
        ("token_algorithm", lambda c: forged({"alg": "None", "kid": KID}, c, "x")),
        ("token_algorithm", lambda c: forged({"alg": "HS256", "kid": KID}, c, public_pem())),
        ("token_algorithm", lambda c: signed(c, alg="RS512")),
        ("token_algorithm", lambda c: signed(c, alg="PS256")),
        ("token_algorithm", lambda c: forged({"kid": KID}, c, b"x")),
        ("token_algorithm", lambda c: forged({"alg": ["RS256"], "kid": KID}, c, b"x")),
        # The algorithm says RS256, the signature is the public key's HMAC.
        ("token_signature", lambda c: forged({"alg": "RS256", "kid": KID}, c, public_pem())),
        ("token_signature", lambda c: forged({"alg": "RS256", "kid": KID}, c)),
        ("token_signature", lambda c: forged({"alg": "RS256", "kid": KID}, c, b"\0" * 256)),
        ("token_signature", lambda c: signed(c, key="attacker")),
        (
            "token_signature",
            lambda c: signed(
                c, key="attacker", jku="https://evil.exemplu/keys", x5u="https://evil.exemplu"
            ),
        ),
        ("token_key", lambda c: signed(c, kid=None)),
        ("token_key", lambda c: signed(c, kid="")),
        ("token_key", lambda c: signed(c, kid="unknown")),
        ("token_key", lambda c: signed(c, kid="../../etc/passwd")),
        ("token_malformed", lambda c: forged({"alg": "RS256", "kid": 7}, c, b"x")),
        ("token_malformed", lambda c: signed(c, crit=["exp"])),
        ("token_malformed", lambda c: signed(c).rsplit(".", 1)[0]),
        ("token_malformed", lambda c: signed(c) + ".x"),
        ("token_malformed", lambda c: ""),
        ("token_malformed", lambda c: "."),
        ("token_malformed", lambda c: "garbage"),
        ("token_malformed", lambda c: "ă.ș.ț"),
        ("token_malformed", lambda c: "\0" * 100),
        ("token_malformed", lambda c: "a" * 70_000),
        ("token_malformed", lambda c: forged(b"[]", c, b"x")),
        ("token_malformed", lambda c: forged(b"[" * 20_000, c, b"x")),
        ("token_issuer", lambda c: signed(json.dumps(c | {"iss": [c["iss"]]}).encode())),
        ("token_malformed", lambda c: signed(b"not JSON")),
        ("token_malformed", lambda c: signed(b"[1]")),
        ("token_malformed", lambda c: signed(b"[" * 40_000)),
        ("token_malformed", lambda c: signed(b"\xff\xfe")),
        ("token_malformed", lambda c: signed(json.dumps(c | {"exp": float("nan")}).encode())),
        ("token_malformed", lambda c: signed(json.dumps(c | {"exp": float("inf")}).encode())),
    ],
)
def test_signatures_and_heads(code, sign, is_refused):
    is_refused(code, sign=sign)


def test_a_payload_that_was_changed(is_refused):
    def changed(claims):
        head, _, signature = signed(claims).split(".")
        better = claims | {
            f"{LTI}roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
        }
        return ".".join([head, signed(better).split(".")[1], signature])

    is_refused("token_signature", sign=changed)


def test_a_token_of_the_attackers_key_with_the_key_inside(is_refused):
    public = json.loads(json.dumps({"kty": "RSA", "e": "AQAB", "n": "AQAB"}))
    is_refused("token_signature", sign=lambda c: signed(c, key="attacker", jwk=public))


def test_another_platforms_token(platform, client, rows):
    """Signed rightly, for another registration: the login decides whose keys count."""
    other = Platform("https://canvas.liceu.exemplu")
    asked = platform.begin(client)
    token = other.message(other.begin(Client()))["id_token"]
    before = rows()
    refused(platform.post(client, {"state": asked["state"], "id_token": token}), "token_issuer")
    assert rows() == before


# --- Replays and other browsers -------------------------------------------------------------


def test_the_same_token_again_in_the_same_browser(platform, client, rows):
    sent = platform.message(platform.begin(client))
    assert platform.post(client, sent).status_code == 302
    before = rows()
    refused(platform.post(client, sent), "login_used")  # it kept what it was told to drop
    client.cookies.clear()
    refused(platform.post(client, sent), "no_cookie")
    assert rows() == before


def test_an_old_token_for_a_new_login(platform, client, rows):
    old = platform.message(platform.begin(client))["id_token"]
    asked = platform.begin(client)
    before = rows()
    refused(platform.post(client, {"state": asked["state"], "id_token": old}), "token_nonce")
    assert rows() == before


def test_another_browsers_token(platform, client, rows):
    """Login CSRF: the attacker's own answer, posted in the victim's browser."""
    sent = platform.message(platform.begin(Client()))
    platform.begin(client)
    before = rows()
    refused(platform.post(client, sent), "no_cookie")
    assert rows() == before
    assert Login.objects.count() == 2  # neither login is used up by it


def test_another_browsers_token_with_a_cookie_made_up(platform, client):
    sent = platform.message(platform.begin(Client()))
    client.cookies[cookies.name_of(sent["state"])] = "made up"
    refused(platform.post(client, sent), "no_cookie")


@pytest.mark.parametrize("state", [None, "", "another", "\0", "x" * 10_000, "ă", "a;b"])
def test_a_state_that_is_none(state, platform, client, rows):
    sent = platform.message(platform.begin(client))
    sent.pop("state")
    before = rows()
    refused(platform.post(client, sent if state is None else sent | {"state": state}), "no_cookie")
    assert rows() == before


def test_a_login_that_took_too_long(platform, client, rows):
    sent = platform.message(platform.begin(client))
    Login.objects.update(expires_at=timezone.now())
    before = rows()
    refused(platform.post(client, sent), "login_expired")
    assert rows() == before


def test_a_platform_that_was_switched_off_meanwhile(platform, client, rows):
    sent = platform.message(platform.begin(client))
    platform.registration.is_active = False
    platform.registration.save()
    before = rows()
    refused(platform.post(client, sent), "registration_off")
    assert rows() == before


def test_what_the_platform_refuses_itself(platform, client, rows):
    asked = platform.begin(client)
    before = rows()
    answer = platform.post(client, {"state": asked["state"], "error": "login_required"})
    refused(answer, "platform_error")
    assert rows() == before


def test_whoever_has_no_cookie_makes_us_look_up_no_login(platform, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        refused(platform.post(client, {"state": "x", "id_token": "y"}), "no_cookie")
