"""Tokens that are rightly signed and say what they must not: nothing of them is stored."""

import pytest
from platforms import DEEP_LINKING, LTI, MEMBERSHIP, claim, plain
from refusing import refused

from lti.models import Launch, Login

pytestmark = pytest.mark.django_db
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"


@pytest.fixture
def is_refused(platform, client, rows):
    def is_refused(code, edit, **how):
        before = rows()
        refused(platform.launch(client, edit, **how), code)
        assert rows() == before
        assert Login.objects.count() == 0

    return is_refused


@pytest.mark.parametrize(
    "edit",
    [
        plain("sub", ...),
        plain("sub", None),
        plain("sub", ""),
        plain("sub", 7),
        plain("sub", "x" * 256),
        plain("sub", "a\0b"),
        plain("sub", "\ud800"),
        plain("sub", "a\nb"),
        claim("version", ...),
        claim("version", "1.1"),
        claim("version", 1.3),
        claim("message_type", ...),
        claim("message_type", "LtiSubmissionReviewRequest"),
        claim("message_type", "LtiStartProctoring"),
        claim("message_type", ["LtiResourceLinkRequest"]),
        claim("message_type", "ltiresourcelinkrequest"),
        claim("deployment_id", ...),
        claim("deployment_id", None),
        claim("deployment_id", ""),
        claim("deployment_id", 1),
        claim("deployment_id", "1\0"),
        claim("roles", ...),
        claim("roles", None),
        claim("roles", f"{MEMBERSHIP}Instructor"),
        claim("roles", {"Instructor": True}),
        claim("roles", [None]),
        claim("roles", [["Instructor"]]),
        claim("roles", ["Learner"] * 1000),
        claim("roles", ["Learner", "a\0b"]),
        claim("roles", ["\ud800"]),
        claim("resource_link", ...),
        claim("resource_link", None),
        claim("resource_link", "link-1"),
        claim("resource_link", {}),
        claim("resource_link", {"id": None}),
        claim("resource_link", {"id": ""}),
        claim("resource_link", {"id": 7}),
        claim("resource_link", {"id": "x" * 256}),
        claim("resource_link", {"id": "\udfff"}),
        claim("context", "course-1"),
        claim("context", []),
        claim("context", {}),
        claim("context", {"id": None}),
        claim("context", {"id": "x" * 300}),
        claim("context", {"id": "course-1", "type": "CourseSection"}),
        claim("context", {"id": "course-1", "type": ["\0"]}),
        claim("custom", "a=b"),
        claim("custom", ["a"]),
        claim("launch_presentation", "iframe"),
        plain(AGS, "https://moodle.scoala.exemplu/ags"),
        plain(AGS, {"scope": "score"}),
        plain(AGS, {"scope": ["a\0b"]}),
        plain(AGS, {"scope": ["\ud800"]}),
        plain(AGS, {"scope": [], "lineitems": "http://moodle.scoala.exemplu/ags"}),
        plain(AGS, {"scope": [], "lineitem": "file:///etc/passwd"}),
        plain(AGS, {"scope": [], "lineitem": 'https://moodle.scoala.exemplu/"><script>'}),
        plain(AGS, {"scope": [], "lineitem": "https://u:p@moodle.scoala.exemplu/"}),
        plain(NRPS, {"context_memberships_url": 7}),
        plain(NRPS, {"context_memberships_url": "gopher://x"}),
        plain(NRPS, {"context_memberships_url": "https://" + "a" * 3000}),
        plain(NRPS, []),
    ],
)
def test_claims_that_are_not_what_they_must_be(edit, is_refused):
    is_refused("claims", edit)


def test_a_deployment_that_nobody_approved(is_refused):
    """And nothing of its person is kept, nor are they led to wherever the token says."""
    is_refused("deployment_unknown", claim("deployment_id", "2"))


def test_a_deployment_that_was_switched_off(platform, is_refused):
    platform.deployment.is_active = False
    platform.deployment.save()
    is_refused("deployment_off", None)


# --- What is trimmed, and passes ------------------------------------------------------------


def test_what_people_read_is_trimmed(platform, client):
    def edit(claims):
        claims |= {
            "name": "I" * 5000,
            "given_name": 7,
            "family_name": "Pop\0\ud800 ",
            "picture": "javascript:1",
        }
        claims[f"{LTI}context"] = {"id": "course-1", "title": "T" * 5000, "label": None, "type": None}
        claims[f"{LTI}resource_link"] = {"id": "link-1", "title": "\ud83d x", "description": ["d"]}
        return claims

    assert platform.launch(client, edit).status_code == 302
    launch = Launch.objects.get()
    assert launch.user.name == "I" * 500
    assert (launch.user.given_name, launch.user.family_name, launch.user.picture_url) == ("", "Pop", "")
    assert (launch.context.title, launch.context.label) == ("T" * 500, "")
    assert (launch.resource_link.title, launch.resource_link.description) == ("x", "")


@pytest.mark.parametrize(
    "back",
    ["javascript:alert(1)", "http://moodle.scoala.exemplu/", "https://evil.exemplu/", 7, None, "//x"],
)
def test_a_way_back_that_leads_elsewhere_is_left(back, platform, client):
    edit = claim("launch_presentation", {"return_url": back, "document_target": "javascript:"})
    assert platform.launch(client, edit).status_code == 302
    launch = Launch.objects.get()
    assert launch.return_url == ""
    assert "presentation" not in launch.claims


# --- Deep linking ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["student", "Community TA"])
def test_only_teachers_choose(role, is_refused):
    is_refused("teachers_only", None, deep=True, role=role)


@pytest.mark.parametrize(
    "told",
    [
        ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"],
        ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"],
        ["http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"],
        ["http://purl.imsglobal.org/vocab/lis/v2/membership#instructor"],
        ["urn:lti:role:ims/lis/Instructor"],
        [],
    ],
)
def test_who_only_looks_like_a_teacher(told, is_refused):
    is_refused("teachers_only", claim("roles", told), deep=True, role="staff")


def settings_of(**changed):
    return lambda claims: claims[DEEP_LINKING].update(changed)


@pytest.mark.parametrize(
    ("code", "edit"),
    [
        ("claims", plain(DEEP_LINKING, ...)),
        ("claims", plain(DEEP_LINKING, None)),
        ("claims", plain(DEEP_LINKING, "https://moodle.scoala.exemplu/")),
        ("claims", settings_of(deep_link_return_url=None)),
        ("claims", settings_of(deep_link_return_url="javascript:alert(document.cookie)")),
        ("claims", settings_of(deep_link_return_url="data:text/html,<script>alert(1)</script>")),
        ("claims", settings_of(deep_link_return_url='https://moodle.scoala.exemplu/"><script>')),
        ("claims", settings_of(deep_link_return_url="https://moodle.scoala.exemplu/' onload='x")),
        ("claims", settings_of(deep_link_return_url="http://moodle.scoala.exemplu/back")),
        ("claims", settings_of(deep_link_return_url="https://moodle.scoala.exemplu\n/")),
        ("foreign_host", settings_of(deep_link_return_url="https://evil.exemplu/")),
        (
            "foreign_host",
            settings_of(deep_link_return_url="https://moodle.scoala.exemplu.evil.exemplu/"),
        ),
        ("foreign_host", settings_of(deep_link_return_url="https://moodle.scoala.exemplu:444/")),
        ("claims", settings_of(deep_link_return_url="https://moodle.scoala.exemplu@evil.exemplu/")),
        ("claims", settings_of(accept_types=None)),
        ("claims", settings_of(accept_types="ltiResourceLink")),
        ("claims", settings_of(accept_types=["ltiResourceLink", "\0"])),
        ("claims", settings_of(accept_types=["ltiResourceLink", "\udc00"])),
        ("claims", settings_of(data={"a": 1})),
        ("claims", settings_of(data="x" * 20_000)),
        ("claims", settings_of(data="\0")),
        ("claims", settings_of(data="\udc00")),
        ("deep_types", settings_of(accept_types=["link", "html"])),
        ("deep_types", settings_of(accept_types=[])),
    ],
)
def test_settings_that_are_not_what_they_must_be(code, edit, is_refused):
    is_refused(code, edit, deep=True, role="staff")
