"""A learner goes to an external tool: what it is told, once; whatever is wrong gets nothing."""

import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from outward import (
    BLOCK,
    HOST,
    Pupil,
    Tool,
    asked,
    authorize,
    form,
    go,
    launch,
    token_in,
    with_activity,
)

from lti.platform.activities import AGS, LTI, SCOPES
from lti.platform.models import Departure, Participant
from progress.throttle import ALLOWED


def code_of(answer) -> str:
    return re.search(r"<code>(\w+)</code>", answer.text)[1]


# --- Setting out -----------------------------------------------------------------------------------


def test_the_way_leads_to_the_tools_login_with_a_hint_and_nothing_of_the_learner(
    client, page, tool, pupil
):
    address = pupil.address(client, page)
    assert address.startswith(f"{HOST}/login?")
    told = dict(parse_qsl(urlsplit(address).query))
    assert told.keys() == {"iss", "client_id", "lti_deployment_id", "login_hint", "target_link_uri"}
    assert told["client_id"] == tool.row.client_id
    assert told["target_link_uri"] == f"{HOST}/launch"
    assert pupil.id not in address
    assert pupil.secret not in address


def test_the_cookie_of_the_way_lies_under_its_address_alone_and_says_nothing(client, page, pupil):
    way = pupil.way(client, page)
    assert not client.cookies  # a platform's frame has others than the window that goes
    go(client, way)
    (cookie,) = client.cookies.values()
    assert cookie["path"] == "/lti/platform/"
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["max-age"] == 300
    assert pupil.id not in cookie.output()


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"secret": "0" * 32}, 403, "access_denied"),
        ({"learner": "00000000-0000-4000-8000-000000000000"}, 403, "access_denied"),
        ({"learner": 7}, 400, "invalid_request"),
        ({"secret": None}, 400, "invalid_request"),
        ({"block": "another"}, 404, "invalid_request"),
        ({"block": ""}, 400, "invalid_request"),
        ({"block": "b" * 65}, 400, "invalid_request"),
        ({"page": "00000000-0000-4000-8000-000000000000"}, 404, "invalid_request"),
        ({"page": "no page"}, 400, "invalid_request"),
        ({"language": "en"}, 404, "invalid_request"),
        ({"language": "../en"}, 400, "invalid_request"),
    ],
)
def test_who_may_not_go_or_goes_nowhere_is_told_so(client, page, pupil, rows, changes, status, error):
    before = rows()
    answer = pupil.begin(client, page, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert rows() == before
    assert not answer.cookies


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"[" * 60_000, b"\xff\xfe", b"NaN"]
)
def test_what_is_no_call_is_malformed(client, db, body):
    answer = client.post(reverse("lti:platform:begin"), body, content_type="application/json")
    assert answer.status_code == 400


def test_a_call_too_large_is_not_read(client, db):
    answer = client.post(
        reverse("lti:platform:begin"), b" " * (64 * 1024 + 1), content_type="application/json"
    )
    assert answer.status_code == 413


def test_whoever_guesses_secrets_has_to_wait(client, page, pupil):
    for _ in range(ALLOWED):
        assert pupil.begin(client, page, secret="0" * 32).status_code == 403
    answer = pupil.begin(client, page)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_nobody_is_sent_from_an_unpublished_page(client, page, pupil):
    page.unpublish()
    assert pupil.begin(client, page).status_code == 404


def test_nobody_is_sent_to_a_tool_that_is_switched_off(client, page, tool, pupil):
    tool.row.is_active = False
    tool.row.save()
    assert pupil.begin(client, page).status_code == 404


def test_nobody_is_sent_by_a_site_without_https(client, page, pupil, settings):
    settings.PUBLIC_URL = "http://pascupas.exemplu"
    assert pupil.begin(client, page).status_code == 404


def test_an_erased_learner_goes_nowhere(client, page, pupil):
    pupil.row.erased_at = timezone.now()
    pupil.row.save()
    assert pupil.begin(client, page).status_code == 404


@pytest.mark.parametrize("origin", [None, "null", "https://rau.exemplu", "https://testserver.rau.eu"])
def test_no_other_site_sends_anybody_off(client, page, pupil, origin):
    answer = go(client, pupil.way(client, page), origin)
    assert (answer.status_code, code_of(answer)) == (403, "browser")
    assert not client.cookies


@pytest.mark.parametrize("spoil", [lambda way: "", lambda way: way + "x", lambda way: f"x{way}"])
def test_a_way_that_is_none_gets_no_cookie(client, page, pupil, spoil):
    answer = go(client, spoil(pupil.way(client, page)))
    assert (answer.status_code, code_of(answer)) == (403, "hint")
    assert not client.cookies


def test_whoever_left_a_page_in_english_reads_english(client, page, tool, pupil):
    way = pupil.way(client, page)
    departure = Departure.objects.get()
    departure.claims[f"{LTI}launch_presentation"]["locale"] = "en"
    departure.save()
    assert '<html lang="en">' in go(client, way).text
    answer = authorize(client, asked(tool, departure.id))
    assert "You leave Pas cu pas" in answer.text
    refused = authorize(client, asked(tool, departure.id))
    assert "Închideți această fereastră" in refused.text
    assert "Close this window" in refused.text


# --- What the tool is told ---------------------------------------------------------------------------


def test_the_token_names_the_activity_and_hides_the_learner(client, page, tool, pupil):
    claims = launch(client, tool, pupil, page)
    assert claims["nonce"] == "a nonce of the tool"
    assert claims["aud"] == tool.row.client_id
    assert claims["exp"] - claims["iat"] == 300
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{LTI}version"] == "1.3.0"
    assert claims[f"{LTI}deployment_id"] == tool.row.deployment_id
    assert claims[f"{LTI}target_link_uri"] == f"{HOST}/launch"
    assert claims[f"{LTI}resource_link"]["id"] == f"{page.translation_key}:{BLOCK}"
    assert claims[f"{LTI}context"]["id"] == str(page.translation_key)
    assert claims[f"{LTI}custom"] == {"tema": "harta"}
    assert claims[f"{LTI}roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]
    assert claims[f"{AGS}claim/endpoint"]["scope"] == list(SCOPES)
    whole = json.dumps(claims)
    assert pupil.id not in whole
    assert not {"name", "given_name", "family_name", "email", "picture"} & claims.keys()


def test_one_learner_is_one_to_a_tool_and_another_to_the_next(client, page, tool, pupil):
    first, again = (launch(client, tool, pupil, page)["sub"] for _ in range(2))
    assert first == again
    other = Tool(f"{HOST}:8443", "other tool")
    with_activity(page, other)
    told = launch(client, other, pupil, page, redirect_uri=f"{HOST}:8443/launch")
    assert told["sub"] != first
    assert launch_of_another(client, other, page)["sub"] not in (first, told["sub"])


def launch_of_another(client, tool, page):
    return launch(client, tool, Pupil(), page, redirect_uri=f"{HOST}:8443/launch")


def test_content_of_its_own_is_where_the_block_says(client, tutorial, tool, pupil):
    page = with_activity(tutorial, tool, address=f"{HOST}/launch?content=7")
    told = parse_qs(urlsplit(pupil.address(client, page)).query)
    assert told["target_link_uri"] == [f"{HOST}/launch?content=7"]


def test_the_request_may_come_by_post(client, page, tool, pupil):
    told = asked(tool, pupil.hint(client, page))
    assert token_in(client.post(reverse("lti:platform:authorize"), **form(told)))["sub"]


def test_the_form_obeys_our_policy_and_takes_the_state_back(client, page, tool, pupil):
    state = '"><script>alert(1)</script>'
    answer = authorize(client, asked(tool, pupil.hint(client, page), state=state))
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert f'action="{HOST}/launch"' in answer.text
    policy = answer["Content-Security-Policy"]
    assert f"form-action https: {HOST}" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)", answer.text)
    assert answer["Cache-Control"] == "no-store"


# --- What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"client_id": None}, 400, "client"),
        ({"client_id": "somebody else"}, 400, "client"),
        ({"client_id": "\0"}, 400, "client"),
        ({"client_id": "c" * 5000}, 400, "client"),
        ({"redirect_uri": None}, 400, "redirect_uri"),
        ({"redirect_uri": ""}, 400, "redirect_uri"),
        ({"redirect_uri": f"{HOST}/launch/"}, 400, "redirect_uri"),
        ({"redirect_uri": f"{HOST}/launch?to=https://rau.exemplu"}, 400, "redirect_uri"),
        ({"redirect_uri": "https://rau.exemplu/launch"}, 400, "redirect_uri"),
        ({"redirect_uri": f"{HOST}/launch\n{HOST}/second"}, 400, "redirect_uri"),
        ({"response_type": "code"}, 400, "response_type"),
        ({"response_type": None}, 400, "response_type"),
        ({"response_mode": "query"}, 400, "request"),
        ({"response_mode": None}, 400, "request"),
        ({"prompt": "login"}, 400, "request"),
        ({"scope": "profile"}, 400, "openid"),
        ({"scope": None}, 400, "openid"),
        ({"nonce": None}, 400, "request"),
        ({"nonce": "n" * 2049}, 400, "request"),
        ({"state": "s" * 2049}, 400, "request"),
        ({"login_hint": None}, 403, "hint"),
        ({"login_hint": "x" * 22}, 403, "hint"),
        ({"login_hint": "ț" * 22}, 403, "hint"),
    ],
)
def test_a_bad_request_gets_a_page_with_a_code_and_the_way_stays_open(
    client, page, tool, pupil, rows, changes, status, code
):
    hint = pupil.hint(client, page)
    before = rows()
    path = reverse("lti:platform:authorize")
    answer = client.post(path, **form(asked(tool, hint, **changes)))
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert "id_token" not in answer.text
    assert "Location" not in answer
    assert rows() == before
    # Nobody used it up.
    assert token_in(authorize(client, asked(tool, hint)))["sub"]


def test_a_null_byte_in_the_question_is_a_page_of_ours(client, db):
    answer = client.get(reverse("lti:platform:authorize") + "?state=%00")
    assert (answer.status_code, code_of(answer)) == (400, "malformed")


def test_a_parameter_that_comes_twice_is_refused(client, page, tool, pupil):
    told = asked(tool, pupil.hint(client, page))
    path = reverse("lti:platform:authorize")
    answer = client.get(path, [*told.items(), ("redirect_uri", "https://rau.exemplu/")])
    assert (answer.status_code, code_of(answer)) == (400, "request")


def test_a_way_is_used_once(client, page, tool, pupil):
    told = asked(tool, pupil.hint(client, page))
    assert token_in(authorize(client, told))
    again = authorize(client, told)
    assert (again.status_code, code_of(again)) == (403, "hint")


def test_a_way_ends_after_five_minutes(client, page, tool, pupil):
    hint = pupil.hint(client, page)
    Departure.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = authorize(client, asked(tool, hint))
    assert (answer.status_code, code_of(answer)) == (403, "hint")


def test_a_way_belongs_to_one_browser(client, page, tool, pupil):
    told = asked(tool, pupil.hint(client, page))
    answer = authorize(Client(), told)
    assert (answer.status_code, code_of(answer)) == (403, "browser")
    assert token_in(authorize(client, told))


def test_a_way_belongs_to_one_tool(client, page, tool, pupil):
    other = Tool("https://alte.exemplu.ro", "other tool")
    told = asked(other, pupil.hint(client, page), redirect_uri="https://alte.exemplu.ro/launch")
    answer = authorize(client, told)
    assert (answer.status_code, code_of(answer)) == (403, "hint")


def test_a_tool_switched_off_meanwhile_gets_nobody(client, page, tool, pupil):
    hint = pupil.hint(client, page)
    tool.row.is_active = False
    tool.row.save()
    answer = authorize(client, asked(tool, hint))
    assert (answer.status_code, code_of(answer)) == (403, "tool_off")


def test_a_learner_erased_meanwhile_does_not_arrive(client, page, tool, pupil):
    hint = pupil.hint(client, page)
    pupil.row.erased_at = timezone.now()
    pupil.row.save()
    answer = authorize(client, asked(tool, hint))
    assert (answer.status_code, code_of(answer)) == (403, "hint")


@pytest.mark.parametrize("method", ["head", "put", "delete", "options"])
def test_another_method_uses_no_way_up(client, page, tool, pupil, method):
    told = asked(tool, pupil.hint(client, page))
    answer = getattr(client, method)(reverse("lti:platform:authorize"), query_params=told)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"
    assert token_in(authorize(client, told))


def test_erasing_a_learner_ends_what_tools_know_them_by(client, page, tool, pupil):
    launch(client, tool, pupil, page)
    assert Participant.objects.filter(learner=pupil.id).exists()
    body = {"learner": pupil.id, "secret": pupil.secret}
    assert client.post("/api/v1/erase", body, content_type="application/json").status_code == 204
    assert not Participant.objects.filter(learner=pupil.id).exists()
    assert not Departure.objects.exists()
