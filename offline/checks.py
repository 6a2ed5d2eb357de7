"""Misconfiguration fails at `check`, with the mend in its hint."""

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


@checks.register
def providers(app_configs, **kwargs):
    """Every provider of packs can be imported."""
    for path in settings.PACKS:
        try:
            import_string(path)
        except (ImportError, ValueError) as error:
            yield checks.Error(
                f"The provider of packs {path} cannot be imported: {error}",
                hint="Mend the dotted path in PACKS, or take it out.",
                id="offline.E001",
            )
