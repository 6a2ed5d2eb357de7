"""An editor chooses content in a tool: only what that tool signs, for them, once, fills their form."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from outward import HOST, Tool, asked, authorize, now, token_in
from platforms import signed

from lti.claims import DEEP_LINKING
from lti.platform import addresses
from lti.platform.activities import LTI
from lti.platform.deep import DL
from lti.platform.models import Departure
from lti.platform.tending import tend

KEY = "0123456789abcdef"
RETURN = "/lti/platform/deep/"


@pytest.fixture
def editor(author, client):
    client.force_login(author)
    return client


def go(editor, tool: Tool) -> dict:
    """The editor goes there; what the tool is told."""
    answer = editor.get(reverse("lti_choose", args=[tool.row.pk]), {"key": KEY})
    assert answer.status_code == 302, answer.text
    hint = dict(parse_qsl(urlsplit(answer["Location"]).query))["login_hint"]
    return token_in(authorize(editor, asked(tool, hint)))


def item(**changes) -> dict:
    told = {
        "type": "ltiResourceLink",
        "title": "Harta primăriei",
        "text": "Trei birouri.",
        "url": f"{HOST}/launch?content=7",
        "custom": {"tema": "harta", "nivel": "1"},
        "lineItem": {"label": "Harta", "scoreMaximum": 12},
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def response(tool: Tool, told: dict, *items, **changes) -> dict:
    """What the tool signs; a change to `None` takes a claim away."""
    claims = {
        "iss": tool.row.client_id,
        "aud": addresses.issuer(),
        "iat": now(),
        "exp": now(60),
        "nonce": "a nonce of the answer",
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": tool.row.deployment_id,
        f"{DL}data": told[DEEP_LINKING]["data"],
        f"{DL}content_items": list(items),
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def send(client, token: str):
    return client.post(RETURN, {"JWT": token})


def code_of(answer) -> str:
    return re.search(r"<code>(\w+)</code>", answer.text)[1]


def test_the_tool_is_asked_for_one_link_and_told_nothing_of_the_editor(editor, author, tool):
    claims = go(editor, tool)
    assert claims[f"{LTI}message_type"] == "LtiDeepLinkingRequest"
    assert claims[f"{LTI}target_link_uri"] == f"{HOST}/choose"
    wish = claims[DEEP_LINKING]
    assert wish["deep_link_return_url"] == f"https://pascupas.exemplu{RETURN}"
    assert wish["accept_types"] == ["ltiResourceLink"]
    assert wish["accept_multiple"] is False
    assert author.username not in json.dumps(claims)
    assert author.email not in json.dumps(claims)


def test_what_was_chosen_comes_to_the_form(editor, tool):
    claims = go(editor, tool)
    # The tool's page posts it: no cookie of ours comes along.
    answer = send(Client(), tool.signed(response(tool, claims, item())))
    assert answer.status_code == 303, answer.text
    page = editor.get(answer["Location"])
    told = json.loads(
        re.search(r'id="lti-chosen" type="application/json">(.+?)</script>', page.text)[1]
    )
    assert told == {
        "key": KEY,
        "item": {
            "title": "Harta primăriei",
            "purpose": "Trei birouri.",
            "address": f"{HOST}/launch?content=7",
            "custom": "tema=harta\nnivel=1",
            "label": "Harta",
            "max_score": 12,
        },
    }


def test_a_link_without_an_address_begins_where_the_tool_does(editor, tool):
    claims = go(editor, tool)
    bare = {"type": "ltiResourceLink"}
    answer = send(Client(), tool.signed(response(tool, claims, bare)))
    assert answer.status_code == 303
    kept = Departure.objects.get().item
    assert kept == {
        "title": "",
        "purpose": "",
        "address": "",
        "custom": "",
        "label": "",
        "max_score": 100,
    }


def test_choosing_nothing_is_an_answer(editor, tool):
    claims = go(editor, tool)
    answer = send(Client(), tool.signed(response(tool, claims, **{f"{DL}content_items": None})))
    assert answer.status_code == 303
    assert "null" in editor.get(answer["Location"]).text


ITEMS = {
    "two": [item(), item()],
    "a link to anywhere": [{"type": "link", "url": f"{HOST}/x"}],
    "a file": [{"type": "file", "url": f"{HOST}/x"}],
    "markup": [{"type": "html", "html": "<script>alert(1)</script>"}],
    "no type": [{"url": f"{HOST}/x"}],
    "a text": ["ltiResourceLink"],
    "another host": [item(url="https://rau.exemplu/launch")],
    "another port": [item(url=f"{HOST}:444/launch")],
    "plain http": [item(url="http://unelte.exemplu.ro/launch")],
    "a script": [item(url="javascript:alert(1)")],
    "somebody's name in the address": [item(url="https://unelte.exemplu.ro@rau.exemplu/")],
    "an endless address": [item(url=f"{HOST}/" + "x" * 3000)],
    "parameters that are no object": [item(custom=["x"])],
    "a parameter of two lines": [item(custom={"a": "1\nb=2"})],
    "a parameter that is no text": [item(custom={"a": {"b": 1}})],
    "a parameter with half a letter": [item(custom={"a": "\ud800"})],
    "a parameter with a strange name": [item(custom={"a b": "1"})],
    "too many parameters": [item(custom={f"p{n}": "1" for n in range(21)})],
    "a line item that is none": [item(lineItem=["x"])],
}


@pytest.mark.parametrize("items", ITEMS.values(), ids=ITEMS)
def test_what_we_cannot_keep_is_refused_and_may_be_chosen_anew(editor, tool, items):
    claims = go(editor, tool)
    answer = send(Client(), tool.signed(response(tool, claims, *items)))
    assert (answer.status_code, code_of(answer)) == (400, "items")
    assert Departure.objects.get().answered_at is None
    assert send(Client(), tool.signed(response(tool, claims, item()))).status_code == 303


CLAIMS = {
    "another issuer": {"iss": "somebody"},
    "half a letter as issuer": {"iss": "\ud800"},
    "another audience": {"aud": "https://alta.exemplu"},
    "expired": {"iat": now(-7200), "exp": now(-3600)},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "no nonce": {"nonce": None},
    "another message": {f"{LTI}message_type": "LtiResourceLinkRequest"},
    "another version": {f"{LTI}version": "1.1"},
    "another deployment": {f"{LTI}deployment_id": "another"},
    "no data": {f"{DL}data": None},
    "data of nobody": {f"{DL}data": "x" * 22},
    "data that are no text": {f"{DL}data": {"x": 1}},
    "half a letter as data": {f"{DL}data": "\ud800"},
    "data with a null": {f"{DL}data": "\0"},
}


@pytest.mark.parametrize("changes", CLAIMS.values(), ids=CLAIMS)
def test_an_answer_that_says_something_else_is_refused(editor, tool, changes):
    claims = go(editor, tool)
    answer = send(Client(), tool.signed(response(tool, claims, item(), **changes)))
    assert (answer.status_code, code_of(answer)) == (403, "answer")
    assert Departure.objects.get().answered_at is None


def test_a_forged_answer_is_refused(editor, tool, monkeypatch):
    from test_platform_token import refused, unsigned

    monkeypatch.setattr("lti.outgoing.fetch_from", refused)
    claims = response(tool, go(editor, tool), item())
    for forged in (
        "",
        "a.b.c",
        unsigned(claims),
        signed(claims, key="attacker", kid="a key of the tool"),
        tool.signed(claims)[:-8],
    ):
        answer = send(Client(), forged)
        assert (answer.status_code, code_of(answer)) == (403, "answer")
    assert Departure.objects.get().answered_at is None


def test_an_answer_is_taken_once(editor, tool):
    token = tool.signed(response(tool, go(editor, tool), item()))
    assert send(Client(), token).status_code == 303
    again = send(Client(), token)
    assert (again.status_code, code_of(again)) == (403, "answered")


def test_the_nonce_of_an_answer_is_used_once(editor, tool):
    assert send(Client(), tool.signed(response(tool, go(editor, tool), item()))).status_code == 303
    other = send(Client(), tool.signed(response(tool, go(editor, tool), item())))
    assert (other.status_code, code_of(other)) == (401, "assertion_used")


def test_a_tool_does_not_answer_for_another(editor, tool):
    claims = go(editor, tool)
    other = Tool("https://alte.exemplu.ro", "other tool")
    told = response(other, claims, item(url="https://alte.exemplu.ro/launch"))
    answer = send(Client(), other.signed(told))
    assert (answer.status_code, code_of(answer)) == (403, "answer")


def test_a_learners_way_is_no_editors(client, page, tool, pupil):
    hint = pupil.hint(client, page)
    token_in(authorize(client, asked(tool, hint)))
    told = {DEEP_LINKING: {"data": hint}}
    answer = send(Client(), tool.signed(response(tool, told, item())))
    assert (answer.status_code, code_of(answer)) == (403, "answer")


def test_an_editor_chooses_for_two_hours(editor, tool):
    claims = go(editor, tool)
    Departure.objects.update(used_at=timezone.now() - timedelta(hours=2, seconds=1))
    answer = send(Client(), tool.signed(response(tool, claims, item())))
    assert (answer.status_code, code_of(answer)) == (403, "hint")


def test_an_editor_who_chooses_is_not_forgotten_meanwhile(editor, tool):
    claims = go(editor, tool)
    tend(timezone.now() + timedelta(hours=2))
    assert send(Client(), tool.signed(response(tool, claims, item()))).status_code == 303
    tend(timezone.now() + timedelta(hours=4))
    assert not Departure.objects.exists()


def test_what_was_chosen_is_its_editors_alone(editor, moderator, tool):
    answer = send(Client(), tool.signed(response(tool, go(editor, tool), item())))
    editor.force_login(moderator)
    assert editor.get(answer["Location"]).status_code == 404
    assert Client().get(answer["Location"]).status_code == 302  # to sign in


def test_what_is_not_answered_yet_is_not_there(editor, tool):
    claims = go(editor, tool)
    path = reverse("lti_chosen", args=[claims[DEEP_LINKING]["data"]])
    assert editor.get(path).status_code == 404


def test_only_editors_choose(client, tool, django_user_model):
    path = reverse("lti_choose", args=[tool.row.pk])
    assert client.get(path, {"key": KEY}).status_code == 302
    assert not Departure.objects.exists()
    from django.contrib.auth.models import Permission

    user = django_user_model.objects.create_user("ion", "ion@posta.exemplu", "parola-de-test")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    client.get(path, {"key": KEY})
    assert not Departure.objects.exists()


@pytest.mark.parametrize("fields", [{"deep_link_url": ""}, {"is_active": False}])
def test_a_tool_in_which_one_cannot_choose_says_so(editor, tool, fields):
    for name, value in fields.items():
        setattr(tool.row, name, value)
    tool.row.save()
    answer = editor.get(reverse("lti_choose", args=[tool.row.pk]), {"key": KEY})
    assert answer.status_code == 409
    assert not Departure.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 41, "<script>"])
def test_a_form_names_itself(editor, tool, key):
    assert editor.get(reverse("lti_choose", args=[tool.row.pk]), {"key": key}).status_code == 404


def test_the_page_of_what_was_chosen_writes_no_script_of_the_tool(editor, tool):
    title = "</script><script>alert(1)</script>"
    answer = send(Client(), tool.signed(response(tool, go(editor, tool), item(title=title))))
    assert "<script>alert(1)" not in editor.get(answer["Location"]).text
