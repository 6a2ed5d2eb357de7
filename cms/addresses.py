"""Addresses that the site keeps for itself, so that no page can stand in their place."""

from django.conf import settings
from django.urls import resolve
from django.utils import translation
from wagtail.models import Page, Site


def is_taken(page: Page) -> bool:
    """Whether the site itself answers at the address of `page`, so that one would hide the other."""
    parent = page.get_parent()
    routes = getattr(parent.specific_class, "get_subpage_urls", list)()
    if page.slug in {str(route.pattern).partition("/")[0] for route in routes}:
        return True
    homes = {root.root_path: root.language_code for root in Site.get_site_root_paths()}
    if (code := homes.get(parent.url_path)) is None:
        return False
    if page.slug in dict(settings.LANGUAGES):
        return True
    address = f"/{page.slug}/" if code == settings.LANGUAGE_CODE else f"/{code}/{page.slug}/"
    with translation.override(code):
        below = (address, f"{address}pagina/")
        return any(resolve(path).url_name != "wagtail_serve" for path in below)
