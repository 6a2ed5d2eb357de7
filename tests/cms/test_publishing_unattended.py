"""Roads to the public page on which nobody looks at the form: many at once, by the clock, by import."""

import re
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from directory.models import Helpline, HelpSettings
from tutorials.models import TutorialPage

NO_SOURCE = "Surse: Numărul minim de articole este 1"
NOBODY_TO_CALL = "Sunați un om › Linie telefonică de ajutor 1: Acest câmp este obligatoriu."


def told(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


@pytest.fixture
def spoiled(tutorial, unsound):
    """A draft that was saved, as drafts may be, without its sources."""
    page = tutorial.copy(
        update_attrs={"title": "Fără surse", "slug": "fara-surse"},
        keep_live=False,
        copy_revisions=False,
    )
    unsound(page).save_revision(clean=False)
    return page


# --- many at once -----------------------------------------------------------------------------


def publish_many(client, *pages, **form):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{url}?{'&'.join(f'id={page.pk}' for page in pages)}", form)


def test_of_many_the_sound_go_out_and_the_others_are_named(as_moderator, draft, spoiled):
    response = publish_many(as_moderator, spoiled, draft)
    assert response.status_code == 302
    assert (is_live(draft), is_live(spoiled)) == (True, False)
    (refusal,) = [message for message in told(response) if NO_SOURCE in message]
    assert "„Fără surse”" in refusal
    assert any("1 pagină" in message for message in told(response))


def test_when_none_is_sound_no_success_is_claimed(as_moderator, spoiled):
    (message,) = told(publish_many(as_moderator, spoiled))
    assert NO_SOURCE in message


def test_of_the_pages_below_the_sound_go_out_and_the_others_are_named(
    as_moderator, course, draft, spoiled
):
    for page in (draft, spoiled):
        page.refresh_from_db()
        page.move(course, pos="last-child")
    response = publish_many(as_moderator, course, include_descendants="on")
    assert (is_live(draft), is_live(spoiled)) == (True, False)
    assert any("„Fără surse”" in message and NO_SOURCE in message for message in told(response))


def test_a_refused_page_does_not_hold_back_the_pages_below_it(as_moderator, course, draft):
    draft.move(course, pos="last-child")
    course.summary = ""
    course.save_revision(clean=False)
    response = publish_many(as_moderator, course, include_descendants="on")
    assert is_live(draft)
    assert any("Rezumat" in message for message in told(response))


def test_the_screen_before_publishing_many_opens(as_moderator, draft):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert "Ciorna mea" in as_moderator.get(f"{url}?id={draft.pk}").text


# --- by the clock -----------------------------------------------------------------------------


@pytest.fixture
def in_an_hour(monkeypatch):
    """``in_an_hour()`` and it is an hour later."""

    def pass_time():
        later = timezone.now() + timedelta(hours=1)
        monkeypatch.setattr(timezone, "now", lambda: later)

    return pass_time


def scheduled(form_of, page, person, minutes=30):
    at = timezone.localtime() + timedelta(minutes=minutes)
    return form_of(page, person, go_live_at=f"{at:%Y-%m-%d %H:%M}", **{"action-publish": "1"})


@pytest.fixture
def due_soon(as_moderator, draft, form_of, edit_url):
    """A sound tutorial that a moderator scheduled."""
    as_moderator.post(edit_url(draft), scheduled(form_of, draft, as_moderator.person))
    assert Revision.objects.get(object_id=draft.pk, approved_go_live_at__isnull=False)
    assert not is_live(draft)
    return draft


def test_what_is_unsound_is_refused_when_it_is_scheduled(
    as_moderator, draft, unsound, form_of, edit_url
):
    sent = scheduled(form_of, unsound(draft), as_moderator.person)
    response = as_moderator.post(edit_url(draft), sent)
    assert "sources" in response.context["form"].errors
    assert not Revision.objects.filter(object_id=draft.pk, approved_go_live_at__isnull=False)


def test_a_sound_page_goes_live_at_its_hour(due_soon, in_an_hour, client):
    call_command("publish_scheduled")
    assert client.get("/cursuri/vocea-mea/ciorna-mea/").status_code == 404
    in_an_hour()
    call_command("publish_scheduled")
    assert client.get("/cursuri/vocea-mea/ciorna-mea/").status_code == 200


@pytest.fixture
def unsound_at_its_hour(due_soon, in_an_hour):
    """It was sound when it was scheduled; then its helpline left the directory."""
    Helpline.objects.filter(pk=due_soon.helplines[0].value.pk).delete()
    in_an_hour()
    return due_soon


def test_a_page_unsound_at_its_hour_is_held_back_and_says_why(unsound_at_its_hour):
    spoken = StringIO()
    call_command("publish_scheduled", stderr=spoken)
    assert not is_live(unsound_at_its_hour)
    assert "Ciorna mea" in spoken.getvalue()
    assert NOBODY_TO_CALL in spoken.getvalue()


def test_its_history_tells_the_editor(unsound_at_its_hour, as_moderator):
    call_command("publish_scheduled", stderr=StringIO())
    entry = PageLogEntry.objects.get(page=unsound_at_its_hour.pk, action="cms.publish_refused")
    assert entry.data["problems"] == [NOBODY_TO_CALL]
    history = reverse("wagtailadmin_pages:history", args=[unsound_at_its_hour.pk])
    assert NOBODY_TO_CALL in as_moderator.get(history).text


def test_it_is_held_back_once_and_noted_once(unsound_at_its_hour):
    for _ in range(2):
        call_command("publish_scheduled", stderr=StringIO())
    assert PageLogEntry.objects.filter(action="cms.publish_refused").count() == 1


def test_it_does_not_stop_the_others(as_moderator, course, due_soon, form_of, edit_url, in_an_hour):
    sent = scheduled(form_of, course, as_moderator.person, minutes=45)
    as_moderator.post(edit_url(course), sent | {"title": "Un titlu la ora lui"})
    Helpline.objects.all().delete()
    in_an_hour()
    call_command("publish_scheduled", stderr=StringIO())
    assert Page.objects.get(pk=course.pk).title == "Un titlu la ora lui"


def test_a_rehearsal_holds_nothing_back(unsound_at_its_hour):
    call_command("publish_scheduled", dryrun=True, stdout=StringIO())
    assert Revision.objects.get(object_id=unsound_at_its_hour.pk, approved_go_live_at__isnull=False)


def test_a_page_that_expires_goes_by_the_clock_too(tutorial, in_an_hour, client):
    tutorial.expire_at = timezone.now() + timedelta(minutes=30)
    tutorial.save_revision().publish()
    in_an_hour()
    call_command("publish_scheduled")
    assert client.get(tutorial.url).status_code == 404


# --- by import --------------------------------------------------------------------------------


@pytest.fixture
def catalogue(tmp_path) -> Path:
    """The catalogue's Romanian files, for a test to change."""
    real = Path(settings.BASE_DIR) / "courses" / "catalogue"
    return shutil.copytree(real, tmp_path / "catalogue", ignore=shutil.ignore_patterns("en"))


def load(folder: Path) -> str:
    """What the loader says of slips."""
    spoken = StringIO()
    with pytest.raises(CommandError):
        call_command("load_catalogue", folder, stdout=StringIO(), stderr=spoken)
    return spoken.getvalue()


def test_an_unsound_file_is_named_with_its_place_and_the_others_are_loaded(catalogue, tutorial):
    broken = catalogue / "ro/d-vocea-mea/16-petitia-mea.yaml"
    broken.write_text(re.sub(r"(?ms)^sources:\n.*?(?=^\w|\Z)", "", broken.read_text()))
    sound = catalogue / "ro/b-identitate-bani/7-platesc-pe-ghiseul.yaml"
    sound.write_text(re.sub(r"(?m)^title: .*$", "title: Un titlu din fișier", sound.read_text()))
    said = load(catalogue)
    assert "ro/d-vocea-mea/16-petitia-mea.yaml" in said
    assert NO_SOURCE in said
    assert TutorialPage.objects.get(slug="platesc-pe-ghiseul-ro").title == "Un titlu din fișier"
    assert TutorialPage.objects.get(pk=tutorial.pk).sources


def test_a_new_unsound_file_makes_no_page(catalogue, db):
    file = catalogue / "ro/d-vocea-mea/16-petitia-mea.yaml"
    text = re.sub(r"(?ms)^helplines:.*?$", "", file.read_text())
    text = re.sub(r"(?m)^slug: .*$", "slug: alta", text)
    text = re.sub(r"(?m)^uuid: .*$", "uuid: 6c1d8f8e-0b0c-4e0e-9a50-7a4a4c7f0001", text)
    (catalogue / "ro/d-vocea-mea/17-alta.yaml").write_text(text)
    assert "17-alta.yaml: " in (said := load(catalogue))
    assert "Sunați un om: Acest câmp este obligatoriu." in said
    assert not Page.objects.filter(slug="alta").exists()


# --- copying, taking down, Wagtail's own API ---------------------------------------------------


def copy(client, page, **form):
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    sent = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": page.get_parent().pk}
    return client.post(url, {**sent, **form})


def test_a_copy_is_a_draft(as_moderator, tutorial):
    copy(as_moderator, tutorial)
    assert not Page.objects.get(slug="copie").live


def test_a_copy_that_is_published_shows_what_is_public_not_the_draft(
    as_moderator, tutorial, unsound, client
):
    unsound(tutorial).save_revision(clean=False)
    copy(as_moderator, tutorial, publish_copies="on")
    assert "Ordonanța Guvernului\u00a027/2002" in client.get("/cursuri/vocea-mea/copie/").text


def test_a_copy_of_a_draft_is_never_published(as_moderator, spoiled):
    copy(as_moderator, spoiled, publish_copies="on", alias="on")
    assert not Page.objects.filter(slug="copie", live=True).exists()


def test_an_unpublished_page_is_gone_and_publishes_again_only_if_sound(
    as_moderator, tutorial, unsound, client
):
    as_moderator.post(reverse("wagtailadmin_pages:unpublish", args=[tutorial.pk]))
    assert client.get("/cursuri/vocea-mea/petitia-mea-are-numar/").status_code == 404
    unsound(tutorial).save_revision(clean=False)
    publish_many(as_moderator, tutorial)
    assert not is_live(tutorial)


def publish_by_api(client, page):
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    return client.post(url, {}, content_type="application/json")


def test_the_api_of_the_admin_publishes_what_is_sound(as_moderator, draft):
    draft.save_revision()
    assert publish_by_api(as_moderator, draft).status_code == 200
    assert is_live(draft)


def test_the_api_of_the_admin_refuses_what_is_not(as_moderator, spoiled):
    response = publish_by_api(as_moderator, spoiled)
    assert response.status_code == 400
    assert response.json() == [NO_SOURCE]
    assert not is_live(spoiled)


@pytest.fixture
def no_helpline(tutorial):
    """What was sound when it was published, and is not any more."""
    HelpSettings.objects.update(helpline=None)
    Helpline.objects.all().delete()
    return tutorial


@pytest.mark.parametrize("recursive", [True, False])
@pytest.mark.parametrize("action", ["copy", "create_alias"])
def test_the_api_of_the_admin_copies_no_unsound_page_into_the_open(
    action, recursive, as_moderator, no_helpline
):
    page = no_helpline.get_parent() if recursive else no_helpline
    asked = {
        "recursive": recursive,
        "destination_page_id": page.get_parent().pk,
        "slug": "copie",
        "update_slug": "copie",
    }
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
    response = as_moderator.post(url, asked, content_type="application/json")
    assert response.status_code == 400
    assert any("Sunați un om" in place for place in response.json())
    assert not Page.objects.filter(slug="copie").exists()


def test_the_api_of_the_admin_copies_an_unsound_page_as_a_draft(as_moderator, no_helpline):
    url = reverse("wagtailadmin_api:pages:action", args=[no_helpline.pk, "copy"])
    asked = {"slug": "copie", "keep_live": False}
    assert as_moderator.post(url, asked, content_type="application/json").status_code == 201
    assert not Page.objects.get(slug="copie").live
