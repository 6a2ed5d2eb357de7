"""Addresses below /api/v1/: ninja's own, each within what every answer keeps to, and the page."""

from django.urls import include, path

from progress import views
from progress.api import api

_patterns, _app, _namespace = api.urls
_operations = [path(str(p.pattern), views.operation(p.callback), name=p.name) for p in _patterns]

urlpatterns = [
    path("docs", views.docs, name="api_docs"),
    path("", include((_operations, _app), namespace=_namespace)),
]
