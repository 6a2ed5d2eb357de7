"""A launch as platforms make it: what is legal passes, and what it says is stored, no more."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from lti_tool.models import LtiContext, LtiMembership, LtiResourceLink, LtiUser
from platforms import LTI, MEMBERSHIP, Platform, claim, moment, plain
from refusing import ancestors, refused

from lti import cookies
from lti.models import Launch, Login, Role

pytestmark = pytest.mark.django_db
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
FORM = "application/x-www-form-urlencoded"


def test_a_launch_of_the_platform_nobody_here_wrote(platform, client):
    answer = platform.launch(client)
    launch = Launch.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/lti/l/{launch.id}/"
    assert launch.user.sub == "7"
    assert launch.user.name == "Ioana Pop"
    assert launch.roles == ["learner"]
    assert launch.context.title == "Clasa a VI-a"
    assert launch.resource_link.id_on_platform == "link-1"
    assert launch.return_url == f"{platform.registration.issuer}/back"
    assert launch.claims["ags"]["lineitem"] == f"{platform.registration.issuer}/ags/items/1"
    assert launch.claims["nrps"] == {
        "context_memberships_url": f"{platform.registration.issuer}/nrps/1"
    }
    assert launch.claims["presentation"] == {"document_target": "iframe"}
    assert client.get(answer["Location"]).status_code == 200


def test_no_more_is_stored_than_is_needed(platform, client):
    platform.launch(client, plain("picture", "https://moodle.scoala.exemplu/me.png"))
    user = LtiUser.objects.get()
    assert (user.email, user.picture_url, user.auth_user) == ("", "", None)
    assert "ioana@" not in str(Launch.objects.values().get())


def test_parameters_that_are_not_ours_are_left(platform, client):
    platform.launch(client, claim("custom", {"email": "ioana@scoala.exemplu", "locale": "en"}))
    assert Launch.objects.get().claims["custom"] == {"locale": "en"}


# --- Legal oddities -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        claim("context", ...),
        claim("context", None),
        claim("launch_presentation", ...),
        claim("resource_link", {"id": "link-1", "title": None, "description": None}),
        claim("roles", []),
        claim("custom", None),
        claim("tool_platform", {"guid": None}),
        plain("name", None),
        plain("azp", ...),
        moment("iat", 45),
        moment("exp", -45),
        lambda c: c.update(iat=c["iat"] + 0.5),
        plain("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", ...),
        plain("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", None),
        plain("anything_else", {"a": [1]}),
    ],
)
def test_what_is_odd_and_legal_passes(edit, platform, client):
    assert platform.launch(client, edit).status_code == 302
    assert Launch.objects.count() == 1


def test_several_audiences_with_us_as_presenter(platform, client):
    ours = platform.registration.client_id
    answer = platform.launch(client, lambda c: c.update(aud=["another", ours], azp=ours))
    assert answer.status_code == 302


def test_an_audience_in_a_list_of_one(platform, client):
    edit = lambda c: (c.update(aud=[platform.registration.client_id]), c.pop("azp"))[0]  # noqa: E731
    assert platform.launch(client, edit).status_code == 302


def test_a_login_without_client_id_and_deployment(platform, client):
    told = {
        "iss": platform.registration.issuer,
        "login_hint": "7",
        "target_link_uri": "https://x.exemplu/",
    }
    answer = client.post(platform.init_path, told)
    assert answer.status_code == 302
    assert "lti_message_hint" not in answer["Location"]


def test_the_question_of_the_platforms_address_stays(client, db):
    platform = Platform(auth_url="https://moodle.scoala.exemplu/auth?tenant=12")
    address = client.get(platform.consumer.prepare_preflight_url(platform.data()))["Location"]
    assert address.startswith("https://moodle.scoala.exemplu/auth?tenant=12&scope=openid&")


def test_our_answer_to_a_login_never_reflects_where_the_platform_points(platform, client):
    told = {
        "iss": platform.registration.issuer,
        "login_hint": "7",
        "target_link_uri": "https://evil.exemplu/",
    }
    assert "evil" not in client.get(platform.init_path, told)["Location"]


def test_launches_without_a_context_share_nothing(platform):
    for sub in ("7", "8"):
        platform.launch(Client(), lambda c, sub=sub: (claim("context", ...)(c), c.update(sub=sub))[0])
    assert [launch.context for launch in Launch.objects.all()] == [None, None]
    assert LtiContext.objects.count() == LtiMembership.objects.count() == 0
    assert Launch.objects.first().claims["resource_link"] == {"id": "link-1"}


# --- Cookies --------------------------------------------------------------------------------


def test_our_cookies_live_in_a_foreign_frame_and_nowhere_else(platform, client):
    begun = client.get(platform.consumer.prepare_preflight_url(platform.data()))
    login = Login.objects.get()
    (cookie,) = begun.cookies.values()
    said = cookie.OutputString()
    assert cookie.key == cookies.name_of(login.state)
    assert cookie.key.startswith("__Secure-")
    for word in (
        "HttpOnly",
        "Secure",
        "SameSite=None",
        "Partitioned",
        "Path=/lti/launch/",
        "Max-Age=600",
    ):
        assert word in said.split("; ")


def test_a_launch_is_bound_to_a_cookie_of_its_own(platform, client):
    answer = platform.launch(client)
    launch = Launch.objects.get()
    cookie = answer.cookies[cookies.name_of(launch.id)]
    assert f"Path=/lti/l/{launch.id}/" in cookie.OutputString()
    assert "Partitioned" in cookie.OutputString()
    assert cookies.digest(cookie.value) == launch.cookie_sha256
    assert cookie.value not in answer["Location"]


def test_no_cookie_of_the_house_is_touched(platform, client, moderator):
    client.force_login(moderator)
    before = client.cookies["sessionid"].value
    platform.launch(client)
    assert client.cookies["sessionid"].value == before
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_each_launch_has_a_new_secret(platform, client):
    platform.launch(client)
    platform.launch(client)
    first, second = Launch.objects.order_by("created_at")
    assert first.cookie_sha256 != second.cookie_sha256


def test_two_people_in_two_tabs_of_one_browser(platform, client):
    ioana = platform.launch(client)["Location"]
    radu = platform.launch(client, plain("sub", "8"))["Location"]
    assert client.get(ioana).context["launch"].user.sub == "7"
    assert client.get(radu).context["launch"].user.sub == "8"
    assert client.get(ioana).context["launch"].user.sub == "7"


# --- Frames ---------------------------------------------------------------------------------


def test_only_this_platform_frames_a_launch(platform, client):
    Platform("https://canvas.liceu.exemplu")
    answer = client.get(platform.launch(client)["Location"])
    assert "X-Frame-Options" not in answer
    assert f"frame-ancestors {platform.registration.issuer};" in answer["Content-Security-Policy"] + ";"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_whoever_opened_us_in_a_window_hears_of_it(platform, client, settings):
    settings.SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
    begun = client.get(platform.consumer.prepare_preflight_url(platform.data()))
    for answer in (begun, platform.launch(client), client.get("/lti/nicaieri/")):
        assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"


def test_what_is_refused_is_one_line_in_the_log(client, db, caplog):
    client.get("/lti/a%0Arefused code=none%1b[31m")
    (record,) = (record for record in caplog.records if record.name == "lti.frames")
    assert record.getMessage() == "refused code=address platform=- a refused code=none [31m"


@pytest.mark.parametrize(
    "path",
    ["/lti/nicaieri/", "/lti/launch", "/lti/l/x/", "/lti/init/x/", "/lti/", "/lti/%0A/", "/lti/l/%F0/"],
)
def test_what_is_not_there_is_framed_too_and_names_no_platform(path, platform, client):
    answer = client.get(path)
    assert answer.status_code in (404, 405)
    assert "X-Frame-Options" not in answer
    assert ancestors(answer) == {"https:"}
    assert platform.registration.issuer not in answer["Content-Security-Policy"]


def test_on_ones_own_machine_a_platform_may_be_there_too(client, db, settings):
    settings.LTI_HTTP_ON_LOOPBACK = True
    near = {"http://localhost:*", "http://127.0.0.1:*"}
    assert ancestors(client.get("/lti/nicaieri/")) == {"https:"} | near


def test_our_keys_do_not_say_whom_we_serve(platform, client):
    answer = client.get("/lti/jwks.json")
    assert answer.status_code == 200
    assert ancestors(answer) == {"'none'"}


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "unicode_escape", "latin-1", "utf8"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_is_utf_8_whatever_it_says(charset, kind, platform, client):
    """Django has a 400 of its own for that, which no frame shows."""
    content_type = f"{kind}; charset={charset}"
    refused(client.generic("POST", "/lti/launch/", b"state=\\ud800", content_type), "no_cookie")
    asked = urlencode({"iss": platform.registration.issuer, "login_hint": "7", "target_link_uri": "x"})
    begun = client.generic("POST", platform.init_path, asked, f"{FORM}; charset={charset}")
    assert begun.status_code == 302


@pytest.mark.parametrize("path", ["/lti/launch/", "/lti/nicaieri/", "/lti/l/x/", "/lti/register/x/"])
def test_a_null_byte_in_the_question_is_a_page_of_ours_too(path, client, db):
    answer = client.post(path + "?a=%00") if path == "/lti/launch/" else client.get(path + "?a=%00")
    refused(answer, "malformed")


def test_the_rest_of_the_site_is_framed_by_nobody_else(platform, client, home):
    for path in (home.url, reverse("wagtailadmin_login"), "/nicaieri/"):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert platform.registration.issuer not in answer.get("Content-Security-Policy", "")


# --- Roles ----------------------------------------------------------------------------------


def test_roles_are_those_of_the_last_launch_in_every_tab(platform, client):
    teacher = platform.launch(client, role="staff")["Location"]
    assert client.get(teacher).context["launch"].teaches
    platform.launch(client, role="student")
    assert not client.get(teacher).context["launch"].teaches
    membership = LtiMembership.objects.get()
    assert (membership.is_instructor, membership.is_learner) == (False, True)


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        (["Instructor"], [Role.TEACHER]),
        ([f"{MEMBERSHIP}Learner", f"{MEMBERSHIP}Mentor"], [Role.MENTOR, Role.LEARNER]),
        ([f"{MEMBERSHIP}ContentDeveloper"], [Role.AUTHOR]),
        # An assistant's sub-role comes with its principal, which makes no teacher.
        (
            [f"{MEMBERSHIP}Instructor", f"{MEMBERSHIP[:-1]}/Instructor#TeachingAssistant"],
            [Role.ASSISTANT],
        ),
        (
            [
                f"{MEMBERSHIP}Instructor",
                f"{MEMBERSHIP[:-1]}/Instructor#TeachingAssistant",
                f"{MEMBERSHIP[:-1]}/Instructor#PrimaryInstructor",
            ],
            [Role.TEACHER, Role.ASSISTANT],
        ),
        # A platform need not name the principal.
        ([f"{MEMBERSHIP[:-1]}/Instructor#PrimaryInstructor"], [Role.TEACHER]),
        ([f"{MEMBERSHIP[:-1]}/Instructor#TeachingAssistant"], [Role.ASSISTANT]),
        ([f"{MEMBERSHIP[:-1]}/Learner#GuestLearner"], [Role.LEARNER]),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"], []),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"], []),
        (["http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"], []),
        (["instructor", "INSTRUCTOR", "Instructor ", "xInstructor", f"{MEMBERSHIP}instructor"], []),
        (["https://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"], []),
        (["http://evil.exemplu/membership#Instructor"], []),
    ],
)
def test_only_roles_in_the_context_count(told, ours, platform, client):
    platform.launch(client, claim("roles", told))
    assert Launch.objects.get().roles == ours


def test_the_roles_of_open_edx(platform, client):
    for role, ours in [
        ("instructor", ["teacher", "administrator"]),
        ("staff", ["teacher"]),
        ("Community TA", ["assistant", "learner"]),
    ]:
        platform.launch(client, role=role)
        assert Launch.objects.latest("created_at").roles == ours


# --- Identity -------------------------------------------------------------------------------


def test_somebody_is_their_sub_at_their_platform(platform):
    other = Platform("https://canvas.liceu.exemplu")
    for each in (platform, other, platform):
        each.launch(Client())
    assert LtiUser.objects.count() == 2


def test_a_launch_without_a_name_leaves_that_of_the_roster(platform, client):
    platform.launch(client, lambda claims: claims.update(name="Ioana Pop"))

    def unnamed(claims):
        return {name: value for name, value in claims.items() if not name.endswith("name")}

    platform.launch(client, unnamed)
    assert LtiUser.objects.get().name == "Ioana Pop"


@pytest.mark.parametrize("nrps", [{}, {"context_memberships_url": None}])
def test_services_that_are_said_and_not_there_keep_nobody_out(nrps, platform, client):
    ags = {"scope": [], "lineitem": "", "lineitems": None}
    platform.launch(client, lambda claims: claims.update({AGS: ags, NRPS: nrps}))
    assert Launch.objects.get().claims["ags"] == {"scope": []}
    assert "nrps" not in Launch.objects.get().claims


def test_a_platform_changes_its_own_names_only(platform, client):
    platform.launch(client)
    platform.launch(
        client, lambda c: c.update(name="Ioana Popa", **{f"{LTI}resource_link": {"id": "link-1"}})
    )
    assert LtiUser.objects.get().name == "Ioana Popa"
    assert LtiResourceLink.objects.get().title == ""
