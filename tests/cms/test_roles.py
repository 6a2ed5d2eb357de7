"""Authors write, moderators publish, facilitators do neither. What each may reach, and what not."""

import re
from functools import partial

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.urls import pages as page_urls
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import (
    DraftStateMixin,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Revision,
    Site,
    Task,
    Workflow,
    WorkflowTask,
)
from wagtail.snippets.models import get_snippet_models

from cms import roles
from cms.management.commands.set_up import Command as SetUp
from cms.models import CustomImage, User
from cms.pagecache.watch import is_shown

ROLES = ["author", "moderator"]


@pytest.fixture
def as_(request):
    """``as_("author")`` is a browser in which an author is signed in."""
    return lambda role: request.getfixturevalue(f"as_{role}")


# --- preparing them ---------------------------------------------------------------------------


def rights():
    return {
        "groups": set(Group.objects.values_list("name", "permissions")),
        "pages": set(GroupPagePermission.objects.values_list("group", "page", "permission")),
        "files": set(
            GroupCollectionPermission.objects.values_list("group", "collection", "permission")
        ),
        "tasks": set(Task.objects.values_list("pk", "name")),
        "workflows": set(Workflow.objects.values_list("pk", "name", "active")),
        "steps": set(WorkflowTask.objects.values_list("workflow", "task")),
    }


def test_wagtails_groups_and_workflow_go_under_our_names(db):
    assert set(Group.objects.values_list("name", flat=True)) == {
        *("Autori", "Moderatori", "Facilitatori")
    }
    assert [workflow.name for workflow in Workflow.objects.all()] == [roles.WORKFLOW]


def test_preparing_again_changes_nothing(db):
    before = rights()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        roles.prepare()
    assert rights() == before
    assert [query["sql"] for query in queries if is_shown(query["sql"])] == []


def test_preparing_gives_back_a_right_that_was_lost(db):
    before = rights()
    authors = Group.objects.get(name=roles.AUTHORS)
    authors.permissions.remove(Permission.objects.get(codename="add_helpline"))
    GroupPagePermission.objects.filter(group=authors, permission__codename="change_page").delete()
    GroupCollectionPermission.objects.filter(permission__codename="choose_customimage").delete()
    assert rights() != before
    roles.prepare()
    assert rights() == before


def test_preparing_leaves_other_groups_alone(db):
    volunteers = Group.objects.create(name="Voluntari")
    volunteers.permissions.add(Permission.objects.get(codename="access_admin"))
    before = rights()
    roles.prepare()
    assert rights() == before


@pytest.mark.parametrize(("wagtails", "ours"), [("Editors", "Autori"), ("Moderators", "Moderatori")])
def test_a_group_under_wagtails_name_gets_ours_and_keeps_its_people(wagtails, ours, db):
    group = Group.objects.get(name=ours)
    Group.objects.filter(pk=group.pk).update(name=wagtails)
    roles.prepare()
    assert Group.objects.get(name=ours).pk == group.pk


def test_the_demos_people_sign_in_with_the_passwords_that_are_kept(db, settings, tmp_path, client):
    settings.DATA_DIR = tmp_path
    call_command("prepare", demo=True)
    call_command("prepare", demo=True)
    for name in ("autor", "moderator", "facilitator", "administrator"):
        kept = tmp_path / "demo-passwords" / name
        assert kept.stat().st_mode & 0o077 == 0
        signed_in = client.post(
            reverse("wagtailadmin_login"), {"username": name, "password": kept.read_text()}
        )
        assert signed_in.headers["Location"] == reverse("wagtailadmin_home")


def test_a_password_that_its_owner_changed_is_not_told_any_more(db, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    call_command("prepare", demo=True)
    author = User.objects.get(username="autor")
    author.set_password("alta")
    author.save()
    SetUp().say_where()
    told = capsys.readouterr().out
    assert "autor / (a password of their own)" in told
    assert f"moderator / {(tmp_path / 'demo-passwords/moderator').read_text()}" in told


def test_a_site_that_somebody_deleted_is_made_again(db):
    before = Site.objects.get()
    address = before.hostname, before.port
    before.delete()
    call_command("prepare")
    made = Site.objects.get()
    assert (made.hostname, made.port) == address
    assert made.root_page.slug == "home" or made.root_page.depth == 2


# --- what an author may not -------------------------------------------------------------------


@pytest.fixture
def temptation(draft, course, tutorial, as_author, as_moderator, form_of, edit_url):
    """What an address of the editors' rooms may ask for, and a form with every button pressed."""
    person = as_author.person
    as_author.post(edit_url(draft), form_of(draft, person, **{"action-submit": "1"}))
    draft.refresh_from_db()
    task = draft.current_workflow_task_state
    values = {
        "page_id": draft.pk,
        "pk": draft.pk,
        "page_to_move_id": draft.pk,
        "parent_page_id": course.pk,
        "destination_id": course.pk,
        "content_type_app_name": "tutorials",
        "content_type_model_name": "tutorialpage",
        "app_label": "tutorials",
        "model_name": "tutorialpage",
        "action_name": "approve",
        "task_state_id": task.pk,
        "task_id": task.task_id,
        "workflow_state_id": task.workflow_state_id,
        "revision_id": draft.latest_revision_id,
        "revision_id_a": "live",
        "revision_id_b": "latest",
    }
    form = form_of(draft, person, go_live_at="2020-01-01 10:00", live="on", slug="alta")
    form |= dict.fromkeys(["action-publish", "action-workflow-action", "confirm", "alias"], "on")
    form |= {"workflow-action-name": "approve", "publish_copies": "on", "copy_subpages": "on"}
    form |= {"new_title": "Copie", "new_slug": "copie", "new_parent_page": course.pk}
    return values, form


def public_face():
    """All that decides what readers find: now, and at a later hour."""
    return (
        set(Page.objects.live().values_list("pk", "title", "url_path", "live_revision")),
        set(Revision.objects.exclude(approved_go_live_at=None).values_list("pk", flat=True)),
    )


def guilty(attempts) -> list[str]:
    """The names of those attempts that changed what is public; each is undone before the next."""
    before, found = public_face(), []
    for name, attempt in attempts:
        with transaction.atomic():
            assert attempt().status_code < 500, name
            if public_face() != before:
                found.append(name)
            transaction.set_rollback(True)
    return found


STATES = pytest.mark.parametrize("state", ["draft", "published"])


@STATES
def test_no_address_of_a_page_lets_an_author_change_what_is_public(
    state, as_author, temptation, tutorial
):
    values, form = temptation
    if state == "published":
        values |= dict.fromkeys(["page_id", "pk", "page_to_move_id"], tutorial.pk)
        values["revision_id"] = tutorial.latest_revision_id

    def attempts():
        for pattern in page_urls.urlpatterns:
            wanted = re.findall(r"(\w+)>", str(pattern.pattern))
            url = reverse(f"wagtailadmin_pages:{pattern.name}", kwargs={k: values[k] for k in wanted})
            yield pattern.name, partial(as_author.post, url, form)

    assert guilty(attempts()) == []


def test_no_action_on_many_lets_an_author_change_what_is_public(as_author, temptation, tutorial):
    values, form = temptation
    form |= {"chooser": values["parent_page_id"], "include_descendants": "on"}

    def attempts():
        for action in bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page"):
            url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action.action_type])
            chosen = f"{url}?id={values['pk']}&id={tutorial.pk}"
            yield action.action_type, partial(as_author.post, chosen, form)

    assert guilty(attempts()) == []


@STATES
def test_no_action_of_the_api_lets_an_author_change_what_is_public(
    state, as_author, temptation, tutorial
):
    values, _ = temptation
    page = tutorial.pk if state == "published" else values["pk"]
    asked = {
        "keep_live": True,
        "destination_page_id": values["parent_page_id"],
        "destination_parent_id": values["parent_page_id"],
        "position": "first-child",
        "locale": "en",
        "revision_id": values["revision_id"],
        "slug": "copie",
    }

    def attempts():
        for action in PagesAdminAPIViewSet.actions:
            url = reverse("wagtailadmin_api:pages:action", args=[page, action])
            yield action, partial(as_author.post, url, asked, content_type="application/json")

    assert guilty(attempts()) == []


def test_an_authors_pressing_publish_keeps_a_draft(as_author, draft, form_of, edit_url):
    sent = form_of(draft, as_author.person, title="Mai bun", **{"action-publish": "1"})
    as_author.post(edit_url(draft), sent)
    page = Page.objects.get(pk=draft.pk)
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Mai bun"


# --- what both may, and what only moderators may ----------------------------------------------


def opens(client, url) -> bool:
    """Whether the screen opens; Wagtail leads whoever may not see it back to the dashboard."""
    response = client.get(url)
    if response.status_code == 302:
        assert response.headers["Location"] == reverse("wagtailadmin_home")
    return response.status_code == 200


LIBRARY = ["wagtailimages:index", "wagtailimages:add", "wagtaildocs:index", "wagtaildocs:add"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", LIBRARY)
def test_both_use_pictures_and_files(name, role, as_):
    assert opens(as_(role), reverse(name))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", get_snippet_models())
def test_both_read_the_snippets(model, role, as_):
    assert opens(as_(role), reverse(model.snippet_viewset.get_url_name("list")))


DRAFTED = [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]


@pytest.mark.parametrize("model", DRAFTED)
def test_an_author_writes_what_has_drafts_and_deletes_none_of_it(model, as_author):
    pk = model.objects.first().pk
    assert opens(as_author, reverse(model.snippet_viewset.get_url_name("add")))
    assert opens(as_author, reverse(model.snippet_viewset.get_url_name("edit"), args=[pk]))
    for view in ("delete", "unpublish"):
        assert not opens(as_author, reverse(model.snippet_viewset.get_url_name(view), args=[pk]))


# What has a permission of its own has tests of its own (tests/tutorials/h5p, tests/lti/outward).
AT_ONCE = [
    one
    for one in get_snippet_models()
    if one not in DRAFTED and "change" in one._meta.default_permissions
]


@pytest.mark.parametrize("model", AT_ONCE)
@pytest.mark.parametrize("view", ["add", "edit", "delete"])
def test_only_a_moderator_changes_what_shows_at_once(model, view, as_author, as_moderator):
    at = [] if view == "add" else [model.objects.first().pk]
    url = reverse(model.snippet_viewset.get_url_name(view), args=at)
    assert not opens(as_author, url)
    assert opens(as_moderator, url)


@pytest.mark.parametrize("view", ["edit", "delete"])
def test_an_author_changes_no_picture_of_another(view, as_author, as_moderator):
    url = reverse(f"wagtailimages:{view}", args=[CustomImage.objects.first().pk])
    assert not opens(as_author, url)
    assert opens(as_moderator, url)


@pytest.mark.parametrize("model", list(settings_registry))
def test_only_a_moderator_sets_the_site(model, site, as_author, as_moderator):
    url = reverse("wagtailsettings:edit", args=[model._meta.app_label, model._meta.model_name, site.pk])
    assert not opens(as_author, url)
    assert opens(as_moderator, url)


OPERATORS = [
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtailadmin_workflows:index",
    "wagtailadmin_collections:index",
    "wagtailredirects:index",
    "wagtaillocales:index",
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", OPERATORS)
def test_neither_reaches_what_is_the_operators(name, role, as_):
    assert not opens(as_(role), reverse(name))


@pytest.mark.parametrize(
    "path", ["", "pages/", "images/", "snippets/directory/helpline/", "api/main/pages/"]
)
def test_nobody_reaches_the_editors_rooms_without_signing_in(path, client, db):
    response = client.get(f"/admin/{path}")
    assert response.status_code in (302, 401, 403)
    assert response.headers.get("Location", "/admin/login/").startswith("/admin/login/")
