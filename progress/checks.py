"""Misconfiguration of the sync fails at `check`, with the mend in its hint."""

from django.conf import settings
from django.core import checks

from cms.checks import unusable


@checks.register
def fact_projections(app_configs, **kwargs):
    """Every projection of the setting can be imported and called."""
    ids = ("progress.E001", "progress.E002")
    return list(unusable(settings.FACT_PROJECTIONS, "projection", "FACT_PROJECTIONS", ids=ids))
