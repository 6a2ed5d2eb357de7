"""Misconfiguration of the sync fails at `check`, with the mend in its hint."""

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


@checks.register
def fact_projections(app_configs, **kwargs):
    """Every projection of the setting can be imported and called."""
    for path in settings.FACT_PROJECTIONS:
        try:
            found = import_string(path)
        except (ImportError, ValueError) as error:
            yield checks.Error(
                f"The projection {path} cannot be imported: {error}",
                hint="Mend the dotted path in FACT_PROJECTIONS, or take it out.",
                id="progress.E001",
            )
        else:
            if not callable(found):
                yield checks.Error(
                    f"The projection {path} cannot be called.",
                    hint="Name a function projection(learner, facts) (progress/projections.py).",
                    id="progress.E002",
                )
