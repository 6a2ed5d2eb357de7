"""Which lesson a link opens."""

import pytest
from django.urls import reverse
from platforms import Platform, claim
from refusing import refused

from lti import targets
from lti.models import Launch
from tutorials.models import TutorialPage

pytestmark = pytest.mark.django_db
NOBODY = "6f0a3c52-9f51-4b3a-8f0e-8d4e2f6e9b11"


def opened(platform: Platform, client, *edits) -> Launch:
    def edit(claims):
        for each in edits:
            each(claims)

    answer = platform.launch(client, edit)
    assert answer.status_code == 302, answer.content.decode()
    return Launch.objects.latest("created_at")


def test_the_parameter_decides(platform, client, tutorial, course):
    launch = opened(
        platform,
        client,
        claim("custom", {"tutorial": str(tutorial.translation_key)}),
        claim("target_link_uri", targets.address_of("course", course.translation_key)),
    )
    assert launch.target == f"tutorial/{tutorial.translation_key}"
    assert launch.locale == "ro"


def test_the_address_decides_alone(platform, client, course):
    address = targets.address_of("course", course.translation_key)
    assert opened(platform, client, claim("target_link_uri", address)).target == (
        f"course/{course.translation_key}"
    )


@pytest.mark.parametrize("language", ["ro", "en"])
def test_the_address_of_a_public_page(language, platform, client):
    """What a teacher sees in the browser and pastes."""
    page = TutorialPage.objects.live().filter(locale__language_code=language).first()
    launch = opened(platform, client, claim("target_link_uri", f"http://testserver{page.url}?a=b"))
    assert launch.target == f"tutorial/{page.translation_key}"
    assert launch.locale == language


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver/lti/launch/",
        "http://testserver/",
        "http://testserver/nicaieri/",
        "http://testserver/cautare/",
        "https://evil.exemplu/",
        "http://testserver.evil.exemplu/",
        "http://[",
        "javascript:alert(1)",
        "",
        "http://testserver/%00/",
    ],
)
def test_a_link_that_names_no_lesson(address, platform, client):
    launch = opened(platform, client, claim("target_link_uri", address))
    assert (launch.target, launch.target_key) == ("", None)


@pytest.mark.parametrize(
    "edit",
    [
        claim("custom", {"tutorial": NOBODY}),
        claim("custom", {"course": NOBODY}),
        claim("custom", {"tutorial": "x"}),
        claim("custom", {"course": "1' OR '1'='1"}),
        claim("target_link_uri", f"http://testserver/lti/launch/tutorial/{NOBODY}/"),
    ],
)
def test_a_lesson_that_is_not_here(edit, platform, client, rows):
    before = rows()
    refused(platform.launch(client, edit), "no_lesson")
    assert rows() == before


def test_a_lesson_that_was_taken_down(platform, client, tutorial):
    TutorialPage.objects.filter(translation_key=tutorial.translation_key).update(live=False)
    edit = claim("custom", {"tutorial": str(tutorial.translation_key)})
    refused(platform.launch(client, edit), "no_lesson")


@pytest.mark.parametrize(
    ("told", "ours"),
    [("ro", "ro"), ("ro_RO", "ro"), ("en-GB", "en"), ("EN", "en"), ("fr", "ro"), ("", "ro")],
)
def test_the_language_of_the_platform(told, ours, platform, client):
    page = TutorialPage.objects.live().filter(locale__language_code="en").first()
    launch = opened(
        platform,
        client,
        claim("launch_presentation", {"locale": told}),
        claim("custom", {"tutorial": str(page.translation_key)}),
    )
    assert launch.locale == ours


def test_a_language_that_the_lesson_has_not(platform, client):
    """It opens in the one that it has."""
    page = TutorialPage.objects.live().filter(locale__language_code="en").first()
    romanian = TutorialPage.objects.filter(translation_key=page.translation_key)
    romanian.filter(locale__language_code="ro").update(live=False)
    edit = claim("custom", {"tutorial": str(page.translation_key), "locale": "ro"})
    assert opened(platform, client, edit).locale == "en"


def test_a_link_opened_by_itself_leads_to_the_public_page(client, tutorial):
    address = reverse("lti:lesson", args=["tutorial", tutorial.translation_key])
    assert client.get(address)["Location"] == tutorial.url
    refused(client.get(reverse("lti:lesson", args=["tutorial", NOBODY])), "no_lesson")
    assert client.get(f"/lti/launch/page/{tutorial.translation_key}/").status_code == 404
