"""A launch holds in one browser, until it ends, and as long as its platform is let in."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from makers import enter
from room import launch_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def launch(tutorial):
    return launch_of(tutorial)


def page_of(launch):
    return reverse("lti:launched", args=[launch.id])


def test_the_browser_of_the_launch_is_let_in(client, launch, tutorial):
    enter(client, launch)
    answer = client.get(page_of(launch))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("lti:page", args=[launch.id, tutorial.url[1:]])


def test_two_launches_in_one_browser_do_not_touch_each_other(client, tutorial):
    ioana, radu = launch_of(tutorial, secret="a"), launch_of(tutorial, secret="b")
    enter(client, ioana, "a")
    enter(client, radu, "b")
    for launch in (ioana, radu):
        html = client.get(page_of(launch), follow=True).content.decode()
        assert f'data-launch="/lti/l/{launch.id}"' in html
        assert f'data-learner="{launch.user.launched.learner_id}"' in html
    assert ioana.user.launched.learner_id != radu.user.launched.learner_id


def switch_off(launch, what):
    row = getattr(launch, what)
    row.is_active = False
    row.save()


@pytest.mark.parametrize(
    ("code", "status", "happens"),
    [
        ("no_launch", 404, lambda client, launch: launch.delete()),
        ("other_browser", 403, lambda client, launch: client.cookies.clear()),
        ("other_browser", 403, lambda client, launch: enter(client, launch, "another secret")),
        ("registration_off", 403, lambda client, launch: switch_off(launch, "registration")),
        ("deployment_off", 403, lambda client, launch: switch_off(launch, "deployment")),
    ],
)
def test_each_request_asks_again(client, launch, code, status, happens):
    address = page_of(launch)
    enter(client, launch)
    assert client.get(address).status_code == 302
    happens(client, launch)
    answer = client.get(address)
    assert answer.status_code == status
    assert f"<code>{code}</code>" in answer.content.decode()


def test_a_launch_ends(client, tutorial):
    launch = launch_of(tutorial, expires_at=timezone.now() - datetime.timedelta(seconds=1))
    enter(client, launch)
    answer = client.get(page_of(launch))
    assert answer.status_code == 403
    assert "<code>expired</code>" in answer.content.decode()
