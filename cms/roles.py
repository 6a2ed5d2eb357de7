"""Authors write, moderators read it once more and publish; facilitators stand beside learners.

Wagtail comes with the groups “Editors” and “Moderators” and a workflow between them. We take them
over under names that our editors understand, and give them the house's own rooms as well.
"""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import (
    Collection,
    DraftStateMixin,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
)
from wagtail.snippets.models import get_snippet_models

AUTHORS = "Autori"
MODERATORS = "Moderatori"
FACILITATORS = "Facilitatori"
WORKFLOW = "moderator"  # the button says “Trimite la moderator”


def prepare() -> None:
    """Makes the roles and the workflow what they should be: adds what is missing, takes nothing."""
    authors, moderators = _named(AUTHORS, "Editors"), _named(MODERATORS, "Moderators")
    for group in (authors, moderators):
        _allow(group, [Permission.objects.get(codename="access_admin")])
        _allow(group, _model_permissions(get_snippet_models(), ("view",)))
        _allow_pages(group, ("add_page", "change_page"))
        _allow_collections(group, ("add", "choose"))  # and to mend what one brought oneself
    # Facts, words and pictures show at once, wherever they stand: to change them is to publish.
    _allow(moderators, _model_permissions(get_snippet_models(), ("add", "change", "delete")))
    # What has drafts goes the way of pages instead: authors write it, moderators publish it.
    drafted = [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]
    _allow(authors, _model_permissions(drafted, ("add", "change")))
    _allow(moderators, _model_permissions(drafted, ("publish", "lock", "unlock")))
    _allow_collections(moderators, ("change",))
    _allow(moderators, _model_permissions(settings_registry, ("change",)))
    _allow(moderators, [Permission.objects.get(codename="submit_translation")])  # of words as well
    _allow(moderators, _named_permissions(settings.MODERATORS_MAY))
    _allow_pages(moderators, ("publish_page", "bulk_delete_page", "lock_page", "unlock_page"))
    facilitators, _ = Group.objects.get_or_create(name=FACILITATORS)
    _allow(facilitators, [Permission.objects.get(codename="access_admin")])
    _allow(facilitators, _named_permissions(settings.FACILITATORS_MAY))
    _prepare_workflow(moderators, drafted)


def _named(name: str, wagtails: str) -> Group:
    """The group `name`: Wagtail's own, renamed, the first time."""
    group = Group.objects.filter(name__in=(name, wagtails)).order_by("pk").first() or Group()
    if group.name != name:
        if wagtails == "Editors":  # whom Wagtail lets change every picture
            group.collection_permissions.filter(permission__codename__startswith="change_").delete()
        group.name = name
        group.save()
    return group


def _allow(group: Group, permissions) -> None:
    missing = set(permissions) - set(group.permissions.all())
    if missing:
        group.permissions.add(*missing)


def _model_permissions(models, actions) -> list[Permission]:
    models = list(models)
    types = ContentType.objects.get_for_models(*models).values()
    codenames = [f"{action}_{model._meta.model_name}" for model in models for action in actions]
    return list(Permission.objects.filter(content_type__in=types, codename__in=codenames))


def _named_permissions(names) -> list[Permission]:
    """Permissions by their whole names, such as ``progress.view_certificate``."""
    pairs = [name.split(".") for name in names]
    wanted = [
        Permission.objects.filter(content_type__app_label=room, codename=codename)
        for room, codename in pairs
    ]
    return [permission for found in wanted for permission in found]


def _allow_pages(group: Group, codenames) -> None:
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _allow_collections(group: Group, actions) -> None:
    root = Collection.get_first_root_node()
    codenames = [
        f"{action}_{model}" for action in actions for model in ("customimage", "customdocument")
    ]
    for permission in Permission.objects.filter(content_type__app_label="cms", codename__in=codenames):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _prepare_workflow(moderators: Group, drafted) -> None:
    """One task, one reader: the moderators. Taken over from Wagtail's default the first time."""
    task = GroupApprovalTask.objects.filter(groups=moderators).first()
    if task is not None and task.name != WORKFLOW:
        task.name = WORKFLOW
        task.save()
    for workflow in Workflow.objects.filter(workflow_tasks__task=task).exclude(name=WORKFLOW):
        workflow.name = WORKFLOW
        workflow.save()
    workflow = Workflow.objects.filter(name=WORKFLOW, workflow_tasks__task=task).first()
    for content_type in ContentType.objects.get_for_models(*drafted).values() if workflow else ():
        WorkflowContentType.objects.get_or_create(
            content_type=content_type, defaults={"workflow": workflow}
        )
