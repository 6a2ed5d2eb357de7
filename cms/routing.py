"""From an address to a page with two queries, not two for every step of the path.

Wagtail asks each page for its child, twice a level. We ask once for every page along the path and
leave the answer where `Page.route_for_request` looks first.
"""

from itertools import pairwise

from django.core.cache import cache
from django.http import Http404
from django.http.request import split_domain_port
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
    SiteRootPath,
)
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from cms.http import read_only
from cms.pagecache import memo

# A tree has no deeper pages; an address of ten thousand slashes must not become as many questions.
DEEPEST = Page._meta.get_field("path").max_length // Page.steplen


@read_only
def serve(request, path: str):
    """Wagtail's view, with the way already found."""
    try:
        request._wagtail_route_for_request = find(request, path)
    except Http404:
        request._wagtail_route_for_request = None
    return wagtail_serve(request, path)


def find(request, path: str) -> RouteResult | None:
    """The page that `path` names below the home of the path's language, and the view it gives.

    The deepest page along the path answers for what is left of it, as Wagtail has it; raises Http404
    when it has no such view. None when this language has no home: another language's pages under its
    path would lie.
    """
    root = home_path(request)
    if root is None:
        return None
    names = [name for name in path.split("/") if name]
    depths = range(min(len(names), DEEPEST) + 1)
    paths = [root + "".join(f"{name}/" for name in names[:depth]) for depth in depths]
    along = list(Page.objects.filter(url_path__in=paths).order_by("depth"))
    if not along:
        return None
    request.house_home = along[0]
    page = specific(along[-1])
    for parent, child in pairwise([*along[:-1], page]):
        child._cached_parent_obj = parent  # saves get_parent() a query
    return page.route(request, names[len(along) - 1 :])


def specific(page: Page) -> Page:
    """`page` as its own type, with the relations that the type says every view of it needs."""
    model = page.cached_content_type.model_class()
    if model is None or model is Page:
        return page
    return model.objects.select_related("locale", *getattr(model, "serve_with", ())).get(pk=page.pk)


def site_of(request) -> Site | None:
    """The site that the request's host names, left where Wagtail looks for it.

    Wagtail's rules (`wagtail.models.sites.get_site_for_hostname`) over the sites at hand: its own
    query sorts them for every request.
    """
    if not hasattr(request, "_wagtail_site"):
        sites = memo.once("sites", _sites)
        host, port = split_domain_port(request.get_host())[0], int(request.get_port())
        of_host = [site for site in sites if site.hostname == host]
        exact = [site for site in of_host if site.port == port]
        default = [site for site in sites if site.is_default_site]
        both = [site for site in default if site in of_host]
        best = exact or both or (of_host if len(of_host) == 1 else default)
        request._wagtail_site = best[0] if best else None
    return request._wagtail_site


def _sites() -> list[Site]:
    """All sites. Where their homes are is left where Wagtail keeps it, who would ask for both again."""
    sites = list(Site.objects.select_related("root_page"))
    keys = [site.root_page.translation_key for site in sites]
    homes = list(Page.objects.filter(translation_key__in=keys).select_related("locale"))
    by_path = sorted(sites, key=lambda site: (not site.is_default_site, site.hostname))
    by_path.sort(key=lambda site: site.root_page.url_path, reverse=True)
    roots = [
        SiteRootPath(site.pk, home.url_path, site.root_url, home.locale.language_code)
        for site in by_path
        for home in homes
        if home.translation_key == site.root_page.translation_key
    ]
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, roots, 3600, version=SITE_ROOT_PATHS_CACHE_VERSION)
    return sites


def home_path(request) -> str | None:
    """The `url_path` of the home of the request's site in the path's language."""
    site = site_of(request)
    for root in Site.get_site_root_paths() if site else ():
        if (root.site_id, root.language_code) == (site.pk, get_language()):
            return root.root_path
    return None


def home(request) -> Page | None:
    """The home of the request's site in the path's language; asked for once a request."""
    if not hasattr(request, "house_home"):
        path = home_path(request)
        request.house_home = Page.objects.filter(url_path=path).first() if path else None
    return request.house_home
