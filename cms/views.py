"""Views that belong to no page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.search.query import search as find


@require_safe
def robots(request):
    """Crawlers may read every public page."""
    return HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain")


@require_safe
def search(request):
    """What readers type, and what we found; never kept, since it depends on the question."""
    query = request.GET.get("q", "").replace("\0", " ").strip()[:200]
    results = find(query, get_language()) if query else None
    return render(request, "cms/search.html", {"query": query, "results": results})
