"""What a device asks for: packs, the worker, the web app manifest, the page of what is saved."""

from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.http import read_only
from cms.pagecache import public
from cms.pagecache.store import CODINGS, best_coding
from cms.pagecache.version import site_version

from . import shell
from .bundle import NotInPack, framed, wanted_files
from .packs import Pack, current_pack

BUNDLE = "application/vnd.pascupas.bundle"
# Colours of the wall and the window frames (static/css/tokens.css).
WALL, BLUE = "#fffdf8", "#15447f"


def pack_or_404(request, key) -> Pack:
    pack = current_pack(request, key)
    if pack is None:
        raise Http404
    return pack


@read_only
@public
def pack(request, key):
    """What the pack `key` holds, in the language of the path."""
    return JsonResponse(pack_or_404(request, key).manifest())


@read_only
def pack_files(request, key):
    """The wanted small files in one answer; 409 when the pack is not the named version any more.

    An upload taken away behind the database's back makes every page that shows it another one.
    """
    asked = request.GET
    if not asked.get("version"):
        return HttpResponseBadRequest("version?", content_type="text/plain")
    pack = pack_or_404(request, key)
    if asked["version"] != pack.version:
        return JsonResponse({"version": pack.version}, status=409)
    try:
        files = wanted_files(pack, asked.get("want"))
    except NotInPack:
        return HttpResponseBadRequest("want?", content_type="text/plain")
    coding = best_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = pack.bundles.get(coding) if "want" not in asked else None
    if body is None:
        try:
            body = CODINGS.get(coding, bytes)(framed(files))
        except OSError:
            site_version().bump()
            return JsonResponse({"version": pack_or_404(request, key).version}, status=409)
        if "want" not in asked:
            pack.bundles[coding] = body
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if coding:
        headers["Content-Encoding"] = coding
    return HttpResponse(body, content_type=BUNDLE, headers=headers)


@read_only
@public
def pack_search(request, key):
    """The index by which a saved course is searched, at the address under which devices keep it."""
    index = pack_or_404(request, key).files[-1]
    return HttpResponse(index.read(), content_type=index.type)


@read_only
@public
def worker(request):
    """The service worker, with the list of what it keeps before its code."""
    script = shell.worker_script(request)
    if script is None:
        raise Http404("The browser code is not built.")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@read_only
@public
def app_manifest(request):
    """The web app manifest, in the language of the path."""
    icons = [
        {
            "src": shell.address(f"icons/{name}.png"),
            "sizes": size,
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in (
            ("192", "192x192", "any"),
            ("512", "512x512", "any"),
            ("maskable", "512x512", "maskable"),
        )
    ]
    home = reverse("wagtail_serve", args=[""])
    told = {
        "id": home,
        "name": _("Pas cu pas: step by step on the internet"),
        "short_name": _("Pas cu pas"),
        "description": _("Short tutorials and courses that open without internet as well."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": home,
        "scope": "/",
        "display": "standalone",
        "background_color": WALL,
        "theme_color": BLUE,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@read_only
@public
def saved(request):
    """What is saved on this device; also what a worker shows for a page that it does not have."""
    return render(request, "offline/saved.html")
