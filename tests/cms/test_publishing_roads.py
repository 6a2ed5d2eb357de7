"""Roads to the public page, walked through the editors' own screens: the form and the workflow."""

import json

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState

from cms.models import CustomImage
from directory.models import Helpline, HelpSettings
from tutorials.models import TutorialPage

NO_SOURCE = "Surse: Numărul minim de articole este 1"
PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}


def told(response) -> list[str]:
    """What the next screen says on top, as people read it."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors_of(response, field: str):
    """What the form says beside one of its fields, as Wagtail hands it to the browser."""
    (error,) = response.context["form"].errors.as_data()[field]
    return json.dumps(error.as_json_data(), default=str, ensure_ascii=False)


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def latest(page):
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def add_url(parent) -> str:
    return reverse("wagtailadmin_pages:add", args=["tutorials", "tutorialpage", parent.pk])


@pytest.fixture
def sent_in(as_author, draft, form_of, edit_url):
    """A sound tutorial that its author sent to the moderators."""
    as_author.post(edit_url(draft), form_of(draft, as_author.person, **SUBMIT))
    draft.refresh_from_db()
    assert draft.workflow_in_progress
    return draft


@pytest.fixture
def spoiled(sent_in, unsound):
    """What was sent in lost its sources afterwards: in the latest revision, as by an import."""
    unsound(sent_in.get_latest_revision_as_object()).save_revision(clean=False)
    return sent_in


# --- the form for a new page ------------------------------------------------------------------


def test_a_new_sound_tutorial_is_published(as_moderator, tutorial, course, form_of):
    sent = form_of(tutorial, as_moderator.person, title="Nou", slug="nou", **PUBLISH)
    assert as_moderator.post(add_url(course), sent).status_code == 302
    made = TutorialPage.objects.child_of(course).get(slug="nou")
    assert made.live
    assert len(made.steps) == len(tutorial.steps)


def test_a_new_unsound_tutorial_is_refused_beside_the_field(
    as_moderator, tutorial, course, unsound, form_of
):
    sent = form_of(unsound(tutorial), as_moderator.person, title="Nou", slug="nou", **PUBLISH)
    response = as_moderator.post(add_url(course), sent)
    assert "Numărul minim de articole este 1" in errors_of(response, "sources")
    assert (
        tutorial.steps[0].value["action"] in response.context["form"].instance.steps[0].value["action"]
    )
    assert not TutorialPage.objects.filter(slug="nou").exists()


def test_a_new_tutorial_needs_only_a_title_to_be_kept(as_author, course, form_of):
    empty = TutorialPage(title="Doar un titlu", slug="doar-un-titlu", locale=course.locale)
    empty.get_parent = lambda: course
    response = as_author.post(add_url(course), form_of(empty, as_author.person))
    kept = TutorialPage.objects.get(slug="doar-un-titlu")
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[kept.pk])
    assert not kept.live


def test_a_new_page_checked_while_another_draft_is_saved_stays_a_draft(
    as_moderator, tutorial, course, unsound, form_of, monkeypatch
):
    """Wagtail loosens the shared blocks while it saves a draft: the form lets the page pass."""
    block = TutorialPage._meta.get_field("sources").stream_block
    monkeypatch.setattr(block.meta, "required", False)
    sent = form_of(unsound(tutorial), as_moderator.person, title="Nou", slug="nou", **PUBLISH)
    response = as_moderator.post(add_url(course), sent)
    kept = TutorialPage.objects.get(slug="nou")
    assert not kept.live
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[kept.pk])
    assert NO_SOURCE in told(response)[0]


# --- the form for a page that exists ----------------------------------------------------------


def test_a_sound_draft_is_published(as_moderator, draft, form_of, edit_url):
    as_moderator.post(edit_url(draft), form_of(draft, as_moderator.person, **PUBLISH))
    assert is_live(draft)


def test_a_refusal_stands_beside_the_field_and_everything_typed_with_it(
    as_moderator, draft, unsound, change, form_of, edit_url
):
    change(unsound(draft), "steps", lambda raw: raw[1]["value"].update(tip="Scris chiar acum"))
    response = as_moderator.post(edit_url(draft), form_of(draft, as_moderator.person, **PUBLISH))
    assert response.status_code == 200
    assert "Numărul minim de articole este 1" in errors_of(response, "sources")
    assert "Scris chiar acum" in response.text
    assert not is_live(draft)


@pytest.mark.parametrize(
    ("field", "spoil", "place", "message"),
    [
        ("steps", {"action": ""}, "action", "Acest câmp este obligatoriu."),
        ("steps", "picture", "alt", "Spuneți în cuvinte ce arată imaginea."),
    ],
)
def test_the_refusal_names_the_part_of_the_step(
    field, spoil, place, message, as_moderator, draft, change, form_of, edit_url
):
    if spoil == "picture":
        spoil = {"picture": {"image": CustomImage.objects.first().pk, "alt": ""}}
    change(draft, field, lambda raw: raw[2]["value"].update(spoil))
    response = as_moderator.post(edit_url(draft), form_of(draft, as_moderator.person, **PUBLISH))
    error = response.context["form"].errors.as_data()[field][0].block_errors[2]
    while place not in error.block_errors:
        (error,) = error.block_errors.values()
    assert error.block_errors[place].messages == [message]
    assert not is_live(draft)


def test_ten_thousand_characters_in_a_step_come_back_with_a_message(
    as_moderator, draft, change, form_of, edit_url
):
    long = "Apasati butonul. " * 700
    change(draft, "steps", lambda raw: raw[0]["value"].update(action=long))
    response = as_moderator.post(edit_url(draft), form_of(draft, as_moderator.person, **PUBLISH))
    assert "120" in errors_of(response, "steps")
    assert long.strip() in response.text


def test_ten_thousand_characters_where_they_fit_are_published(
    as_moderator, draft, change, form_of, edit_url, client
):
    long = "Citiți încă o dată. " * 600
    change(draft, "steps", lambda raw: raw[0]["value"].update(details=f"<p>{long}</p>"))
    as_moderator.post(edit_url(draft), form_of(draft, as_moderator.person, **PUBLISH))
    assert long.strip() in client.get(draft.url).text


def test_a_published_page_keeps_its_public_face_when_its_change_is_refused(
    as_moderator, tutorial, unsound, form_of, edit_url, client
):
    sent = form_of(unsound(tutorial), as_moderator.person, title="Schimbat", **PUBLISH)
    assert as_moderator.post(edit_url(tutorial), sent).status_code == 200
    shown = client.get(tutorial.url).text
    assert "Schimbat" not in shown
    assert "Ordonanța Guvernului\u00a027/2002" in shown


@pytest.mark.parametrize("state", ["draft", "tutorial"])
def test_a_change_checked_while_another_draft_is_saved_stays_a_draft(
    state, request, as_moderator, unsound, form_of, edit_url, monkeypatch
):
    page = request.getfixturevalue(state)
    was_live = page.live
    block = TutorialPage._meta.get_field("sources").stream_block
    monkeypatch.setattr(block.meta, "required", False)
    sent = form_of(unsound(page), as_moderator.person, title="Schimbat", **PUBLISH)
    response = as_moderator.post(edit_url(page), sent)
    assert NO_SOURCE in told(response)[0]
    shown = TutorialPage.objects.get(pk=page.pk)
    assert shown.live is was_live
    assert len(shown.sources) or not was_live
    assert latest(shown).title == "Schimbat"


EMPTY = "competences helps needs risks steps exercises quiz proof helplines terms sources".split()


@pytest.mark.parametrize("field", EMPTY)
def test_a_draft_may_lack_any_part(field, as_author, draft, change, form_of, edit_url):
    change(draft, field, list.clear)
    response = as_author.post(edit_url(draft), form_of(draft, as_author.person, summary="Altul"))
    assert response.status_code == 302
    kept = latest(draft)
    assert kept.summary == "Altul"
    assert not getattr(kept, field)


HALF_WRITTEN = [
    ("steps", lambda raw: raw.__delitem__(slice(1, None))),
    ("steps", lambda raw: raw[0]["value"].update(action="")),
    ("quiz", lambda raw: raw[2]["value"]["choices"].clear()),
    ("quiz", lambda raw: [c["value"].update(right=False) for c in raw[2]["value"]["choices"]]),
    ("quiz", lambda raw: raw[0]["value"].update(answers=[], before="", after="", why="")),
    ("risks", lambda raw: raw.__delitem__(slice(1, None))),
    ("proof", lambda raw: raw.__delitem__(slice(1, None))),
    ("sources", lambda raw: raw[0]["value"].update(title="", review_by=None)),
    ("sources", lambda raw: raw[0]["value"].update(checked_on=None)),
    ("exercises", lambda raw: raw[0]["value"].update(todo=[], check="")),
    ("helps", lambda raw: raw[0].update(value="<p></p>")),
]


@pytest.mark.parametrize(("field", "edit"), HALF_WRITTEN)
def test_a_draft_may_be_half_written(field, edit, as_author, draft, change, form_of, edit_url):
    change(draft, field, edit)
    sent = form_of(draft, as_author.person, summary="Altul")
    assert as_author.post(edit_url(draft), sent).status_code == 302
    assert latest(draft).summary == "Altul"


def test_an_old_revision_that_is_unsound_is_refused(as_moderator, tutorial, unsound, form_of, edit_url):
    sources = len(tutorial.sources)
    old = unsound(tutorial.get_latest_revision_as_object()).save_revision(clean=False)
    tutorial.save_revision()
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[tutorial.pk, old.pk])
    assert as_moderator.get(revert).status_code == 200
    sent = form_of(old.as_object(), as_moderator.person, revision=str(old.pk), **PUBLISH)
    response = as_moderator.post(revert, sent)
    assert "Numărul minim de articole este 1" in errors_of(response, "sources")
    assert len(TutorialPage.objects.get(pk=tutorial.pk).sources) == sources


def test_an_old_revision_that_is_sound_is_published_again(as_moderator, tutorial, form_of):
    old = tutorial.save_revision()
    tutorial.title = "Mai nou"
    tutorial.save_revision().publish()
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[tutorial.pk, old.pk])
    sent = form_of(old.as_object(), as_moderator.person, **PUBLISH)
    assert as_moderator.post(revert, sent).status_code == 302
    assert TutorialPage.objects.get(pk=tutorial.pk).title == old.as_object().title


# --- the workflow -----------------------------------------------------------------------------


def test_what_is_unsound_cannot_be_sent_in(as_author, draft, unsound, form_of, edit_url):
    sent = form_of(unsound(draft), as_author.person, **SUBMIT)
    response = as_author.post(edit_url(draft), sent)
    assert "Numărul minim de articole este 1" in errors_of(response, "sources")
    assert not Page.objects.get(pk=draft.pk).workflow_in_progress


def approve_url(page) -> str:
    task = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])


def test_a_moderator_approves_and_it_is_published(as_moderator, sent_in):
    as_moderator.post(approve_url(sent_in))
    assert is_live(sent_in)
    assert WorkflowState.objects.get(object_id=sent_in.pk).status == WorkflowState.STATUS_APPROVED


def test_what_became_unsound_is_refused_and_stays_in_moderation(as_moderator, spoiled, edit_url):
    response = as_moderator.post(approve_url(spoiled))
    assert response.headers["Location"] == edit_url(spoiled)
    assert "Ciorna mea" in told(response)[0]
    assert NO_SOURCE in told(response)[0]
    assert not is_live(spoiled)
    assert WorkflowState.objects.get(object_id=spoiled.pk).status == WorkflowState.STATUS_IN_PROGRESS
    assert TaskState.objects.get(workflow_state__object_id=spoiled.pk).status == "in_progress"


def test_the_refusal_is_read_on_the_page_that_it_leads_to(as_moderator, spoiled):
    response = as_moderator.post(approve_url(spoiled), follow=True)
    assert NO_SOURCE in response.text


def test_approving_in_the_form_publishes(as_moderator, sent_in, form_of, edit_url):
    action = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    extra = {"workflow-action-extra-data": json.dumps({"comment": "Foarte bine"})}
    sent = form_of(sent_in, as_moderator.person, **action, **extra)
    as_moderator.post(edit_url(sent_in), sent)
    assert is_live(sent_in)
    assert TaskState.objects.get(workflow_state__object_id=sent_in.pk).comment == "Foarte bine"


def test_approving_in_the_form_refuses_beside_the_field(
    as_moderator, sent_in, unsound, form_of, edit_url
):
    action = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    sent = form_of(unsound(sent_in), as_moderator.person, **action)
    response = as_moderator.post(edit_url(sent_in), sent)
    assert "Numărul minim de articole este 1" in errors_of(response, "sources")
    assert not is_live(sent_in)


@pytest.mark.parametrize("sound", [True, False])
def test_approving_with_a_comment_answers_its_dialog(sound, request, as_moderator, edit_url):
    """The dialog's script reads JSON and goes where it says; a redirect would leave it speechless."""
    page = request.getfixturevalue("sent_in" if sound else "spoiled")
    response = as_moderator.post(
        approve_url(page), {"comment": "Citit"}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert response.json() == {"step": "success", "redirect": edit_url(page)}
    assert is_live(page) is sound
    assert (NO_SOURCE in as_moderator.get(edit_url(page)).text) is not sound


@pytest.mark.parametrize("how", ["publish_copies", "alias"])
def test_a_copy_that_would_be_public_at_once_is_asked_too(as_moderator, tutorial, how):
    """What was sound when it was published may have lost its helpline since."""
    HelpSettings.objects.update(helpline=None)
    Helpline.objects.all().delete()
    sent = {
        "new_title": "Copie",
        "new_slug": "copie",
        "new_parent_page": tutorial.get_parent().pk,
        how: "on",
    }
    answer = as_moderator.post(
        reverse("wagtailadmin_pages:copy", args=[tutorial.pk]), sent, follow=True
    )
    assert "Sunați un om" in answer.text
    assert not Page.objects.filter(slug="copie").exists()
