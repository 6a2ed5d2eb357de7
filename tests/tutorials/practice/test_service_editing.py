"""Editors build a service: drafts are never refused, publishing is, and everyone is told why."""

import copy

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from cms.publishing import PublishRefused
from tutorials.models import PracticeService

from .conftest import form_of, url_of

PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def stranded(shape):
    """The shape of a service whose first button leads to a screen that is not there."""
    stranded = copy.deepcopy(shape)
    next(e for e in stranded["screens"][0]["elements"] if e["type"] == "button")["to"] = "nicaieri"
    return stranded


@pytest.fixture
def draft(make, stranded):
    return make(stranded)


def told(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def now(service) -> PracticeService:
    return PracticeService.objects.get(pk=service.pk)


# --- the form ---------------------------------------------------------------------------------


def test_the_form_opens_with_the_checks_in_sight(as_author, draft):
    page = as_author.get(url_of("edit", draft.pk)).text
    assert "data-practice-checks" in page
    checks = page.partition("data-practice-checks")[2].partition("</div>")[0]
    assert "Pagina de start › Plătesc o taxă" in checks
    assert "practice-editor" in page


def test_a_form_sent_back_untouched_changes_nothing(as_author, service):
    as_author.post(url_of("edit", service.pk), form_of(service))
    latest = now(service).get_latest_revision_as_object()
    assert latest.described() == service.shape
    assert [screen.id for screen in latest.screens] == [screen.id for screen in service.screens]


def test_an_author_saves_a_draft_that_would_strand_a_learner(as_author, draft):
    response = as_author.post(url_of("edit", draft.pk), form_of(draft, title="Alt titlu"))
    assert response.status_code == 302
    assert now(draft).get_latest_revision_as_object().title == "Alt titlu"
    assert not now(draft).live


def test_a_draft_with_everything_empty_is_saved(as_author, draft):
    sent = {
        name: "" if name.endswith(("-text", "-label", "-title", "-to")) else value
        for name, value in form_of(draft).items()
    }
    assert as_author.post(url_of("edit", draft.pk), sent).status_code == 302


def test_every_saved_draft_is_answered_with_what_stands_in_the_way(as_author, draft, service):
    def saved(one):
        sent = as_author.post(
            url_of("edit", one.pk), form_of(one), headers={"accept": "application/json"}
        )
        return sent.json()["practice_checks"]

    assert "<li>" in saved(draft).partition("<details")[0]
    assert "<li>" not in saved(service).partition("<details")[0]


def test_a_new_service_is_a_draft_from_its_first_words(as_author):
    sent = {"title": "Nou", "key": "", "institution": "Primăria Exemplu", "color": "blue"}
    counts = {f"{name}-count": "0" for name in ("card", "scales", "screens", "tasks")}
    as_author.post(url_of("add"), sent | counts)
    made = PracticeService.objects.get(title="Nou")
    assert (made.live, made.key) == (False, "nou")


def test_a_copy_is_marked_and_gets_a_key_of_its_own(as_moderator, service):
    form = as_moderator.get(url_of("copy", service.pk)).context["form"]
    assert form.instance.title != service.title
    as_moderator.post(url_of("add"), form_of(service, title=form.instance.title, key=""))
    copied = PracticeService.objects.get(title=form.instance.title)
    assert copied.key != service.key
    assert copied.shape["screens"] == service.shape["screens"]


# --- publishing -------------------------------------------------------------------------------


def test_the_form_publishes_a_sound_service(as_moderator, make, shape):
    draft = make(shape)
    as_moderator.post(url_of("edit", draft.pk), form_of(draft, **PUBLISH))
    assert now(draft).live


def test_the_form_does_not_publish_what_strands_a_learner_and_keeps_what_was_written(
    as_moderator, draft
):
    sent = form_of(draft, title="Titlu nou", **PUBLISH)
    response = as_moderator.post(url_of("edit", draft.pk), sent)
    assert response.url == url_of("edit", draft.pk)
    assert "Plătesc o taxă" in told(response)
    assert not now(draft).live
    assert now(draft).get_latest_revision_as_object().title == "Titlu nou"


def test_a_new_service_that_is_published_at_once_is_a_draft_if_it_is_refused(as_moderator, draft):
    sent = form_of(draft, title="De la început", key="", **PUBLISH)
    as_moderator.post(url_of("add"), sent)
    assert not PracticeService.objects.get(title="De la început").live


def test_what_is_live_stays_as_it_was_when_its_draft_is_refused(as_moderator, service, stranded):
    service.describe(stranded)
    with pytest.raises(PublishRefused):
        service.save_revision(clean=False).publish()
    assert now(service).live
    assert now(service).shape["screens"][0]["elements"][2]["to"] == "institutie"


def test_an_author_cannot_publish(as_author, make, shape):
    draft = make(shape)
    as_author.post(url_of("edit", draft.pk), form_of(draft, **PUBLISH))
    assert not now(draft).live


def test_the_workflow_publishes_nothing_that_strands_a_learner(as_author, as_moderator, draft):
    as_author.post(url_of("edit", draft.pk), form_of(draft, **{"action-submit": "1"}))
    task = now(draft).current_workflow_task_state
    url = url_of("workflow_action", draft.pk, "approve", task.pk)
    response = as_moderator.post(url)
    assert response.url == url_of("edit", draft.pk)
    assert "Plătesc o taxă" in told(response)
    assert not now(draft).live


def test_the_workflow_publishes_a_sound_service(as_author, as_moderator, make, shape):
    draft = make(shape)
    as_author.post(url_of("edit", draft.pk), form_of(draft, **{"action-submit": "1"}))
    task = now(draft).current_workflow_task_state
    as_moderator.post(url_of("workflow_action", draft.pk, "approve", task.pk))
    assert now(draft).live


def test_a_schedule_holds_back_what_strands_a_learner_and_says_why(draft, capsys):
    revision = draft.save_revision(clean=False)
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timezone.timedelta(minutes=1)
    )
    call_command("publish_scheduled")
    assert not now(draft).live
    assert "Plătesc o taxă" in capsys.readouterr().err


# --- previews ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [mode for mode, _ in PracticeService.preview_modes])
def test_each_preview_shows_what_was_just_typed(mode, as_author, service):
    url = url_of("preview_on_edit", service.pk)
    sent = form_of(service, **{"screens-0-value-title": "Scris chiar acum"})
    assert as_author.post(url, sent).json() == {"is_valid": True, "is_available": True}
    response = as_author.get(url, {"mode": mode})
    assert response.status_code == 200
    assert service.title in response.text
    if mode in ("flow", "practice"):
        assert "Scris chiar acum" in response.text


@pytest.mark.parametrize("mode", [mode for mode, _ in PracticeService.preview_modes])
def test_a_service_with_nothing_in_it_has_its_previews(mode, as_author):
    url = url_of("preview_on_add")
    counts = {f"{name}-count": "0" for name in ("card", "scales", "screens", "tasks")}
    sent = {"title": "Doar un titlu", "institution": "Primăria Exemplu", "color": "blue"}
    assert as_author.post(url, sent | counts).json()["is_available"]
    assert "Doar un titlu" in as_author.get(url, {"mode": mode}).text


def test_the_ways_are_drawn_and_said_in_words(as_author, draft):
    url = url_of("preview_on_edit", draft.pk)
    as_author.post(url, form_of(draft))
    page = as_author.get(url, {"mode": "flow"}).text
    assert page.count("<rect") == len(draft.shape["screens"])
    assert "Alegeți instituția → Datele dumneavoastră" in page
