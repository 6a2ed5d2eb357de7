"""What a pack holds, when it becomes another, and what a device may ask of it."""

import hashlib
import json
import uuid
from pathlib import Path

import brotli
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from cms.models import CustomDocument, CustomImage, SiteSettings
from cms.pagecache.version import site_version
from directory.models import Helpline
from offline import contents
from offline.bundle import framed
from offline.contents import Contents
from offline.packs import PackedFile, _digest_for_ever
from offline.pages import body_of, media_in
from paper.documents import READER, built_ahead


@pytest.fixture
def address(course) -> str:
    return f"/packs/{course.translation_key}.json"


@pytest.fixture
def pack(client, address) -> dict:
    return client.get(address).json()


@pytest.fixture
def drawings(course, settings):
    """The files of the catalogue's pictures, which tests otherwise go without."""
    for image in CustomImage.objects.all():
        path = Path(settings.MEDIA_ROOT) / image.file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<svg>{image.pk}</svg>")
    _digest_for_ever.cache_clear()
    yield Path(settings.MEDIA_ROOT)
    _digest_for_ever.cache_clear()


def anew(address: str) -> dict:
    """The pack as another worker would make it now."""
    site_version().bump()
    return Client().get(address).json()


def frames(body: bytes) -> dict[str, bytes]:
    found = {}
    while body:
        line, _, body = body.partition(b"\n")
        head = json.loads(line)
        found[head["sha256"]], body = body[: head["bytes"]], body[head["bytes"] :]
    return found


def fetched(client, address, version, **more) -> dict[str, bytes]:
    answer = client.get(address.replace(".json", "/files"), {"version": version, **more})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return frames(answer.content)


# --- what it holds ------------------------------------------------------------------------------


def test_a_pack_says_what_it_holds(pack, course):
    assert set(pack) == {"title", "start", "version", "bytes", "files"}
    assert pack["title"] == course.title
    assert pack["start"] == course.url
    assert pack["bytes"] == sum(file["bytes"] for file in pack["files"])
    for file in pack["files"]:
        assert set(file) == {"url", "sha256", "bytes", "type"}
        assert file["url"].startswith("/")
    urls = [file["url"] for file in pack["files"]]
    assert len(urls) == len(set(urls))


def test_a_pack_holds_every_page_on_the_screen_and_on_paper(pack, course):
    pages = [course, *course.tutorials()]
    assert len(pages) == 6
    wanted = {page.url + sheet for page in pages for sheet in ("", "tipar/", "tipar/mare/")}
    papers = [(page.url, paper) for page in pages for paper in built_ahead(page)]
    wanted |= {f"{url}tipar/{one.name}/" for url, one in papers if one.group != READER or one.notebook}
    assert {file["url"] for file in pack["files"] if file["type"] == "text/html"} == wanted


def test_what_arrives_is_what_was_told(client, pack, address):
    bodies = fetched(client, address, pack["version"])
    small = [file for file in pack["files"] if file["sha256"] in bodies]
    assert len(small) == len(pack["files"])  # nothing here is large
    for file in small:
        body = bodies[file["sha256"]]
        assert len(body) == file["bytes"]
        assert hashlib.sha256(body).hexdigest() == file["sha256"]


def test_every_picture_and_sound_that_a_page_shows_is_in_the_pack(drawings, client, pack, address):
    bodies = fetched(client, address, pack["version"])
    urls = {file["url"] for file in pack["files"]}
    shown = {
        name
        for file in pack["files"]
        if file["type"] == "text/html"
        for name in media_in(bodies[file["sha256"]])
    }
    assert shown
    assert {f"/media/{name}" for name in shown} <= urls


def test_media_are_found_wherever_a_page_may_name_them():
    html = b"""<img src="/media/a.1.svg" srcset="/media/a%201.webp 480w, /media/b.webp 960w">
    <audio src="/media/documents/c.mp3"></audio><video poster="/media/d.webp"></video>
    <a href="/media/e.pdf">x</a><img src="//altul.exemplu/media/f.svg"><img src="/media/b.webp">"""
    assert media_in(html) == ["a.1.svg", "a 1.webp", "b.webp", "documents/c.mp3", "d.webp"]


def test_a_file_that_is_gone_is_left_out(drawings, pack, address):
    gone = next(file["url"] for file in pack["files"] if file["type"] == "image/svg+xml")
    (drawings / gone.removeprefix("/media/")).unlink()
    assert gone not in {file["url"] for file in anew(address)["files"]}


def test_a_saved_page_links_the_shell_by_lasting_names(client, pack, address):
    bodies = fetched(client, address, pack["version"])
    for file in pack["files"]:
        if file["type"] == "text/html":
            html = bodies[file["sha256"]].decode()
            assert "/static/" not in html, file["url"]
            assert 'href="/shell/app.css"' in html
            assert 'src="/shell/app.js"' in html


def test_the_index_finds_the_pages_of_the_course(client, pack, address, course):
    from cms.search.pack import search_pack

    bodies = fetched(client, address, pack["version"])
    file = pack["files"][-1]
    assert file["url"] == address.replace(".json", "/search.json")
    index = json.loads(bodies[file["sha256"]])
    assert client.get(file["url"]).content == bodies[file["sha256"]]
    wanted = next(page for page in course.tutorials() if page.slug == "parole-bune")
    assert search_pack(index, "parola").pages[0][0] == wanted.pk


def test_each_language_has_a_pack_of_its_own(client, course, address):
    english = client.get(f"/en{address}").json()
    assert english["start"].startswith("/en/")
    assert all(file["url"].startswith(("/en/", "/media/")) for file in english["files"])


def test_a_pack_knows_nobody(client, moderator, pack, address):
    editor = Client()
    editor.force_login(moderator)
    site_version().bump()
    assert editor.get(address).json() == pack
    answer = client.get(address)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-cache"


# --- when it becomes another ----------------------------------------------------------------------


def test_two_workers_make_the_same_pack(pack, address):
    assert anew(address) == pack


def test_a_deploy_changes_no_pack(pack, address, monkeypatch):
    monkeypatch.setattr("cms.templatetags.house.static", lambda name: f"/static/{name}.after-a-deploy")
    assert anew(address) == pack


def test_a_change_that_is_not_shown_changes_no_pack(pack, address, tutorial):
    tutorial.title = "Altă petiție"  # of another course
    tutorial.save_revision().publish()
    assert anew(address)["version"] == pack["version"]


def test_a_changed_step_changes_what_shows_it_and_nothing_else(pack, address, course):
    page = next(page for page in course.tutorials() if page.slug == "parole-bune")
    raw = page.steps.get_prep_value()
    raw[0]["value"]["action"] = "Luați un creion."
    page.steps = raw
    page.save_revision().publish()
    after = anew(address)
    assert after["version"] != pack["version"]
    known = {(file["url"], file["sha256"]) for file in pack["files"]}
    changed = {file["url"] for file in after["files"] if (file["url"], file["sha256"]) not in known}
    names = ("mare", "caiet", "plan-lectie", "fisa-elev", "tema-acasa", "fisa")
    own = {page.url, page.url + "tipar/"} | {f"{page.url}tipar/{name}/" for name in names}
    booklets = {course.url + sheet for sheet in ("tipar/", "tipar/mare/")}
    assert own <= changed <= own | booklets | {address.replace(".json", "/search.json")}


def test_words_on_every_page_change_every_page(pack, address, site):
    about = SiteSettings.for_site(site)
    about.foot_note = "Sediul s-a mutat."
    about.save()
    after = anew(address)
    known = {file["sha256"] for file in pack["files"]}
    screens = [
        file for file in after["files"] if file["type"] == "text/html" and "tipar" not in file["url"]
    ]
    assert len(screens) == 6
    assert not known & {file["sha256"] for file in screens}


def test_a_helpline_with_another_number_is_never_stale(pack, address):
    helpline = Helpline.objects.filter(locale__language_code="ro").first()
    Helpline.objects.filter(phone=helpline.phone).update(phone="0700 111 222")
    assert anew(address)["version"] != pack["version"]


def test_a_pack_is_made_once(client, address, course):
    version = client.get(address).json()["version"]
    with CountedQueries() as queries:
        client.get(address)
        client.get(address.replace(".json", "/files"), {"version": version})
    assert queries.count == 0


class CountedQueries:
    def __enter__(self):
        self.count = 0
        self._watch = connection.execute_wrapper(self._execute)
        self._watch.__enter__()
        return self

    def _execute(self, execute, *arguments):
        self.count += 1
        return execute(*arguments)

    def __exit__(self, *error):
        self._watch.__exit__(*error)


# --- what may be asked ------------------------------------------------------------------------------


def test_only_what_is_missing_is_sent(client, pack, address):
    wanted = pack["files"][1]["sha256"], pack["files"][-1]["sha256"]
    want = ",".join(sha[:16] for sha in wanted)
    assert set(fetched(client, address, pack["version"], want=want)) == set(wanted)


def test_another_version_is_said_to_be_another(client, pack, address):
    answer = client.get(address.replace(".json", "/files"), {"version": "f" * 16})
    assert answer.status_code == 409
    assert answer.json() == {"version": pack["version"]}


def test_an_upload_lost_behind_our_back_makes_another_version(client, drawings, address):
    """The device asks for the pack anew and gets one that does not name the lost file."""
    pack = anew(address)
    lost = next(file for file in pack["files"] if file["url"].startswith("/media/"))
    (drawings / lost["url"].removeprefix("/media/")).unlink()
    answer = client.get(address.replace(".json", "/files"), {"version": pack["version"]})
    assert answer.status_code == 409
    now = client.get(address).json()
    assert answer.json() == {"version": now["version"]} != {"version": pack["version"]}
    assert lost["url"] not in {file["url"] for file in now["files"]}
    assert fetched(client, address, now["version"])


@pytest.mark.parametrize(
    "want",
    ["", ",", "zz", "abc", "%", "../../etc/passwd", "0" * 64, "0" * 65, "A" * 16, "é" * 12, "*" * 12],
)
def test_a_strange_wish_is_refused(client, pack, address, want):
    answer = client.get(address.replace(".json", "/files"), {"version": pack["version"], "want": want})
    assert answer.status_code == 400


def test_a_wish_without_a_version_is_refused(client, address):
    assert client.get(address.replace(".json", "/files")).status_code == 400
    assert client.get(address.replace(".json", "/files?version=")).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        f"/packs/{uuid.UUID(int=7)}.json",
        f"/packs/{uuid.UUID(int=7)}/files?version=1",
        f"/packs/{uuid.UUID(int=7)}/search.json",
        "/packs/not-a-uuid.json",
        "/packs/../admin.json",
        "/packs/",
    ],
)
def test_what_is_not_there_is_not_there(client, db, path):
    assert client.get(path).status_code == 404


def test_nothing_can_be_written_there(client, address):
    for path in (address, address.replace(".json", "/files"), "/serviceworker.js"):
        assert client.post(path).status_code == 405


def test_an_unpublished_course_has_no_pack(client, course, address):
    course.unpublish()
    assert client.get(address).status_code == 404


def test_a_tutorial_is_no_pack(client, tutorial):
    assert client.get(f"/packs/{tutorial.translation_key}.json").status_code == 404


# --- what it costs ------------------------------------------------------------------------------------


def test_a_course_is_saved_in_few_requests(client, pack, address):
    """One for the manifest, one for all small files, and one for each megabyte of what is large."""
    assert sum(file["bytes"] for file in pack["files"]) < 3 * 1024 * 1024  # so that one bundle holds it
    answer = client.get(
        address.replace(".json", "/files"),
        {"version": pack["version"]},
        headers={"accept-encoding": "br"},
    )
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.content) < 100_000
    assert len(frames(brotli.decompress(answer.content))) == len(pack["files"])


def test_a_large_recording_comes_by_its_own_address(client, course, address):
    page = course.tutorials()[0]
    sound = CustomDocument(title="Pasul citit")
    sound.file.save("pas.mp3", ContentFile(bytes(70_000)))
    sound.save()
    raw = page.steps.get_prep_value()
    raw[0]["value"]["audio"] = sound.pk
    page.steps = raw
    page.save_revision().publish()
    pack = anew(address)
    file = next(file for file in pack["files"] if file["url"] == sound.file.url)
    assert file == {
        "url": sound.file.url,
        "sha256": hashlib.sha256(bytes(70_000)).hexdigest(),
        "bytes": 70_000,
        "type": "audio/mpeg",
    }
    assert file["sha256"] not in fetched(client, address, pack["version"])
    files = address.replace(".json", "/files")
    refused = client.get(files, {"version": pack["version"], "want": file["sha256"]})
    assert refused.status_code == 400


def test_a_bundle_is_framed_as_told():
    one = PackedFile("/a", "aa", 3, "text/html", b"a\nb")
    assert framed([one, one]) == b'{"sha256": "aa", "bytes": 3}\na\nb' * 2


# --- by protocol --------------------------------------------------------------------------------------


KEY = uuid.UUID(int=99)


def provider(key, request):
    return (
        Contents("Un ghid", "/accesibilitate/", ["/accesibilitate/", "/nu-este/"])
        if key == KEY
        else None
    )


def test_another_app_can_offer_packs(client, db, settings, monkeypatch):
    monkeypatch.setattr(contents, "providers", lambda: (provider,))
    pack = client.get(f"/packs/{KEY}.json").json()
    assert pack["title"] == "Un ghid"
    pages = [file["url"] for file in pack["files"] if file["type"] == "text/html"]
    assert pages == ["/accesibilitate/"]  # what is not there is left out


def test_a_provider_that_cannot_be_used_is_named(settings):
    from django.core import checks

    settings.PACKS = ["courses.packs.nothing", "courses.packs.__doc__"]
    errors = [found for found in checks.run_checks() if found.id.startswith("offline.")]
    assert [error.id for error in errors] == ["offline.E001", "offline.E002"]
    for error, path in zip(errors, settings.PACKS, strict=True):
        assert path in error.msg
        assert "PACKS" in error.hint


def test_a_page_for_the_device_says_what_the_page_says(rf, course):
    request = rf.get("/")
    ours = body_of(request, course.url, for_device=False)
    saved = body_of(request, course.url, for_device=True)
    assert ours == Client().get(course.url).content
    assert saved != ours
    assert body_of(request, reverse("search"), for_device=True)
    assert body_of(request, "/nu-este-aici/", for_device=True) is None
    assert body_of(request, "/robots.txt", for_device=True) is None
