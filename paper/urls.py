"""The addresses of documents. Wagtail's own pattern knows no address that ends like a file."""

from django.urls import path, re_path
from django.utils.translation import pgettext_lazy

from cms import routing
from paper import batches

urlpatterns = [
    path(pgettext_lazy("path", "on-paper/<int:page>/<slug:name>/"), batches.ask, name="batch_ask"),
    path(pgettext_lazy("path", "on-paper/<uuid:key>/"), batches.show, name="batch"),
    path(pgettext_lazy("path", "on-paper/<uuid:key>/stop/"), batches.stop, name="batch_stop"),
    path(pgettext_lazy("path", "on-paper/<uuid:key>/pack.pdf"), batches.file, name="batch_file"),
    re_path(r"^((?:[\w-]+/)+tipar/[\w-]+\.pdf)$", routing.serve, name="document"),
]
