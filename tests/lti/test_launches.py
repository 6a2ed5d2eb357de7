"""A launch holds in one browser, until it ends, and as long as its platform is let in."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from makers import LaunchFactory, enter

pytestmark = pytest.mark.django_db


def page_of(launch):
    return reverse("lti:launched", args=[launch.id])


def test_the_browser_of_the_launch_is_let_in(client):
    launch = LaunchFactory()
    enter(client, launch)
    assert client.get(page_of(launch)).status_code == 200


def test_two_launches_in_one_browser_do_not_touch_each_other(client):
    ioana, radu = LaunchFactory(secret="a"), LaunchFactory(secret="b")
    enter(client, ioana, "a")
    enter(client, radu, "b")
    assert client.get(page_of(ioana)).context["launch"].user == ioana.user
    assert client.get(page_of(radu)).context["launch"].user == radu.user
    assert ioana.user != radu.user


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
def test_each_request_asks_again(client, code, status, happens):
    launch = LaunchFactory()
    address = page_of(launch)
    enter(client, launch)
    assert client.get(address).status_code == 200
    happens(client, launch)
    answer = client.get(address)
    assert answer.status_code == status
    assert f"<code>{code}</code>" in answer.content.decode()


def test_a_launch_ends(client):
    launch = LaunchFactory(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    enter(client, launch)
    answer = client.get(page_of(launch))
    assert answer.status_code == 403
    assert "<code>expired</code>" in answer.content.decode()
