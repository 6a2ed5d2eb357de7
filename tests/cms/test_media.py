"""How uploaded files are handed out: whole or in part, named for what they are, unable to act."""

import os
from email.utils import formatdate

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.storage import HASHED_NAME

SOUND = bytes(range(256)) * 8
URL = "/media/documents/pas.mp3"


@pytest.fixture
def media(settings):
    folder = settings.MEDIA_ROOT
    for name, content in {
        "documents/pas.mp3": SOUND,
        "documents/ghid.pdf": b"%PDF-1.7",
        "original_images/ecran.svg": b"<svg/>",
        "documents/pagina.html": b"<script>alert(1)</script>",
        "documents/fără nume": b"...",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture
def fetch(media, client, db):
    """``fetch(url, **headers)``: the answer, read to its end, which closes the file."""

    def fetch(url=URL, method="get", **headers):
        response = getattr(client, method)(
            url, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response.body = response.getvalue()
        return response

    return fetch


def test_a_file_is_handed_out_whole(fetch):
    response = fetch()
    assert response.status_code == 200
    assert response.body == SOUND
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Content-Length"] == str(len(SOUND))
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 2047),
        ("bytes=100-199", 100, 199),
        ("bytes=2000-9999", 2000, 2047),
        ("bytes=-48", 2000, 2047),
        ("bytes=0-1", 0, 1),
    ],
)
def test_a_part_of_a_file_so_that_sound_can_be_sought(asked, first, last, fetch):
    response = fetch(range=asked)
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/2048"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert response.body == SOUND[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=9999-10000"])
def test_a_part_that_is_not_there(asked, fetch):
    response = fetch(range=asked)
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */2048"


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=a-b", "lines=1-2", "bytes=5-1", "bytes=0-1,4-5", "x" * 9_000]
)
def test_a_range_that_cannot_be_read_is_no_error(asked, fetch):
    assert fetch(range=asked).status_code in (200, 416)


def test_a_known_file_is_not_sent_again(fetch):
    whole = fetch()
    response = fetch(if_none_match=whole.headers["ETag"])
    assert response.status_code == 304
    assert response.body == b""
    assert fetch(if_none_match='"another"').status_code == 200


def test_a_file_unchanged_since_is_not_sent_again(fetch):
    whole = fetch()
    assert fetch(if_modified_since=whole.headers["Last-Modified"]).status_code == 304
    assert fetch(if_modified_since=formatdate(0, usegmt=True)).status_code == 200


def test_a_changed_file_is_sent_again(fetch, media):
    known = fetch().headers["ETag"]
    (media / "documents/pas.mp3").write_bytes(b"another recording")
    response = fetch(if_none_match=known)
    assert response.status_code == 200
    assert response.body == b"another recording"


def test_head_tells_the_length_and_sends_nothing(fetch):
    response = fetch(method="head")
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(SOUND))
    assert response.body == b""


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_is_written_here(method, fetch):
    assert fetch(method=method).status_code == 405


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("documents/pas.mp3", "audio/mpeg"),
        ("documents/ghid.pdf", "application/pdf"),
        ("original_images/ecran.svg", "image/svg+xml"),
        ("documents/f%C4%83r%C4%83%20nume", "application/octet-stream"),
    ],
)
def test_a_file_says_what_it_is(name, kind, fetch):
    assert fetch(f"/media/{name}").headers["Content-Type"] == kind


@pytest.mark.parametrize(
    "name", ["original_images/ecran.svg", "documents/pagina.html", "documents/pas.mp3"]
)
def test_no_file_can_act_in_our_name(name, fetch):
    headers = fetch(f"/media/{name}").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_files_are_the_same_for_everyone(fetch, as_moderator):
    response = fetch()
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "private" not in response.headers["Cache-Control"]


def test_an_upload_is_kept_for_ever_under_a_name_that_is_never_anything_else(fetch, media):
    """Also when the first file is gone and its plain name is free again."""
    addresses = set()
    for content in (b"first", b"second"):
        name = default_storage.save("documents/ghid.mp3", ContentFile(content))
        addresses.add(name)
        response = fetch(default_storage.url(name))
        assert response.body == content
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        default_storage.delete(name)
    assert len(addresses) == 2


def test_two_uploads_of_one_file_are_two_files(fetch, media):
    """Deleting one must not take the other."""
    one, other = (default_storage.save("documents/a.mp3", ContentFile(b"same")) for _ in "12")
    default_storage.delete(one)
    assert fetch(default_storage.url(other)).headers["Cache-Control"].endswith("immutable")


@pytest.mark.parametrize("length", [10, 80, 200])
def test_a_long_name_keeps_its_hash_and_its_kind(length, media):
    name = "documents/" + "a" * length + ".mp3"
    taken = default_storage.save(name, ContentFile(b"x"), max_length=100)
    again = default_storage.save(name, ContentFile(b"x"), max_length=100)
    assert taken != again
    for name in (taken, again):
        assert len(name) <= 100
        assert HASHED_NAME.search(name)
        assert name.endswith(".mp3")


def test_a_file_put_there_by_hand_is_asked_for_anew(fetch, media):
    assert fetch().headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "documents/absent.mp3",
        "",
        "documents",
        "documents/",
        "documents/pas.mp3/more",
        "../settings.py",
        "documents/../../secret-key",
        "documents/%2e%2e/%2e%2e/secret-key",
        "..%2f..%2fsecret-key",
        "%2fetc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "documents/pas.mp3%00",
        "documents/%00pas.mp3",
        "%ff%fe",
        "a" * 5_000,
        "a/" * 2_000,
        "documents/pas.mp3%20",
        "DOCUMENTS/pas.mp3",
    ],
)
def test_what_is_not_there_is_a_plain_404(path, fetch, media):
    (media.parent / "secret-key").write_text("secret")
    response = fetch(f"/media/{path}")
    assert response.status_code == 404
    assert b"secret" not in response.body


def test_what_is_not_a_file_is_not_opened(fetch, media):
    os.mkfifo(media / "documents/pipe.mp3")
    assert fetch("/media/documents/pipe.mp3").status_code == 404
