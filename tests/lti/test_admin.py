"""Platforms in the admin: noted, with the values to paste; approved; switched off. For admins alone."""

from html import unescape

import pytest
from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import LtiDeployment, LtiRegistration
from makers import DeploymentFactory, InvitationFactory, RegistrationFactory

from lti.models import Invitation

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Școala 12",
    "issuer": "https://moodle.scoala.exemplu",
    "client_id": "abc",
    "auth_url": "https://moodle.scoala.exemplu/mod/lti/auth.php",
    "token_url": "https://moodle.scoala.exemplu/mod/lti/token.php",
    "keyset_url": "https://moodle.scoala.exemplu/mod/lti/certs.php",
    "deployments": "1",
    "is_active": "on",
    "audience": "",
    "further_hosts": "",
}


@pytest.fixture
def as_admin(client, admin_user):
    client.force_login(admin_user)
    return client


def platforms(name, *args):
    return reverse(f"lti-platforms:{name}", args=args)


def test_a_platform_is_noted_before_it_told_us_anything(as_admin):
    """Moodle wants our values first; they say which registration it is."""
    for name in ("Școala 12", "Școala 13"):
        answer = as_admin.post(platforms("add"), {"name": name})
        assert answer.status_code == 302, answer.context["form"].errors
    registration = LtiRegistration.objects.get(name="Școala 12")
    assert answer["Location"] == platforms("inspect", LtiRegistration.objects.latest("pk").pk)
    page = unescape(as_admin.get(platforms("inspect", registration.pk)).content.decode())
    assert f"http://testserver/lti/init/{registration.uuid}/" in page
    assert "http://testserver/lti/launch/" in page
    assert "http://testserver/lti/jwks.json" in page
    assert "Initiate login URL" in page
    edit = as_admin.get(platforms("edit", registration.pk))
    assert edit.context["form"]["client_id"].value() == ""


def test_a_platform_is_approved_whole(as_admin, admin_user):
    as_admin.post(platforms("add"), {"name": "Școala 12"})
    registration = LtiRegistration.objects.get()
    missing = as_admin.post(platforms("edit", registration.pk), {"name": "x", "is_active": "on"})
    needed = {"issuer", "client_id", "auth_url", "token_url", "keyset_url", "deployments"}
    assert set(missing.context["form"].errors) == needed
    answer = as_admin.post(platforms("edit", registration.pk), TOLD)
    assert answer.status_code == 302, answer.context["form"].errors
    registration.refresh_from_db()
    assert registration.is_active
    assert registration.client_id == "abc"
    assert registration.platform.approved_by == admin_user
    assert registration.deployments.active().get().deployment_id == "1"


def test_one_that_registered_itself_is_approved_with_its_deployment(as_admin):
    registration = RegistrationFactory(is_active=False, platform=None)
    DeploymentFactory(registration=registration, deployment_id="3", is_active=False)
    form = as_admin.get(platforms("edit", registration.pk)).context["form"]
    assert form["deployments"].value() == "3"
    as_admin.post(platforms("edit", registration.pk), TOLD | {"deployments": "3"})
    assert LtiDeployment.objects.get().is_active


def test_deployments_are_switched_off_and_on(as_admin):
    registration = RegistrationFactory()
    for told, active in [("1\r\n2\r\n2\r\n ", {"1", "2"}), ("2", {"2"}), ("1", {"1"})]:
        answer = as_admin.post(platforms("edit", registration.pk), TOLD | {"deployments": told})
        assert answer.status_code == 302, answer.context["form"].errors
        found = registration.deployments.active().values_list("deployment_id", flat=True)
        assert set(found) == active
    form = as_admin.get(platforms("edit", registration.pk)).context["form"]
    assert form["deployments"].value() == "1"
    assert registration.deployments.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("auth_url", "http://moodle.scoala.exemplu/"),
        ("token_url", "javascript:alert(1)"),
        ("keyset_url", "https://u:p@moodle.scoala.exemplu/"),
        ("keyset_url", "https://" + "a" * 300),
        ("further_hosts", "scoala.exemplu/cale"),
        ("further_hosts", "*.exemplu"),
        ("further_hosts", "a b"),
        ("further_hosts", "a; script-src *"),
        ("deployments", "x" * 256),
        ("client_id", "x" * 256),
    ],
)
def test_what_may_not_stand_there(field, value, as_admin):
    answer = as_admin.post(platforms("add"), TOLD | {field: value})
    assert field in answer.context["form"].errors
    assert LtiRegistration.objects.count() == 0


def test_the_same_client_twice(as_admin):
    for _ in range(2):
        answer = as_admin.post(platforms("add"), TOLD)
    assert answer.status_code == 200
    assert LtiRegistration.objects.count() == LtiDeployment.objects.count() == 1


def test_hosts_are_kept_as_hosts(as_admin):
    as_admin.post(
        platforms("add"), TOLD | {"further_hosts": "https://Servicii.Scoala.exemplu/\n\nb.exemplu:8443"}
    )
    assert (
        LtiRegistration.objects.get().platform.further_hosts
        == "servicii.scoala.exemplu\nb.exemplu:8443"
    )


def test_an_invitation(as_admin, admin_user):
    answer = as_admin.post(
        reverse("lti-invitations:add"),
        {"name": "Școala 12", "origin": "https://moodle.scoala.exemplu/x"},
    )
    invitation = Invitation.objects.get()
    assert invitation.origin == "https://moodle.scoala.exemplu"
    assert invitation.created_by == admin_user
    page = as_admin.get(answer["Location"]).content.decode()
    assert f"http://testserver/lti/register/{invitation.id}/" in page
    assert reverse("lti-invitations:edit", args=[quote(invitation.pk)]) not in page
    for moment in (invitation.created_at, invitation.expires_at):
        assert f"{timezone.localtime(moment):%H:%M}" in page


def test_an_invitation_is_not_changed_afterwards(as_admin):
    invitation = InvitationFactory()
    answer = as_admin.post(
        reverse("lti-invitations:edit", args=[quote(invitation.pk)]), {"name": "another"}
    )
    assert answer.status_code in (302, 403)
    assert Invitation.objects.get().name == "Școala 12"


def test_an_invitation_to_an_address_that_is_none(as_admin):
    answer = as_admin.post(
        reverse("lti-invitations:add"), {"name": "x", "origin": "moodle.scoala.exemplu"}
    )
    assert "origin" in answer.context["form"].errors
    assert Invitation.objects.count() == 0


def test_lists(as_admin):
    RegistrationFactory()
    InvitationFactory()
    assert "Școala 12" in as_admin.get(platforms("index")).content.decode()
    assert "Școala 12" in as_admin.get(reverse("lti-invitations:index")).content.decode()


@pytest.mark.parametrize("name", ["index", "add", "edit", "inspect", "delete"])
@pytest.mark.parametrize("what", ["lti-platforms", "lti-invitations"])
def test_nobody_else_comes_in(what, name, client, moderator):
    client.force_login(moderator)
    row = RegistrationFactory() if what == "lti-platforms" else InvitationFactory()
    args = [] if name in ("index", "add") else [quote(row.pk)]
    answer = client.get(reverse(f"{what}:{name}", args=args))
    assert answer.status_code in (302, 403)
    assert "Școala 12" not in answer.content.decode()
    again = client.post(reverse(f"{what}:{name}", args=args), TOLD)
    assert again.status_code in (302, 403, 405)
    assert LtiRegistration.objects.count() + Invitation.objects.count() == 1
