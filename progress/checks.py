"""Misconfiguration of the sync fails at `check`, with the mend in its hint."""

import re

from django.conf import settings
from django.core import checks

from cms.checks import unusable
from progress.certificates.keys import key_files


@checks.register
def fact_projections(app_configs, **kwargs):
    """Every projection of the setting can be imported and called."""
    ids = ("progress.E001", "progress.E002")
    return list(unusable(settings.FACT_PROJECTIONS, "projection", "FACT_PROJECTIONS", ids=ids))


@checks.register
def certificate_series(app_configs, **kwargs):
    """A series stands on paper and in every number: a few capitals and digits."""
    if not re.fullmatch(r"([A-Z][A-Z0-9]{0,7})?", settings.CERTIFICATE_SERIES):
        yield checks.Error(
            f"CERTIFICATE_SERIES is “{settings.CERTIFICATE_SERIES}”.",
            hint="Up to eight capital letters and digits, such as PCP; or nothing.",
            id="progress.E003",
        )


@checks.register(deploy=True)
def certificate_keys(app_configs, **kwargs):
    """Whoever reads a key signs in our name."""
    for path in key_files():
        if path.stat().st_mode & 0o077:
            yield checks.Warning(
                f"{path} can be read by others.",
                hint=f"chmod 600 {path}",
                id="progress.W001",
            )
