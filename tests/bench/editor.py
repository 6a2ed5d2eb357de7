"""A practice service of twenty screens in the editors' form: how long it opens and saves."""

import statistics
import time
from pathlib import Path

from playwright.sync_api import Page

from . import servers
from .browser import browser
from .rows import Row

SCREENS = 20
RUNS = 3
READY = f"document.querySelectorAll('[data-practice-key=screen]').length === {SCREENS}"
AGAIN = f"!('before' in document.documentElement.dataset) && {READY}"
SAVE = "footer .actions--primary button[type=submit]"
# A service of the catalogue with its screens repeated, and somebody who is signed in.
_MAKE = f"""
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from cms.models import User
from tutorials.models import PracticeService
model = PracticeService.objects.get(key="taxa-locala", locale__language_code="ro")
shape, screens = model.shape, []
while len(screens) < {SCREENS}:
    turn = len(screens) // len(shape["screens"])
    copied = json.loads(json.dumps(shape["screens"][len(screens) % len(shape["screens"])]))
    screens.append(copied | {{"key": f"{{copied['key']}}-{{turn}}"}} if turn else copied)
service = PracticeService(locale=model.locale, live=False)
service.describe(shape | {{"key": "bench", "screens": screens}})
service.save()
service.save_revision(clean=False)
user = User.objects.create_superuser("bench")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
address = service.snippet_viewset.get_url_name("edit")
cookie = [settings.SESSION_COOKIE_NAME, session.session_key]
print(json.dumps({{"path": reverse(address, args=[service.pk]), "cookie": cookie}}))
"""


def measure(data: Path, port: int, pace: float) -> list[Row]:
    """Opens and saves the form on the site of `data`, which is being served at `port`.

    `pace` as in `throughput.pace`.
    """
    made = servers.shell(data, port, _MAKE)
    base = f"http://127.0.0.1:{port}"
    with browser() as chromium:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="ro-RO")
        name, value = made["cookie"]
        context.add_cookies([{"name": name, "value": value, "url": base}])
        page = context.new_page()
        runs = [(_open(page, base + made["path"]), _save(page)) for _ in range(RUNS)]
        inputs = page.locator("form input, form select, form textarea").count()
    opened, saved = (statistics.median(times) for times in zip(*runs, strict=True))
    beside = f"{inputs} inputs"
    return [
        Row("editor", "a service of 20 screens opens", opened, "s", f"≤ {3 * pace:.1f}", beside),
        Row("editor", "a service of 20 screens is saved", saved, "s", f"≤ {4 * pace:.1f}", beside),
    ]


def _open(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_function(READY)
    return time.perf_counter() - start


def _save(page: Page) -> float:
    """From the press of “Save draft” until the form is there again."""
    page.evaluate("document.documentElement.dataset.before = ''")
    start = time.perf_counter()
    page.locator(SAVE).first.click()
    page.wait_for_function(AGAIN, timeout=60_000)
    return time.perf_counter() - start
