"""Addresses. Apps are included by dotted name; Wagtail's pages come last and take the rest."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import pgettext_lazy
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern

from cms import media, routing, views

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/v1/", include("progress.urls")),
    path("lti/", include("lti.urls")),
    path("media/<path:path>", media.serve, name="media"),
    path("", include("tutorials.urls")),
    path("", include("offline.root_urls")),
    path("", include("progress.root_urls")),
    path("", include("progress.certificates.root_urls")),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    *i18n_patterns(
        path(pgettext_lazy("path", "search/"), views.search, name="search"),
        path("", include("offline.urls")),
        path("", include("progress.page_urls")),
        path(pgettext_lazy("path", "certificate/"), include("progress.certificates.urls")),
        path("", include("paper.urls")),
        re_path(serve_pattern, routing.serve, name="wagtail_serve"),
        prefix_default_language=False,
    ),
]
