"""The shell: what every page needs to look and act as ours, and what the worker keeps of it."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from cms.pagecache import memo

from .pages import body_of

LIST, WORKER = "shell.json", "serviceworker.js"  # made by static/build.mjs


def built(name: str) -> bytes | None:
    """A built file, from where it was collected to, else from where it was built."""
    try:
        stored = getattr(staticfiles_storage, "stored_name", str)(name)
        if staticfiles_storage.exists(stored):
            with staticfiles_storage.open(stored) as file:
                return file.read()
    except ValueError:  # the manifest of collected files does not have it
        return None
    found = finders.find(name)
    return Path(found).read_bytes() if found else None


def address(name: str) -> str:
    """Where the static file `name` is served; under its plain name as long as it is not built."""
    try:
        return static(name)
    except ValueError:
        return settings.STATIC_URL + name


def worker_script(request: HttpRequest) -> str | None:
    """The worker as it was built, behind what it keeps: any change of that makes it another worker."""
    made = _code_and_files() if settings.DEBUG else memo.once("worker", _code_and_files)
    if made is None:
        return None
    code, told = made
    codes = [code for code, _ in settings.LANGUAGES]
    pages = {code: _page(request, code, "saved") for code in codes}
    more = [_page(request, code, name) for name in settings.SHELL_PAGES for code in codes]
    return f"self.SHELL={json.dumps(told | {'pages': pages, 'more': more})};\n{code}"


def _code_and_files() -> tuple[str, dict] | None:
    """The worker's code, and what it is told of the files that it keeps: address and proof of each."""
    code, names = built(WORKER), built(LIST)
    if code is None or names is None:
        return None
    listed = json.loads(names)
    files = {
        name: [address(name), _digest(built(name) or b"")] for name in listed["now"] + listed["late"]
    }
    revision = _digest(json.dumps([files, code.decode()]).encode())
    return code.decode(), {"code": revision, "files": files, "late": listed["late"]}


def _page(request: HttpRequest, code: str, name: str) -> list[str]:
    """Address and revision of the page `name` in one language; “saved” stands in for what is not."""
    with translation.override(code):
        where = reverse(name)
        return [where, _digest(body_of(request, where, for_device=False) or b"")]


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()[:16]
