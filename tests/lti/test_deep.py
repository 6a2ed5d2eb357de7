"""Choosing lessons: the platform that nobody here wrote takes our answer, and opens what was chosen."""

import re
from html import unescape
from uuid import uuid4

import jwt
import pytest
from django.test import Client
from lti_tool.models import Key
from makers import LaunchFactory, enter
from platforms import DEEP_LINKING, Platform, claim, plain
from refusing import refused

from courses.models import CoursePage
from lti import targets
from lti.models import Launch, MessageType, Role
from tutorials.models import TutorialPage

pytestmark = pytest.mark.django_db
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def choosing(platform, client):
    """``choosing(edit)``: the address of a teacher's page for choosing."""

    def choosing(edit=None):
        return platform.launch(client, edit, deep=True, role="staff")["Location"]

    return choosing


def wishes(**changed):
    return lambda claims: claims[DEEP_LINKING].update(changed)


def sent(answer):
    """Where the form leads, and the claims of the token in it."""
    page = answer.content.decode()
    action = unescape(re.search(r'action="([^"]*)"', page)[1])
    token = unescape(re.search(r'name="JWT" value="([^"]*)"', page)[1])
    return action, token, jwt.decode(token, options={"verify_signature": False})


def by_platform(platform: Platform, token: str):
    """What the platform that nobody here wrote makes of our token."""
    from lti_consumer.lti_1p3.key_handlers import ToolKeyHandler

    platform.consumer.tool_jwt = ToolKeyHandler(public_key=Key.objects.get().public_key)
    return platform.consumer.check_and_decode_deep_linking_token(token)


def test_a_teacher_chooses_several(choosing, platform, client, tutorial, course):
    address = choosing()
    page = client.get(address)
    assert page.status_code == 200
    told = page.content.decode()
    assert told.count('type="checkbox" name="lesson"') > 5
    values = [f"tutorial:{tutorial.translation_key}", f"course:{course.translation_key}"]
    assert all(f'value="{value}"' in told for value in values)
    action, token, claims = sent(client.post(address, {"lesson": values, "column": "yes"}))
    assert action == f"{platform.registration.issuer}/deep?id=1&x=2"
    first, second = by_platform(platform, token)
    assert first == {
        "type": "ltiResourceLink",
        "title": tutorial.title,
        "text": tutorial.summary,
        "url": f"http://testserver/lti/launch/tutorial/{tutorial.translation_key}/",
        "custom": {"tutorial": str(tutorial.translation_key), "locale": "ro"},
        "lineItem": {"label": tutorial.title, "scoreMaximum": 100, "resourceId": values[0]},
    }
    assert second["url"].endswith(f"/lti/launch/course/{course.translation_key}/")
    assert claims["iss"] == platform.registration.client_id
    assert claims["aud"] == [platform.registration.issuer]
    assert claims[f"{DL}content_items"] == [first, second]
    assert 0 < claims["exp"] - claims["iat"] <= 600
    assert f"{DL}data" not in claims


def test_what_was_chosen_opens(choosing, platform, client, tutorial):
    _, token, _ = sent(client.post(choosing(), {"lesson": f"tutorial:{tutorial.translation_key}"}))
    (item,) = by_platform(platform, token)
    assert "lineItem" not in item
    platform.consumer.set_dl_content_launch_parameters(url=item["url"], custom=item["custom"])
    platform.launch(client)
    assert Launch.objects.latest("created_at").target == f"tutorial/{tutorial.translation_key}"


def test_it_opens_where_parameters_were_lost(choosing, platform, client, course):
    """As an export as Common Cartridge loses them: the address says the same."""
    _, token, _ = sent(client.post(choosing(), {"lesson": f"course:{course.translation_key}"}))
    (item,) = by_platform(platform, token)
    platform.consumer.set_dl_content_launch_parameters(url=item["url"])
    platform.launch(client)
    assert Launch.objects.latest("created_at").target == f"course/{course.translation_key}"


def test_data_is_given_back_as_it_came(choosing, client, tutorial):
    data = 'a"b<c>&amp;ș\n'
    address = choosing(wishes(data=data))
    _, _, claims = sent(client.post(address, {"lesson": f"tutorial:{tutorial.translation_key}"}))
    assert claims[f"{DL}data"] == data


def test_no_data_is_no_claim(choosing, client, tutorial):
    address = choosing(wishes(data=None))
    _, _, claims = sent(client.post(address, {"lesson": f"tutorial:{tutorial.translation_key}"}))
    assert f"{DL}data" not in claims


def test_markup_in_titles_and_addresses_stays_text(choosing, client, tutorial):
    TutorialPage.objects.filter(pk=tutorial.pk).update(title='<script>alert(1)</script>"')
    address = choosing(wishes(deep_link_return_url="https://moodle.scoala.exemplu/x?a=1&b=$(c)"))
    assert b"<script>alert" not in client.get(address).content
    answer = client.post(address, {"lesson": f"tutorial:{tutorial.translation_key}"})
    assert b"<script>alert" not in answer.content
    assert sent(answer)[0] == "https://moodle.scoala.exemplu/x?a=1&b=$(c)"


def test_the_form_goes_to_the_platform_alone_and_needs_no_inline_script(
    choosing, platform, client, tutorial
):
    answer = client.post(choosing(), {"lesson": f"tutorial:{tutorial.translation_key}"})
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["form-action"] == f"'self' {platform.registration.issuer}"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == platform.registration.issuer
    scripts = re.findall(rb"<script([^>]*)>(.*?)</script>", answer.content, re.DOTALL)
    assert [(b"src=" in attributes, body) for attributes, body in scripts] == [(True, b"")]
    assert not re.search(rb"\son\w+=|style=|javascript:", answer.content)


def test_one_at_a_time_where_the_platform_wants_one(choosing, client, tutorial, course):
    address = choosing(wishes(accept_multiple=False))
    assert b'type="radio"' in client.get(address).content
    values = [f"tutorial:{tutorial.translation_key}", f"course:{course.translation_key}"]
    answer = client.post(address, {"lesson": values})
    assert answer.status_code == 400
    assert b"JWT" not in answer.content
    assert len(sent(client.post(address, {"lesson": values[:1]}))[2][f"{DL}content_items"]) == 1


def test_no_column_where_the_platform_has_none(choosing, client, tutorial):
    address = choosing(wishes(accept_lineitem=False))
    assert b'name="column"' not in client.get(address).content
    form = {"lesson": f"tutorial:{tutorial.translation_key}", "column": "yes"}
    assert "lineItem" not in sent(client.post(address, form))[2][f"{DL}content_items"][0]


@pytest.mark.parametrize(
    "lesson",
    [
        [],
        ["tutorial:6f0a3c52-9f51-4b3a-8f0e-8d4e2f6e9b11"],
        ["tutorial:x"],
        ["page:6f0a3c52-9f51-4b3a-8f0e-8d4e2f6e9b11"],
        [""],
        ["\0"],
        [f"tutorial:{number}" for number in range(60)],
    ],
)
def test_a_choice_that_is_none_is_asked_again(lesson, choosing, client):
    answer = client.post(choosing(), {"lesson": lesson})
    assert answer.status_code == 400
    assert b'role="alert"' in answer.content
    assert b"JWT" not in answer.content


def test_a_lesson_that_was_taken_down_meanwhile(choosing, client, tutorial):
    address = choosing()
    TutorialPage.objects.filter(translation_key=tutorial.translation_key).update(live=False)
    answer = client.post(address, {"lesson": f"tutorial:{tutorial.translation_key}"})
    assert answer.status_code == 400
    assert b"JWT" not in answer.content


def test_a_link_whose_lesson_is_gone_may_be_given_another(choosing, client, tutorial):
    gone = targets.address_of("tutorial", uuid4())
    address = choosing(claim("target_link_uri", gone))
    _, _, claims = sent(client.post(address, {"lesson": f"tutorial:{tutorial.translation_key}"}))
    assert len(claims[f"{DL}content_items"]) == 1


def test_an_alias_is_the_lesson_that_it_repeats(choosing, platform, client, course, index):
    lesson = course.tutorials()[0]
    elsewhere = CoursePage.objects.child_of(index).exclude(pk=course.pk).first()
    alias = lesson.create_alias(parent=elsewhere, update_slug="inca-o-data")
    assert alias.translation_key != lesson.translation_key
    address = choosing()
    value = f"tutorial:{lesson.translation_key}"
    assert client.get(address).content.decode().count(f'value="{value}"') == 2
    _, _, claims = sent(client.post(address, {"lesson": [value, value]}))
    assert len(claims[f"{DL}content_items"]) == 1

    pasted = claim("target_link_uri", f"http://testserver{alias.url}")
    page = client.get(platform.launch(client, pasted)["Location"], follow=True)
    assert lesson.title in page.content.decode()


def test_a_teacher_who_chooses_nothing_goes_back(choosing, client):
    _, _, claims = sent(client.post(choosing(), {"cancel": "yes"}))
    assert claims[f"{DL}content_items"] == []


def test_english_where_the_platform_is_english(choosing, client):
    address = choosing(claim("launch_presentation", {"locale": "en_GB"}))
    told = client.get(address).content.decode()
    assert '<html lang="en">' in told
    assert CoursePage.objects.filter(live=True, locale__language_code="en").first().title in unescape(
        told
    )


# --- Who may --------------------------------------------------------------------------------


def test_the_page_in_another_browser(choosing):
    refused(Client().get(choosing()), "other_browser")


def test_a_launch_of_a_lesson_chooses_nothing(platform, client):
    launch = Launch.objects.get(id=platform.launch(client, role="staff")["Location"].split("/")[3])
    for method in (client.get, client.post):
        refused(method(f"/lti/deep/{launch.id}/"), "not_choosing")


def test_who_is_a_teacher_no_more_chooses_no_more(choosing, platform, client, tutorial):
    address = choosing()
    platform.launch(Client(), role="student")
    refused(client.get(address), "teachers_only")
    form = {"lesson": f"tutorial:{tutorial.translation_key}"}
    refused(client.post(address, form), "teachers_only")


def test_without_a_key_of_ours_it_says_so(client, settings, tmp_path, tutorial):
    settings.SEALING_KEY = str(tmp_path / "key.pem")
    (tmp_path / "key.pem").write_text("damaged")
    wished = {
        "deep_link_return_url": "https://moodle.scoala.exemplu/deep",
        "accept_multiple": True,
        "accept_lineitem": True,
    }
    launch = LaunchFactory(
        message_type=MessageType.DEEP_LINKING, roles=[Role.TEACHER], claims={"deep_linking": wished}
    )
    enter(client, launch)
    form = {"lesson": f"tutorial:{tutorial.translation_key}"}
    refused(client.post(f"/lti/deep/{launch.id}/", form), "no_signing_key")


def test_a_course_of_the_platform_that_names_no_context(choosing, client, tutorial):
    address = choosing(claim("context", ...))
    form = {"lesson": f"tutorial:{tutorial.translation_key}"}
    assert client.post(address, form).status_code == 200


def test_an_answer_is_for_its_deployment(choosing, client, tutorial):
    address = choosing(plain("unknown", 1))
    _, _, claims = sent(client.post(address, {"lesson": f"tutorial:{tutorial.translation_key}"}))
    assert claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == "1"
