"""Addresses whose language is in their path; the worker's own is in `root_urls`."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from offline import views

urlpatterns = [
    path("manifest.webmanifest", views.app_manifest, name="app_manifest"),
    path("packs/<uuid:key>.json", views.pack, name="pack"),
    path("packs/<uuid:key>/files", views.pack_files, name="pack_files"),
    path("packs/<uuid:key>/search.json", views.pack_search, name="pack_search"),
    path(pgettext_lazy("path", "saved/"), views.saved, name="saved"),
]
