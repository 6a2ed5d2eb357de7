"""Our cookies in a foreign frame: one for each login and for each launch, apart from /admin/'s.

`Partitioned` (CHIPS) keeps them where third-party cookies are blocked. Django 5.2 and Python 3.11 do
not write that attribute; we do. Each lies under the one address that needs it, so that neither two
tabs nor two people in one browser touch each other's, and none is sent along with anything else.
"""

import hashlib
import secrets
from http.cookies import Morsel

from django.http import HttpRequest, HttpResponse


class PartitionedMorsel(Morsel):
    def OutputString(self, attrs=None):  # noqa: N802 (its name in the standard library)
        return super().OutputString(attrs) + "; Partitioned"


def name_of(key: str) -> str:
    """The cookie that belongs to a login's state or a launch's id."""
    return f"__Secure-lti-{key[:12]}"


def digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def new_secret() -> str:
    return secrets.token_urlsafe(16)


def put(response: HttpResponse, key: str, value: str, *, path: str, seconds: int) -> None:
    """Gives the browser what it must show again under `path`."""
    morsel = PartitionedMorsel()
    morsel.set(name_of(key), value, value)
    morsel.update({"path": path, "max-age": seconds, "samesite": "None"})
    morsel["secure"] = morsel["httponly"] = True
    response.cookies[name_of(key)] = morsel


def drop(response: HttpResponse, key: str, *, path: str) -> None:
    put(response, key, "", path=path, seconds=0)


def fits(request: HttpRequest, key: str, sha256: str) -> bool:
    """Whether the browser shows the cookie that was given to it for `key`."""
    return matches(request.COOKIES.get(name_of(key), ""), sha256)


def matches(secret: str, sha256: str) -> bool:
    return secrets.compare_digest(digest(secret), sha256)
