from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class PaperConfig(AppConfig):
    name = "paper"
    verbose_name = _("Paper")
    shown_on_pages = False  # whoever makes documents says when pages are to show them (building.py)

    def ready(self):
        from paper import checks  # noqa: F401
        from paper.models import Batch, Document, fill_shelf, remove_file

        for signal in (post_save, post_delete):
            signal.connect(fill_shelf, sender=Document, dispatch_uid="paper.fill_shelf")
        for model in (Document, Batch):
            uid = f"paper.remove_file.{model.__name__}"
            post_delete.connect(remove_file, sender=model, dispatch_uid=uid)
