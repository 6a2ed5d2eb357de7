"""Misconfiguration fails at `check`, with the mend in its hint."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from cms.slots import PLACES


@checks.register
def slots(app_configs, **kwargs):
    """Every slot of the setting is a place that exists, and every filler can be imported."""
    for name, paths in settings.SLOTS.items():
        if name not in PLACES:
            yield checks.Error(
                f"SLOTS names “{name}”, which no template has.",
                hint=f"Use one of: {', '.join(PLACES)} (cms/slots.py).",
                id="cms.E001",
            )
        yield from unusable(paths, f"filler of slot “{name}”", "SLOTS", ids=("cms.E002", "cms.E003"))


def unusable(
    paths: Iterable[str], what: str, setting: str, *, ids: tuple[str, str]
) -> Iterator[checks.Error]:
    """An error for each dotted path of `setting` that names no function.

    `ids` are those of the error for what cannot be imported, and for what cannot be called.
    """
    for path in paths:
        try:
            found = import_string(path)
        except (ImportError, ValueError) as error:
            yield checks.Error(
                f"The {what} {path} cannot be imported: {error}",
                hint=f"Mend the dotted path in {setting}, or take it out.",
                id=ids[0],
            )
        else:
            if not callable(found):
                yield checks.Error(
                    f"The {what} {path} cannot be called.",
                    hint=f"{setting} holds the dotted names of functions.",
                    id=ids[1],
                )


@checks.register(checks.Tags.compatibility, deploy=True)
def one_version_for_all(app_configs, **kwargs):
    """Several machines that share a database must share the site version as well."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine.endswith("postgresql") and not settings.CACHE_URL:
        yield checks.Warning(
            "PostgreSQL without CACHE_URL: only the workers of one machine see a change at once.",
            hint="Set CACHE_URL (redis://… or valkey://…) when more than one machine serves the site.",
            id="cms.W001",
        )


@checks.register
def built_browser_code(app_configs, **kwargs):
    """Pages without their style and fonts look broken; say so before anyone sees one."""
    built = Path(settings.STATICFILES_DIRS[0])
    if not (built / "app.css").exists():
        yield checks.Warning(
            f"The browser code is not built: {built} has no app.css.",
            hint="Run `make build`.",
            id="cms.W002",
        )
