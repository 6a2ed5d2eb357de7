"""An access token for a tool that proves who it is; nothing for whoever does not."""

import base64
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from freezing import later
from outward import TOOL_KID, Tool, launch, line_item_of, now, score
from platforms import a_key, signed

from lti.platform import access, addresses
from lti.platform.activities import AGS, SCOPES
from lti.platform.models import SpentAssertion
from lti.platform.tending import tend

PATH = "/lti/platform/token/"


def said(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


def test_a_tool_that_proves_itself_gets_a_token_for_an_hour(client, tool):
    answer = client.post(PATH, tool.asking())
    told = answer.json()
    assert answer.status_code == 200
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 3600
    assert told["scope"].split() == list(SCOPES)
    assert answer["Cache-Control"] == "no-store"


def test_our_name_is_an_audience_too(client, tool):
    for audience in (addresses.issuer(), [addresses.ours("token")], ["https://x", addresses.issuer()]):
        assertion = tool.signed(tool.assertion(aud=audience))
        assert client.post(PATH, tool.asking(assertion)).status_code == 200


def test_it_gets_what_we_have_of_what_it_asked_for_and_hears_so(client, tool):
    wish = f"{AGS}scope/lineitem {AGS}scope/score openid"
    assert client.post(PATH, tool.asking(scope=wish)).json()["scope"] == f"{AGS}scope/score"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"client_assertion_type": "password"}, 401, "invalid_client"),
        ({"client_assertion": ""}, 401, "invalid_client"),
        ({"client_assertion": "a.b.c"}, 401, "invalid_client"),
        ({"client_assertion": "ț"}, 401, "invalid_client"),
        ({"scope": ""}, 400, "invalid_scope"),
        ({"scope": "openid"}, 400, "invalid_scope"),
    ],
)
def test_a_bad_request_is_named_as_oauth_names_it(client, tool, changes, status, error):
    assert said(client.post(PATH, tool.asking(**changes))) == (status, error)


EDITS = {
    "another issuer": {"iss": "somebody"},
    "no issuer": {"iss": None},
    "half a letter as issuer": {"iss": "\ud800"},
    "an issuer that is no text": {"iss": ["x"]},
    "another subject": {"sub": "somebody"},
    "no subject": {"sub": None},
    "another audience": {"aud": "https://alta.exemplu/token"},
    "no audience": {"aud": None},
    "an audience that is no text": {"aud": [7]},
    "expired": {"iat": now(-7200), "exp": now(-3600)},
    "no end": {"exp": None},
    "an endless life": {"exp": now(10 * 365 * 24 * 3600)},
    "a life of two hours": {"exp": now(7200)},
    "no beginning": {"iat": None},
    "made long ago": {"iat": now(-3600)},
    "made tomorrow": {"iat": now(24 * 3600), "exp": now(25 * 3600)},
    "times as text": {"exp": str(now(60))},
    "no name": {"jti": None},
    "a name that is no text": {"jti": 7},
    "an endless name": {"jti": "j" * 300},
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_assertion_that_says_something_else_is_refused(client, tool, edit):
    claims = {name: value for name, value in (tool.assertion() | edit).items() if value is not None}
    answer = client.post(PATH, tool.asking(tool.signed(json.dumps(claims).encode())))
    assert said(answer) == (401, "invalid_client")
    assert answer["WWW-Authenticate"]
    assert not SpentAssertion.objects.exists()


def unsigned(claims: dict) -> str:
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'kid': TOOL_KID})}.{part(claims)}."


FORGERIES = {
    "another's key": lambda tool: signed(tool.assertion(), key="attacker", kid=TOOL_KID),
    "an unknown key": lambda tool: signed(tool.assertion(), key="attacker", kid="unknown"),
    "no name of a key": lambda tool: tool.signed(tool.assertion(), kid=None),
    "no algorithm": lambda tool: unsigned(tool.assertion()),
    "a stripped signature": lambda tool: tool.signed(tool.assertion()).rpartition(".")[0] + ".",
    "RS512": lambda tool: tool.signed(tool.assertion(), alg="RS512"),
    "what we must understand": lambda tool: tool.signed(tool.assertion(), crit=["x"], x=1),
    "something else than an object": lambda tool: tool.signed(b"[]"),
    "too long": lambda tool: tool.signed(tool.assertion(pad="x" * 70_000)),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_assertion_is_refused(client, tool, forge, monkeypatch):
    monkeypatch.setattr("lti.outgoing.fetch_from", refused)
    answer = client.post(PATH, tool.asking(forge(tool)))
    assert answer.status_code in (401, 413)
    assert answer.json()["error"] in ("invalid_client", "invalid_request")
    assert not SpentAssertion.objects.exists()


def refused(*args, **how):
    from lti.outgoing import Unreachable

    raise Unreachable("nobody is called in this test")


def test_a_public_key_is_no_secret(client, tool):
    """HS256 with the public key as its secret (CVE-2015-9235)."""
    import hashlib
    import hmac

    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    public = load_pem_private_key(a_key("tool"), None).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    body = unsigned(tool.assertion()).rstrip(".").replace(*heads())
    mac = base64.urlsafe_b64encode(hmac.digest(pem, body.encode(), hashlib.sha256)).decode().rstrip("=")
    assert said(client.post(PATH, tool.asking(f"{body}.{mac}"))) == (401, "invalid_client")


def heads() -> tuple[str, str]:
    """The head of `unsigned`, and the same with HS256."""
    none = unsigned({}).partition(".")[0]
    head = json.dumps({"alg": "HS256", "kid": TOOL_KID}).encode()
    return none, base64.urlsafe_b64encode(head).decode().rstrip("=")


def test_an_assertion_holds_once(client, tool):
    asked = tool.asking()
    assert client.post(PATH, asked).status_code == 200
    again = client.post(PATH, asked)
    assert said(again) == (401, "invalid_client")
    assert "assertion_used" in again.json()["error_description"]


def test_the_name_of_an_assertion_is_remembered_longer_than_it_holds(client, tool):
    assert client.post(PATH, tool.asking()).status_code == 200
    tend(timezone.now() + timedelta(hours=1))
    assert SpentAssertion.objects.exists()
    tend(timezone.now() + timedelta(hours=2))
    assert not SpentAssertion.objects.exists()


def test_two_tools_may_have_the_same_name_for_an_assertion(client, tool):
    other = Tool("https://alte.exemplu.ro", "other tool")
    for each in (tool, other):
        assertion = each.signed(each.assertion(jti="1"))
        assert client.post(PATH, each.asking(assertion)).status_code == 200


def test_a_tool_does_not_prove_another(client, tool):
    other = Tool("https://alte.exemplu.ro", "other tool")
    answer = client.post(PATH, tool.asking(other.signed(tool.assertion())))
    assert said(answer) == (401, "invalid_client")


def test_a_tool_switched_off_gets_no_token(client, tool):
    tool.row.is_active = False
    tool.row.save()
    assert said(client.post(PATH, tool.asking())) == (403, "unauthorized_client")


def test_keys_are_fetched_from_the_tools_own_hosts_alone(client, tool, monkeypatch):
    from lti import outgoing
    from lti.platform.assertions import ToolKeys

    called = []
    monkeypatch.setattr("lti.outgoing._fetch", lambda *args: called.append(args))
    tool.row.keyset_url = "https://169.254.169.254/keys"
    monkeypatch.setattr(addresses, "origins_of", lambda tool: ["https://unelte.exemplu.ro"])
    with pytest.raises(outgoing.Forbidden):
        ToolKeys(tool.row)._ask({})
    assert called == []


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_token_is_asked_for_by_post(client, db, method):
    answer = getattr(client, method)(PATH)
    assert said(answer) == (405, "invalid_request")
    assert answer["Allow"] == "POST"


def test_a_body_too_large_is_not_read(client, tool):
    assert said(client.post(PATH, tool.asking(pad="x" * 70_000))) == (413, "invalid_request")


@pytest.mark.parametrize("charset", ["utf-16", "unicode_escape", "latin-1"])
def test_a_form_is_utf_8_whatever_it_says(client, tool, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    answer = client.generic("POST", PATH, urlencode(tool.asking()), kind)
    assert answer.status_code == 200, answer.text


def test_a_null_byte_in_the_question_is_answered_as_we_answer_tools(client, db):
    answer = client.post(f"{PATH}?a=%00")
    assert said(answer) == (400, "invalid_request")
    assert "malformed" in answer.json()["error_description"]


# --- Whoever comes with one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer abc", "Bearer a:b:c", "Bearer \u0219", "bearer ..."],
)
def test_what_is_no_token_of_ours_opens_nothing(client, page, tool, pupil, header):
    claims = launch(client, tool, pupil, page)
    answer = tool.score(client, line_item_of(claims), score(claims), "x", Authorization=header)
    assert said(answer) == (401, "invalid_token")
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_token_ends(client, page, tool, pupil):
    claims = launch(client, tool, pupil, page)
    token = tool.access(client)
    with later(seconds=3601):
        assert said(tool.score(client, line_item_of(claims), score(claims), token))[0] == 401


def test_a_token_made_for_something_else_opens_nothing(client, page, tool, pupil):
    claims = launch(client, tool, pupil, page)
    for forged in (
        signing.dumps({"tool": tool.row.pk, "scopes": list(SCOPES)}, salt="another"),
        signing.dumps({"tool": tool.row.pk, "scopes": list(SCOPES)}, key="another", salt=access.SALT),
    ):
        assert said(tool.score(client, line_item_of(claims), score(claims), forged))[0] == 401


def test_a_token_of_a_tool_that_is_gone_or_switched_off_opens_nothing(client, page, tool, pupil):
    claims = launch(client, tool, pupil, page)
    token = tool.access(client)
    tool.row.is_active = False
    tool.row.save()
    assert said(tool.score(client, line_item_of(claims), score(claims), token))[0] == 403
    tool.row.delete()
    assert said(tool.score(client, line_item_of(claims), score(claims), token))[0] == 401


@pytest.mark.parametrize(
    ("name", "scope", "status"),
    [
        ("scores", f"{AGS}scope/lineitem.readonly", 403),
        ("scores", f"{AGS}scope/result.readonly", 403),
        ("results", f"{AGS}scope/score", 403),
        ("results", f"{AGS}scope/result.readonly", 200),
        ("line_item", f"{AGS}scope/result.readonly", 403),
        ("line_item", f"{AGS}scope/score", 200),
        ("line_item", f"{AGS}scope/lineitem.readonly", 200),
    ],
)
def test_a_token_opens_what_it_is_for(client, page, tool, pupil, name, scope, status):
    claims = launch(client, tool, pupil, page)
    pk = int(line_item_of(claims).rpartition("/")[2])
    path = reverse(f"lti:platform:{name}", args=[pk])
    bearer = {"Authorization": f"Bearer {tool.access(client, scope)}"}
    ask = client.post if name == "scores" else client.get
    answer = ask(path, headers=bearer)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"] == "insufficient_scope"
