from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from lti_tool.apps import LtiToolAppConfig


class LtiConfig(AppConfig):
    name = "lti"
    verbose_name = _("LTI")
    shown_on_pages = False  # a launch drops no kept page (cms/pagecache/watch.py)
    default = True


class ToolConfig(LtiToolAppConfig):
    """django-lti, of which we keep the tables (docs/decisions/021-lti.md)."""

    shown_on_pages = False
