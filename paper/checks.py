"""Misconfiguration fails at `check`, with the mend in its hint."""

from django.conf import settings
from django.core import checks

from cms.checks import unusable
from paper import pdf


@checks.register
def providers(app_configs, **kwargs):
    """Every provider of documents can be imported and called."""
    ids = ("paper.E001", "paper.E002")
    return list(unusable(settings.DOCUMENTS, "provider of documents", "DOCUMENTS", ids=ids))


@checks.register
def can_make_pdf(app_configs, **kwargs):
    """Without WeasyPrint and Pango the site runs; who installs it should know what it lacks."""
    if not settings.BUILD_DOCUMENTS:
        return []
    if reason := pdf.why_not():
        return [checks.Warning(f"No PDF can be made here: {reason}", hint=pdf.HINT, id="paper.W001")]
    return []
