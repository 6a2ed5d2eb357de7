from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("The site")

    def ready(self):
        from cms import (
            checks,  # noqa: F401
            pictures,
        )
        from cms.pagecache import watch
        from cms.publishing import rules
        from cms.search import receivers

        connection_created.connect(watch.install, dispatch_uid="pagecache.watch")
        receivers.connect()
        pictures.connect()
        rules.copy_strict_blocks()
