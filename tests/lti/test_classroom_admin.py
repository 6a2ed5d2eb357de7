"""Marks that did not arrive, for who looks after platforms."""

import pytest
from answers import right_answer
from django.urls import reverse
from room import Browser, launch_of

from lti.classroom.models import Score

pytestmark = pytest.mark.django_db


@pytest.fixture
def mark(tutorial) -> Score:
    pupil = Browser(launch_of(tutorial)).come_in()
    pupil.answer(tutorial, right_answer)
    Score.objects.update(code="http_422", detail="no such pupil", due=False)
    return Score.objects.get()


def test_an_admin_sees_why_a_mark_was_declined(admin_client, mark):
    listed = admin_client.get(reverse("lti-marks:index")).content.decode()
    assert "Ioana Pop" in listed
    assert "http_422" in listed
    whole = admin_client.get(reverse("lti-marks:inspect", args=[mark.pk])).content.decode()
    assert "no such pupil" in whole


def test_nobody_changes_a_mark(admin_client, mark):
    for name in ("edit", "delete"):
        answer = admin_client.post(reverse(f"lti-marks:{name}", args=[mark.pk]), {"code": ""})
        assert answer.status_code in (302, 403)
    admin_client.post(reverse("lti-marks:add"), {"code": "x"})
    mark.refresh_from_db()
    assert mark.code == "http_422"
    assert Score.objects.count() == 1


def test_others_of_ours_do_not_see_them(client, mark, django_user_model):
    person = django_user_model.objects.create_user("autor", password="x")
    client.force_login(person)
    assert client.get(reverse("lti-marks:index")).status_code in (302, 403)
