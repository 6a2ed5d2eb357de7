"""A platform registers itself, over a real socket, by invitation; it waits until it is approved."""

import datetime
import json
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import LtiDeployment, LtiRegistration
from makers import InvitationFactory, RegistrationFactory
from refusing import ancestors, refused
from wire import says, serving

from lti.models import Invitation, Platform
from lti.refusals import Refusal
from lti.registering import read_configuration

pytestmark = pytest.mark.django_db
ANY = {"https:", "http://127.0.0.1:*"}
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"


class School:
    """A platform's own side of registering, as Moodle has it."""

    def __init__(self):
        self.changed, self.answer, self.status = {}, {"client_id": "abc"}, 200
        self.config_status, self.asked, self.address = 200, [], ""

    def configuration(self):
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
        return {
            "issuer": self.address,
            **{name: f"{self.address}/{name}" for name in names},
            "id_token_signing_alg_values_supported": ["RS256"],
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "moodle",
                "version": "4.5.6",
            },
            **self.changed,
        }

    def __call__(self, request):
        if request.command == "GET":
            says(request, json.dumps(self.configuration()).encode(), self.config_status)
            return
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.asked.append((request.path, request.headers["Authorization"], json.loads(body)))
        says(request, json.dumps(self.answer).encode(), self.status)


@pytest.fixture
def school(settings, db):
    settings.LTI_HTTP_ON_LOOPBACK = True
    school = School()
    with serving(school) as address:
        school.address = address
        school.invitation = InvitationFactory(origin=address)
        yield school


def told(school, **changed):
    return {"openid_configuration": f"{school.address}/config", "registration_token": "t-1"} | changed


def path(school):
    return reverse("lti:register", args=[school.invitation.id])


def register(school, client, **changed):
    return client.post(path(school), told(school, **changed))


def test_a_platform_registers_itself(school, client):
    school.answer[TOOL] = {"deployment_id": "3"}
    page = client.get(path(school), told(school))
    assert page.status_code == 200
    assert school.asked == []  # a link that somebody's mail program fetches registers nobody
    assert page["Content-Security-Policy"].count(f"frame-ancestors {school.address}") == 1
    assert school.address in unescape(page.content.decode())
    answer = register(school, client)
    assert answer.status_code == 200
    registration = LtiRegistration.objects.get()
    assert registration.issuer == school.address
    assert registration.client_id == "abc"
    assert registration.token_url == f"{school.address}/token_endpoint"
    assert not registration.is_active
    assert not LtiDeployment.objects.get(deployment_id="3").is_active
    assert Platform.objects.get().family == "moodle 4.5.6"
    school.invitation.refresh_from_db()
    assert school.invitation.registration == registration
    ((where, authorization, sent),) = school.asked
    assert (where, authorization) == ("/registration_endpoint", "Bearer t-1")
    assert sent["initiate_login_uri"] == f"http://testserver/lti/init/{registration.uuid}/"
    assert sent["redirect_uris"] == ["http://testserver/lti/launch/"]
    assert sent["jwks_uri"] == "http://testserver/lti/jwks.json"
    assert sent["token_endpoint_auth_method"] == "private_key_jwt"
    assert "email" not in sent[TOOL]["claims"]
    assert sent[TOOL]["messages"][0]["type"] == "LtiDeepLinkingRequest"
    refused(client.get(f"/lti/init/{registration.uuid}/"), "registration_off")


def test_an_invitation_works_once(school, client):
    register(school, client)
    school.answer = {"client_id": "another"}
    refused(register(school, client), "invitation")
    refused(client.get(path(school), told(school)), "invitation")
    assert LtiRegistration.objects.count() == 1


@pytest.mark.parametrize("id", ["x", "", "ă", "x" * 500])
def test_no_invitation(id, client, db):
    answer = client.get(f"/lti/register/{id}/", {"openid_configuration": "https://moodle.exemplu/c"})
    refused(answer, "invitation" if id else "address")
    assert ancestors(answer) == {"https:"}


def test_an_invitation_that_has_expired(school, client):
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    refused(register(school, client), "invitation")
    assert school.asked == []


def test_an_invitation_that_somebody_opens_by_hand_says_what_it_is_for(school, client):
    refused(register(school, client, openid_configuration=""), "invitation_opened")
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize(
    "address",
    [
        "x",
        "https://evil.exemplu/config",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "http://localhost/",
    ],
)
def test_another_platform_than_the_invited(address, school, client):
    answer = register(school, client, openid_configuration=address)
    refused(answer, "invitation_origin")
    assert ancestors(answer) >= ANY  # also that of the other platform
    assert school.asked == []
    assert LtiRegistration.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.exemplu"},
        {"issuer": None},
        {"authorization_server": "x" * 256},
        {"token_endpoint": "http://169.254.169.254/"},
        {"registration_endpoint": "https://evil.exemplu/register"},
        {"jwks_uri": "javascript:alert(1)"},
        {"authorization_endpoint": 7},
        {"id_token_signing_alg_values_supported": ["HS256"]},
        {"id_token_signing_alg_values_supported": "RS256"},
        {"https://purl.imsglobal.org/spec/lti-platform-configuration": []},
    ],
)
def test_a_configuration_that_is_none(changed, school, client, rows):
    before = rows()
    school.changed = changed
    answer = register(school, client)
    refused(answer, "configuration")
    assert ancestors(answer) >= ANY  # it is on no list of ours yet
    assert school.asked == []
    assert rows() == before
    school.changed = {}
    assert register(school, client).status_code == 200  # the invitation is still valid


def test_a_platform_that_does_not_answer_well(school, client, rows):
    before = rows()
    school.config_status = 302
    refused(register(school, client), "configuration")
    school.config_status = 500
    refused(register(school, client), "configuration")
    school.config_status, school.status = 200, 400
    refused(register(school, client), "registration_refused")
    school.status = 307
    refused(register(school, client), "registration_refused")
    school.status = 200
    for answer in ({}, [], {"client_id": None}, {"client_id": "x" * 300}, {"client_id": "a\0"}):
        school.answer = answer
        refused(answered := register(school, client), "registration_refused")
        assert ancestors(answered) >= ANY
    assert rows() == before
    school.invitation.refresh_from_db()
    assert school.invitation.used_at is None


@pytest.mark.parametrize("token", ["a\r\nHost: evil", "x" * 9000])
def test_a_token_that_is_none(token, school, client):
    refused(register(school, client, registration_token=token), "registration_refused")
    assert school.asked == []


def test_a_platform_that_is_registered_already(school, client, rows):
    RegistrationFactory(issuer=school.address, client_id="abc")
    before = rows()
    answer = register(school, client)
    refused(answer, "registration_twice")
    assert ancestors(answer) >= ANY
    assert rows() == before


def test_addresses_that_are_too_long_for_their_columns():
    school = "https://moodle.scoala.exemplu"
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    fits = dict.fromkeys(("issuer", *names), school)

    def read(**told):
        return read_configuration(json.dumps(fits | told).encode(), f"{school}/config")

    for name, longest in {**dict.fromkeys(names[:3], 200), "issuer": 255}.items():
        address = f"{school}/".ljust(longest, "x")
        assert read(**{name: address})[name] == address
        with pytest.raises(Refusal):
            read(**{name: address + "x"})
