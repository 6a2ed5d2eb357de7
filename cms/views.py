"""Views that belong to no page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps import views as sitemaps
from wagtail.models import Page, Site

from cms.http import read_only
from cms.search.query import search as find


@read_only
def robots(request):
    """Crawlers may read every public page, and learn where all of them are listed."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


class EveryLanguage(Sitemap):
    """The public pages of the site below its home in each language."""

    def items(self):
        site = self.get_wagtail_site()
        homes = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
        below = Page.objects.none()
        for home in homes:
            below |= Page.objects.filter(url_path__startswith=home)
        return below.live().order_by("path").defer_streamfields().specific()


@read_only
def sitemap(request):
    """The list of all public pages, as sitemaps.org has it."""
    return sitemaps.sitemap(request, {"pages": EveryLanguage})


@read_only
def search(request):
    """What readers type, and what we found; never kept, since it depends on the question."""
    query = request.GET.get("q", "").strip()[:200]
    results = find(query, get_language()) if query else None
    return render(request, "cms/search.html", {"query": query, "results": results})
