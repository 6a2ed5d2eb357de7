"""What a saved course needs to play a package without us (setting FRAMES, offline/contents.py)."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from offline.contents import Framed

from . import player, store
from .origin import policy


def framed(address: str, request: HttpRequest) -> Framed | None:
    """The files behind the frame at `address`, when it is one of ours; None for any other."""
    try:
        match = resolve(address)
    except Resolver404:
        return None
    if match.url_name != "h5p_frame":
        return None
    digest = match.kwargs["digest"]
    made = [(player.address(name), body, player.TYPES[name]) for name, body in player.files().items()]
    uploads = [store.name_of(digest, path) for path in store.paths_in(digest)]
    return Framed(policy(request, digest), uploads, made)
