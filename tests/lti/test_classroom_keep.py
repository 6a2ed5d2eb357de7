"""From the frame to a device of one's own: a ticket, a yes, the same learner."""

import json
import re
import secrets
from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from room import Browser, launch_of

from cms.pagecache.version import site_version
from lti.classroom import keeping
from lti.classroom.models import Passage
from progress.models import Device
from tutorials.models import TutorialPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(tutorial) -> Browser:
    return Browser(launch_of(tutorial)).come_in()


@pytest.fixture
def ticket(pupil) -> str:
    """As it stands in the page of the frame."""
    return re.search(r'href="/lti/keep/ro/#([^"]+)"', pupil.arrive().content.decode())[1]


def ask(client, name, origin="http://testserver", **body):
    return client.post(
        reverse(f"lti:{name}"),
        json.dumps(body),
        content_type="application/json",
        headers={"Origin": origin},
    )


def device() -> dict:
    return {"device": str(uuid4()), "token": secrets.token_hex(16)}


def test_a_ticket_says_whose_it_is_and_uses_nothing_up(pupil, ticket, client, tutorial):
    for _ in range(2):
        answer = ask(client, "ticket", ticket=ticket)
        assert answer.status_code == 200
    assert answer.json() == {
        "learner": pupil.learner,
        "name": "Ioana Pop",
        "platform": "Școala 12",
        "title": tutorial.title,
        "page": tutorial.url,
    }
    assert answer["Cache-Control"] == "no-store"
    assert not Passage.objects.exists()


def test_a_device_comes_by_a_ticket_and_is_the_same_learner(pupil, ticket, client, tutorial):
    pupil.sync(pupil.fact("opened", tutorial))
    own = device()
    told = ask(client, "redeem", ticket=ticket, **own).json()
    assert told["learner"] == pupil.learner
    entry = {"learner": told["learner"], "secret": told["secret"], "cursor": 0, "facts": []}
    call = own | {"learners": [entry]}
    answer = client.post("/api/v1/sync", call, content_type="application/json").json()
    assert [fact["kind"] for fact in answer["learners"][0]["facts"]] == ["opened"]


def test_a_ticket_is_for_one_device_which_may_ask_again(ticket, client):
    own = device()
    assert ask(client, "redeem", ticket=ticket, **own).status_code == 200
    assert ask(client, "redeem", ticket=ticket, **own).status_code == 200
    assert ask(client, "redeem", ticket=ticket, **device()).status_code == 403
    assert Device.objects.count() == 2  # the frame's, and this one


def test_each_page_has_a_ticket_of_its_own(pupil, ticket, client):
    ask(client, "redeem", ticket=ticket, **device())
    again = re.search(r'href="/lti/keep/ro/#([^"]+)"', pupil.arrive().content.decode())[1]
    assert again != ticket
    assert ask(client, "redeem", ticket=again, **device()).status_code == 200


def no_more(launch):
    launch.expires_at = timezone.now()
    launch.save()


def shut_out(launch):
    launch.registration.is_active = False
    launch.registration.save()


def unapproved(launch):
    launch.deployment.is_active = False
    launch.deployment.save()


@pytest.mark.parametrize("happens", [no_more, shut_out, unapproved, lambda launch: launch.delete()])
def test_a_ticket_lives_as_long_as_its_launch(pupil, ticket, client, happens):
    happens(pupil.launch)
    before = Device.objects.count()
    assert ask(client, "ticket", ticket=ticket).status_code == 403
    assert ask(client, "redeem", ticket=ticket, **device()).status_code == 403
    assert Device.objects.count() == before


@pytest.mark.parametrize(
    "forge",
    [
        lambda ticket: "",
        lambda ticket: "x" * 2000,
        lambda ticket: ticket[:-1] + ("A" if ticket[-1] != "A" else "B"),
        lambda ticket: ticket.replace(".", ".x", 1),
        lambda ticket: signing.TimestampSigner(salt="another").sign("x.y"),
        lambda ticket: signing.TimestampSigner(salt=keeping.SALT).sign("nobody.y"),
        lambda ticket: "a\0b",
    ],
)
def test_another_ticket_opens_nothing(pupil, ticket, client, forge):
    before = Device.objects.count()
    assert ask(client, "ticket", ticket=forge(ticket)).status_code == 403
    assert ask(client, "redeem", ticket=forge(ticket), **device()).status_code == 403
    assert Device.objects.count() == before


def test_whoever_guesses_is_slowed_down(client):
    answers = [ask(client, "ticket", ticket="x").status_code for _ in range(61)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {403}


def test_another_site_cannot_ask(pupil, ticket, client):
    for name, more in (("ticket", {}), ("redeem", device())):
        assert (
            ask(client, name, origin="https://evil.exemplu", ticket=ticket, **more).status_code == 403
        )


def test_what_is_no_address_is_another_site(pupil, ticket, client):
    for name, more in (("ticket", {}), ("redeem", device())):
        assert ask(client, name, origin="http://[", ticket=ticket, **more).status_code == 403


def test_a_lesson_that_was_taken_back_is_not_here_any_more(pupil, ticket, client, tutorial):
    for page in TutorialPage.objects.filter(translation_key=tutorial.translation_key):
        page.unpublish()
    site_version().bump()  # as when that is committed
    answer = ask(client, "ticket", ticket=ticket)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_lesson")


def test_the_page_is_the_same_for_everyone_and_in_no_frame(client):
    answer = client.get("/lti/keep/ro/")
    assert answer["X-Frame-Options"] == "DENY"
    assert not answer.cookies
    assert "Ioana" not in answer.content.decode()
    assert client.get("/lti/keep/en/")["Content-Language"] == "en"
    assert client.get("/lti/keep/xx/").status_code == 404


def test_used_tickets_are_forgotten_once_none_can_name_them(pupil, ticket, client):
    old = timezone.now() - 2 * keeping.timedelta(hours=keeping.HOURS)
    Passage.objects.create(ticket="old", device=uuid4(), used_at=old)
    ask(client, "redeem", ticket=ticket, **device())
    assert not Passage.objects.filter(ticket="old").exists()
    assert Passage.objects.count() == 1
