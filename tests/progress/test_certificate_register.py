"""The register in the admin: who may look, mark, withdraw; that nobody may do more."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from finishing import finish, issued
from wagtail.models import ModelLogEntry

from progress.certificates.models import Certificate

INDEX = "/admin/certificates/"


@pytest.fixture(autouse=True)
def a_series(settings):
    settings.CERTIFICATE_SERIES = "PCP"


@pytest.fixture
def kept(tablet, course) -> Certificate:
    finish(tablet, course)
    issued(tablet, course, name="Maria Exemplu")
    return Certificate.objects.get()


@pytest.fixture
def ours(client, moderator):
    client.force_login(moderator)
    return client


def test_authors_do_not_see_it(client, author, kept):
    client.force_login(author)
    for path in (INDEX, f"{INDEX}inspect/{kept.pk}/", f"{INDEX}withdraw/{kept.pk}/"):
        assert client.get(path, follow=True).redirect_chain[-1][0] == "/admin/"


def test_the_list_and_its_filters(ours, kept):
    assert kept.full_number in ours.get(INDEX).content.decode()
    year, title = kept.issued_at.year, kept.title
    for query, found in [
        ({"year": year}, True),
        ({"course": title}, True),
        ({"course": title, "state": "withdrawn"}, False),
        ({"state": "valid"}, True),
        ({"state": "waiting"}, False),
        ({"q": "Maria"}, True),
        ({"q": "Ion"}, False),
    ]:
        answer = ours.get(f"{INDEX}results/", query)
        assert answer.status_code == 200
        assert (f"inspect/{kept.pk}/" in answer.content.decode()) is found, query


def test_one_of_ours_was_there(ours, moderator, kept):
    page = ours.get(f"{INDEX}inspect/{kept.pk}/").content.decode()
    assert f"{INDEX}supervise/{kept.pk}/" in page
    assert ours.get(f"{INDEX}supervise/{kept.pk}/").status_code == 200
    late = ours.post(f"{INDEX}supervise/{kept.pk}/", {"day": "2999-01-01"})
    assert "Ziua aceasta nu a venit încă." in late.content.decode()
    ours.post(f"{INDEX}supervise/{kept.pk}/", {"day": "2026-11-20"})
    kept.refresh_from_db()
    assert (str(kept.supervised_on), kept.supervised_by) == ("2026-11-20", moderator)
    entry = ModelLogEntry.objects.get(action="progress.certificate.supervise")
    assert (entry.user, entry.data, entry.label) == (moderator, {"day": "2026-11-20"}, str(kept))


def test_withdrawing_is_for_good(ours, moderator, kept):
    assert ours.get(f"{INDEX}withdraw/{kept.pk}/").status_code == 200
    ours.post(f"{INDEX}withdraw/{kept.pk}/", {"reason": "because"})
    kept.refresh_from_db()
    assert kept.is_valid
    ours.post(f"{INDEX}withdraw/{kept.pk}/", {"reason": "misuse"})
    kept.refresh_from_db()
    assert (kept.reason, kept.is_valid) == ("misuse", False)
    assert ModelLogEntry.objects.get(action="progress.certificate.withdraw").user == moderator
    again = ours.post(f"{INDEX}withdraw/{kept.pk}/", {"reason": "error"}, follow=True)
    assert "Adeverința aceasta este retrasă." in again.content.decode()
    kept.refresh_from_db()
    assert kept.reason == "misuse"


def test_nobody_adds_changes_or_deletes(client, admin_user, kept):
    client.force_login(admin_user)
    assert client.get(INDEX).status_code == 200
    assert client.get(f"{INDEX}inspect/{kept.pk}/").status_code == 200
    for name in ("new/", f"edit/{kept.pk}/", f"delete/{kept.pk}/", f"copy/{kept.pk}/"):
        assert client.get(INDEX + name).status_code == 404
    assert Certificate._meta.default_permissions == ("view",)
    assert reverse("certificates:index") == INDEX


def test_looking_needs_no_more_than_the_permission_to_look(client, author, kept):
    author.user_permissions.add(Permission.objects.get(codename="view_certificate"))
    client.force_login(author)
    page = client.get(f"{INDEX}inspect/{kept.pk}/").content.decode()
    assert "Maria Exemplu" in page
    assert "withdraw" not in page
    client.post(f"{INDEX}withdraw/{kept.pk}/", {"reason": "error"})
    kept.refresh_from_db()
    assert kept.is_valid
