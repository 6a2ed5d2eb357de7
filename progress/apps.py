from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "progress"
    verbose_name = _("Progress")
    shown_on_pages = False  # a sync drops no kept page (cms/pagecache/watch.py)

    def ready(self):
        from progress import checks  # noqa: F401
