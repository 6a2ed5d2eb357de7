"""Misconfiguration fails at `check`, with the mend in its hint."""

from django.conf import settings
from django.core import checks

from cms.checks import unusable


@checks.register
def providers(app_configs, **kwargs):
    """Every provider of packs can be imported and called."""
    return [
        *unusable(settings.PACKS, "provider of packs", "PACKS", ids=("offline.E001", "offline.E002")),
        *unusable(
            settings.FRAMES, "provider of frames", "FRAMES", ids=("offline.E003", "offline.E004")
        ),
    ]
