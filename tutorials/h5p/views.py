"""The frame in which a package plays, and the player's files."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt

from cms.http import read_only
from cms.pagecache import public
from tutorials.models import H5PPackage

from . import player, store
from .origin import policy, reader_origin


@read_only
@public
@xframe_options_exempt  # frame-ancestors says who may show it
def frame(request, digest):
    """The page that plays one package, and that says by messages what came of it."""
    package = get_object_or_404(H5PPackage, digest=digest)
    if not player.files():
        raise Http404("The browser code is not built.")
    context = {
        "package": package,
        "player": player.address(),
        "files": settings.MEDIA_URL + store.name_of(digest, "").removesuffix("/"),
        "reader": reader_origin(),
    }
    response = render(request, "tutorials/h5p/frame.html", context)
    response.headers["Content-Security-Policy"] = policy(request, digest)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@read_only
def player_file(request, digest, name):
    """A file of the player; 404 for those of another day, which saved courses have with them."""
    body = player.files().get(name)
    if body is None or digest != player.digest():
        raise Http404
    response = HttpResponse(body, content_type=f"{player.TYPES[name]}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
