"""The worker's script, the web app manifest, the page of what is saved, and the way to all of them."""

import hashlib
import json

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from cms.models import SiteSettings
from cms.pagecache.version import site_version
from offline import shell


@pytest.fixture
def built(settings, tmp_path):
    """A few built files, where Django looks for them."""
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "shell.json").write_text(json.dumps({"now": ["app.css"], "late": ["app.js"]}))
    (dist / "serviceworker.js").write_text("work();")
    for name in ("app.css", "app.js"):
        (dist / name).write_text("")
    settings.STATICFILES_DIRS = [dist]
    from django.contrib.staticfiles.finders import get_finder

    get_finder.cache_clear()
    yield dist
    get_finder.cache_clear()


def script(client) -> tuple[dict, str]:
    site_version().bump()
    text = client.get("/serviceworker.js").text
    told, _, code = text.removeprefix("self.SHELL=").partition(";\n")
    return json.loads(told), code


def test_the_worker_knows_what_it_keeps(client, db, built):
    told, code = script(client)
    assert code == "work();"
    empty = hashlib.sha256(b"").hexdigest()[:16]
    assert told["files"] == {
        "app.css": ["/static/app.css", empty],
        "app.js": ["/static/app.js", empty],
    }
    assert {name: page[0] for name, page in told["pages"].items()} == {
        "ro": "/cursuri-salvate/",
        "en": "/en/saved/",
    }
    assert [page[0] for page in told["more"]] == [
        *("/cine-invata/", "/en/who/"),
        *("/cine-invata/incuietoare/", "/en/who/lock/"),
        *("/carnet/", "/en/card/"),
    ]


def test_the_worker_is_asked_for_each_time_and_runs_under_our_policy(client, db, built):
    answer = client.get("/serviceworker.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies


def test_other_code_makes_another_worker(client, db, built):
    before, _ = script(client)
    (built / "serviceworker.js").write_text("work(2);")
    after, _ = script(client)
    assert after["code"] != before["code"]
    assert after["pages"] == before["pages"]


def test_another_file_under_the_same_name_makes_another_worker(client, db, built):
    before, _ = script(client)
    (built / "app.css").write_text("body{}")
    after, _ = script(client)
    assert after["code"] != before["code"]
    assert after["files"]["app.css"] != before["files"]["app.css"]


def test_other_words_leave_the_code_as_it_is(client, site, built):
    before, _ = script(client)
    about = SiteSettings.for_site(site)
    about.foot_note = "Sediul s-a mutat."
    about.save()
    after, _ = script(client)
    assert after["code"] == before["code"]
    assert after["pages"] != before["pages"]


def test_without_built_code_there_is_no_worker(client, db, settings):
    settings.STATICFILES_DIRS = []
    from django.contrib.staticfiles.finders import get_finder

    get_finder.cache_clear()
    site_version().bump()
    assert client.get("/serviceworker.js").status_code == 404
    get_finder.cache_clear()


def test_what_was_collected_comes_before_what_was_built(db, built, monkeypatch):
    storage = shell.staticfiles_storage
    monkeypatch.setattr(storage, "exists", lambda name: True, raising=False)
    monkeypatch.setattr(storage, "open", lambda name: ContentFile(b"collected"), raising=False)
    assert shell.built("serviceworker.js") == b"collected"


@pytest.mark.parametrize(("path", "language", "start"), [("/", "ro", "/"), ("/en/", "en", "/en/")])
def test_the_app_has_a_name_in_each_language(client, db, path, language, start):
    page = client.get(path).text
    address = page.partition('rel="manifest" href="')[2].partition('"')[0]
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert told["lang"] == language
    assert told["start_url"] == start
    assert told["scope"] == "/"
    assert told["display"] == "standalone"
    assert told["short_name"] == "Pas cu pas"
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


def test_icons_are_drawn_from_the_sign(tmp_path):
    import importlib.util
    from pathlib import Path

    path = Path(__file__).parents[2] / "static" / "icons.py"
    spec = importlib.util.spec_from_file_location("icons", path)
    icons = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(icons)
    icons.main(tmp_path)
    for name, size in (("192", 192), ("512", 512), ("maskable", 512)):
        with Image.open(tmp_path / f"{name}.png") as image:
            assert image.size == (size, size)
            assert len({color for _, color in image.convert("RGB").getcolors(4096)}) > 3


def test_every_page_leads_to_what_is_saved(client, course):
    for path in ("/", course.url, "/cautare/"):
        assert 'href="/cursuri-salvate/"' in client.get(path).text
    assert 'href="/en/saved/"' in client.get("/en/").text


def test_the_page_of_what_is_saved_is_the_same_for_everyone(client, db, moderator):
    site_version().bump()
    stranger = client.get("/cursuri-salvate/")
    site_version().bump()
    editor = Client()
    editor.force_login(moderator)
    assert editor.get("/cursuri-salvate/").content == stranger.content
    assert stranger.text.count('data-away="no"') == 1  # what the worker looks for
    assert "csrf" not in stranger.text.lower()
    assert 'content="noindex"' in stranger.text


def test_a_course_offers_its_pack_and_a_preview_does_not(client, course, rf):
    assert f'data-save-course="/packs/{course.translation_key}.json"' in client.get(course.url).text
    preview = course.make_preview_request(preview_mode="").content.decode()
    assert course.title in preview
    assert "data-save-course" not in preview
    assert "data-app-news" not in preview
