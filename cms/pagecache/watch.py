"""Notices every write that a page could show, whichever road it takes.

Signals would miss bulk updates, tree moves and raw SQL, so we look at the statements themselves: a
write to any table counts unless the table, or every column it sets, is known never to be shown. What
is new counts until someone says otherwise.
"""

import re
from functools import cache

from django.apps import apps

from .version import site_version

_WRITE = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?',
    re.IGNORECASE,
)
# What begins otherwise writes nothing that a page shows; a WITH may end in a write.
_HARMLESS = re.compile(
    r"\s*(?:SELECT|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|SHOW|LOCK|ANALYZE|CREATE"
    r"|DECLARE|FETCH|CLOSE|WITH(?!.*\b(?:INSERT|UPDATE|DELETE)\b))\b",
    re.IGNORECASE | re.DOTALL,
)
_SET_COLUMN = re.compile(r'"(\w+)" = ')

# Tables that no public page is made from.
NEVER_SHOWN = frozenset(
    {
        "cms_user_groups",
        "cms_user_user_permissions",
        "cms_userprofile",
        "django_migrations",
        "django_session",
        "wagtailadmin_admin",
        "wagtailadmin_editingsession",
        "wagtailadmin_formstate",
        "wagtailcore_comment",
        "wagtailcore_commentreply",
        "wagtailcore_groupapprovaltask",
        "wagtailcore_grouppagepermission",
        "wagtailcore_groupcollectionpermission",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_pagesubscription",
        "wagtailcore_referenceindex",
        "wagtailcore_revision",
        "wagtailcore_task",
        "wagtailcore_taskstate",
        "wagtailcore_uploadedfile",
        "wagtailcore_workflow",
        "wagtailcore_workflowcontenttype",
        "wagtailcore_workflowpage",
        "wagtailcore_workflowstate",
        "wagtailcore_workflowtask",
        "wagtailsearch_indexentry",
        "wagtailsearch_query",
        "wagtailsearch_querydailyhits",
        "wagtailusers_userprofile",
    }
)


@cache
def never_shown() -> frozenset[str]:
    """NEVER_SHOWN, and the tables of every app whose config says ``shown_on_pages = False``.

    So a higher room keeps its own tables out of the watch, without being named here.
    """
    quiet = (c for c in apps.get_app_configs() if not getattr(c, "shown_on_pages", True))
    models = (model for config in quiet for model in config.get_models(include_auto_created=True))
    return NEVER_SHOWN | {model._meta.db_table.lower() for model in models}


# Columns that a draft, a lock or a sign-in may change without any page looking different.
DRAFT_COLUMNS = {
    "has_unpublished_changes",
    "latest_revision_id",
    "locked",
    "locked_at",
    "locked_by_id",
}
NEVER_SHOWN_COLUMNS = {
    "cms_user": {"last_login", "password"},
    "wagtailcore_page": {"draft_title", "latest_revision_created_at", *DRAFT_COLUMNS},
}


@cache
def quiet_columns() -> dict[str, set[str]]:
    """NEVER_SHOWN_COLUMNS, and for every snippet with drafts those that a draft or a lock changes."""
    from wagtail.models import DraftStateMixin  # not before the models are there

    drafted = (model for model in apps.get_models() if issubclass(model, DraftStateMixin))
    own = {model._meta.db_table.lower(): DRAFT_COLUMNS for model in drafted}
    return own | NEVER_SHOWN_COLUMNS


def is_shown(sql: str) -> bool:
    """Whether `sql` writes something that a public page could show."""
    write = _WRITE.match(sql)
    if write is None:
        return not _HARMLESS.match(sql)
    table = write[1].lower()
    if table in never_shown() or table.startswith(("wagtailsearch_indexentry", "auth_")):
        return False
    quiet = quiet_columns().get(table)
    if quiet and sql.lstrip()[:6].upper() == "UPDATE":
        assignments = sql.partition(" SET ")[2].partition(" WHERE ")[0]
        changed = set(_SET_COLUMN.findall(assignments))
        return not changed or not changed <= quiet
    return True


def watch_writes(execute, sql, params, many, context):
    """A database wrapper: bumps the site version once the transaction that wrote is committed."""
    result = execute(sql, params, many, context)
    if is_shown(str(sql)):
        connection = context["connection"]
        pending = connection.run_on_commit
        already = pending and pending[-1][:2] == (set(connection.savepoint_ids), bump)
        if not already:
            connection.on_commit(bump, robust=True)
    return result


def bump() -> None:
    site_version().bump()


def install(connection, **kwargs) -> None:
    """Puts the watch on a new connection (receiver of `connection_created`)."""
    if watch_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch_writes)
