"""What ends by itself."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from lti_tool.models import Key, LtiUser
from makers import InvitationFactory, LaunchFactory, RegistrationFactory, UserFactory

from cms import clock
from lti.classroom.learners import learner_of
from lti.models import Invitation, Launch, LaunchedLearner, Login
from lti.tending import tend

pytestmark = pytest.mark.django_db


def ago(**told):
    return timezone.now() - datetime.timedelta(**told)


def test_the_clock_does_it():
    assert "tend_lti" in clock.EVERY_DAY
    call_command("tend_lti")
    assert Key.objects.active().count() == 1


def test_logins_and_launches_that_are_over():
    registration = RegistrationFactory()
    for state, expires_at in [("old", ago(minutes=1)), ("new", ago(minutes=-1))]:
        Login.objects.create(state=state, nonce="n", registration=registration, expires_at=expires_at)
    LaunchFactory(expires_at=ago(hours=25))
    kept = LaunchFactory(expires_at=ago(hours=1))
    tend()
    assert Login.objects.get().state == "new"
    assert Launch.objects.get() == kept


def test_people_of_whom_nothing_came_for_long(settings):
    idle, here = UserFactory(), UserFactory()
    months = settings.RETENTION_MONTHS
    LtiUser.objects.filter(pk=idle.pk).update(datetime_modified=ago(days=30.5 * months))
    LtiUser.objects.filter(pk=here.pk).update(datetime_modified=ago(days=30 * months))
    tend()
    assert list(LtiUser.objects.all()) == [here]


def test_who_learns_on_a_device_that_was_kept_is_no_stranger(settings):
    """They come by no launch any more, and are here all the same."""
    long_ago = ago(days=30.5 * settings.RETENTION_MONTHS)
    idle, here = (learner_of(UserFactory()) for _ in range(2))
    LtiUser.objects.update(datetime_modified=long_ago)
    LaunchedLearner.objects.filter(pk=idle.pk).update(seen_at=long_ago)
    LaunchedLearner.objects.filter(pk=here.pk).update(seen_at=ago(days=1))
    tend()
    assert list(LtiUser.objects.all()) == [here.user]


def test_invitations_that_nobody_used():
    InvitationFactory(expires_at=ago(days=31))
    used = InvitationFactory(expires_at=ago(days=31), registration=RegistrationFactory())
    waiting = InvitationFactory(expires_at=ago(days=29))
    tend()
    assert set(Invitation.objects.all()) == {used, waiting}
