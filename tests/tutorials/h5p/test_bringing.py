"""Bringing a package through the admin: who may, what is kept, and that a refusal leaves nothing."""

import io
import os
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from cms import clock
from tutorials.h5p import store
from tutorials.h5p.texts import texts_in
from tutorials.models import H5PPackage

from .packages import ACCORDION, KINDS, Kind, files_of, library, package, packed


def url_of(name, *args):
    return reverse(H5PPackage.snippet_viewset.get_url_name(name), args=args)


@pytest.fixture
def trusted(client, django_user_model):
    """A client of somebody in a group that has the one permission."""
    group = Group.objects.create(name="H5P")
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="upload_h5ppackage"),
    )
    user = django_user_model.objects.create_user("horia", "horia@posta.exemplu", "parola-de-test")
    user.groups.add(group)
    client.force_login(user)
    return client


def bring(client, body: bytes, title="", name="activitate.h5p"):
    return client.post(url_of("add"), {"title": title, "file": SimpleUploadedFile(name, body)})


def state() -> tuple:
    """Every file under media, and the number of rows in every table."""
    from django.conf import settings

    files = sorted(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*"))
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            rows[table] = cursor.fetchone()[0]
    return files, rows


def test_a_package_is_kept_with_what_was_found_in_it(trusted):
    body = package()
    response = bring(trusted, body)
    assert response.status_code == 302, response.text
    kept = H5PPackage.objects.get()
    assert kept.title == "Activitatea Choice"
    assert kept.main_library == "H5P.TestChoice 1.0"
    assert kept.licence == "CC BY"
    assert kept.reports
    assert kept.uploaded_by.username == "horia"
    assert [each["name"] for each in kept.report["libraries"]] == ["H5P.TestChoice", "H5P.TestQuestion"]
    paths = store.paths_in(kept.digest)
    assert len(paths) == kept.file_count
    assert sum((store.folder(kept.digest) / path).stat().st_size for path in paths) == kept.bytes
    wanted = files_of()
    assert all((store.folder(kept.digest) / path).read_bytes() == wanted[path] for path in paths)
    # What only an editor of H5P reads stays out.
    assert set(wanted) - set(paths) == {
        path for path in wanted if "language" in path or "semantics" in path
    }

    page = trusted.get(url_of("edit", kept.pk)).text
    for words in ("H5P.TestQuestion 1.0", "EUPL-1.2", "CC BY", "horia"):
        assert words in page


def test_a_type_that_never_reports_is_seen_and_can_be_corrected(trusted):
    bring(trusted, package(ACCORDION), title="Citiți")
    kept = H5PPackage.objects.get()
    assert (kept.title, kept.reports) == ("Citiți", False)
    response = trusted.post(url_of("edit", kept.pk), {"title": "Citiți atent", "reports": "on"})
    assert response.status_code == 302
    kept.refresh_from_db()
    assert (kept.title, kept.reports) == ("Citiți atent", True)


def test_its_file_cannot_be_changed(trusted):
    bring(trusted, package())
    kept = H5PPackage.objects.get()
    other = SimpleUploadedFile("alta.h5p", package(ACCORDION))
    trusted.post(url_of("edit", kept.pk), {"title": "X", "reports": "on", "file": other})
    assert H5PPackage.objects.get().digest == kept.digest
    assert len(list(store.folder(kept.digest).parent.iterdir())) == 1


def test_the_same_package_is_not_kept_twice(trusted):
    one = package()  # each that is packed anew has its hour in it
    bring(trusted, one, title="Fructe")
    before = state()
    response = bring(trusted, one)
    assert response.status_code == 200
    assert "„Fructe”" in response.text
    assert state() == before


def test_deleting_it_takes_its_files(trusted, django_capture_on_commit_callbacks):
    bring(trusted, package())
    kept = H5PPackage.objects.get()
    assert store.paths_in(kept.digest)
    with django_capture_on_commit_callbacks(execute=True):
        assert trusted.post(url_of("delete", kept.pk)).status_code == 302
    assert not H5PPackage.objects.exists()
    assert not store.folder(kept.digest).exists()


@pytest.mark.parametrize("role", ["author", "moderator"])
def test_authors_and_moderators_look_and_bring_nothing(role, client, request, trusted):
    bring(trusted, package())
    kept = H5PPackage.objects.get()
    client.force_login(request.getfixturevalue(role))
    assert client.get(url_of("list")).status_code == 200
    before = state()
    for path in (url_of("add"), url_of("edit", kept.pk), url_of("delete", kept.pk)):
        assert client.get(path).status_code in (302, 403)
        client.post(path, {"title": "X", "file": SimpleUploadedFile("a.h5p", package(KINDS[1]))})
    assert H5PPackage.objects.get().title == kept.title
    assert state() == before


HOSTILE = {
    "no zip": b"PK not at all",
    "empty": b"",
    "traversal": packed(files_of() | {"../../etc/cron.d/x.json": b"{}"}),
    "kind": packed(files_of() | {"content/run.php": b"<?php"}),
    "broken json": packed(files_of() | {"content/content.json": b"{"}),
    "fetches": packed(
        files_of() | {"content/content.json": b'{"a": "<img src=\\"https://rau.exemplu/a.png\\">"}'}
    ),
    "no main library": package(mainLibrary="H5P.Gone"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_refusal_says_why_and_leaves_nothing(body, trusted):
    before = state()
    response = bring(trusted, body, title="X")
    assert response.status_code == 200
    assert "error-message" in response.text
    assert state() == before


def test_a_disk_that_fills_up_leaves_nothing(trusted, monkeypatch):
    before = state()
    calls = []

    def fsync(number):
        calls.append(number)
        if len(calls) == 5:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tutorials.h5p.store.os.fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        bring(trusted, package())
    files, rows = state()
    assert len(calls) == 5
    assert [path for path in files if path not in before[0]] == [str(store.folder("x").parent)]  # empty
    assert rows == before[1]


def test_what_was_checked_is_what_is_unpacked(trusted):
    """The form's file is read twice; both times from its beginning."""
    body = io.BytesIO(package())
    body.seek(7)
    digest = store.digest_of(body)
    assert digest == store.digest_of(io.BytesIO(package()))


@pytest.mark.parametrize("view", ["edit", "history", "usage", "delete"])
def test_its_screens_open(view, trusted):
    bring(trusted, package())
    assert trusted.get(url_of(view, H5PPackage.objects.get().pk)).status_code == 200


def test_an_author_chooses_it_for_a_tutorial(trusted, client, author):
    bring(trusted, package(), title="Fructe")
    client.force_login(author)
    chooser = H5PPackage.snippet_viewset.chooser_viewset
    assert "Fructe" in client.get(reverse(chooser.get_url_name("choose"))).json()["html"]


def test_the_permission_is_a_tick_at_a_group_and_nobody_has_it_unasked(admin_client):
    permission = Permission.objects.get(codename="upload_h5ppackage")
    assert not permission.group_set.exists()
    group = Group.objects.get(name="Moderatori")
    page = admin_client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).text
    assert f'value="{permission.pk}"' in page


UNSEEN = "\ud800\0\u202e\x1b"


def test_signs_that_no_page_can_carry_and_no_database_keeps(trusted):
    """Half of a pair of signs, and a null, come in JSON by their numbers."""
    kind = Kind("H5P.TestChoice", "choice.js", {"text": f"http://a.exemplu/{UNSEEN}x"}, [], None)
    files = files_of(kind, title=f"Fructe{UNSEEN}", license=f"CC{UNSEEN}BY", language=f"ro{UNSEEN}")
    odd = {"title": f"Alegeri{UNSEEN}", "license": UNSEEN}
    files |= library("H5P.TestChoice", "choice.js", **odd)
    response = bring(trusted, packed(files))
    assert response.status_code == 302, response.text
    kept = H5PPackage.objects.get()
    assert (kept.title, kept.licence, kept.language) == ("Fructe", "CC BY", "ro")
    assert kept.report["libraries"][0]["title"] == "Alegeri"
    assert kept.report["outside"] == [
        {"url": r"http://a.exemplu/\xd800\x00\x202e\x1bx", "file": "content/content.json"}
    ]
    assert all(text.isprintable() for _, _, text in texts_in(kept.report))
    page = trusted.get(url_of("edit", kept.pk))
    assert page.status_code == 200
    assert "a.exemplu" in page.text


def test_a_refusal_names_them_by_their_numbers(trusted):
    kind = Kind("H5P.TestChoice", "choice.js", [f"<img src='//a.exemplu/{UNSEEN}x'>"], [], None)
    response = bring(trusted, package(kind))
    assert response.status_code == 200
    assert r"//a.exemplu/\xd800\x00" in response.text


# --- what a killed server leaves ---------------------------------------------------------------------


def others_in(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.name.startswith("."))


def test_half_of_a_package_is_never_in_its_place(trusted, monkeypatch):
    """Deleting ends half-way: who brings the package anew gets all of it."""
    bring(trusted, package())
    digest = H5PPackage.objects.get().digest
    paths = store.paths_in(digest)

    def half(place, **how):
        (place / paths[0]).unlink()

    with monkeypatch.context() as patch:
        patch.setattr("tutorials.h5p.store.shutil.rmtree", half)
        store.forget(digest)
    H5PPackage.objects.all().delete()
    assert not store.folder(digest).exists()
    assert len(others_in(store.folder(digest).parent)) == 1
    assert bring(trusted, package()).status_code == 302
    assert store.paths_in(digest) == paths
    assert others_in(store.folder(digest).parent) == []


def test_forgetting_twice_and_forgetting_nothing(trusted):
    bring(trusted, package())
    digest = H5PPackage.objects.get().digest
    for _ in range(2):
        store.forget(digest)
        assert list(store.folder(digest).parent.iterdir()) == []
    store.forget("0" * 64)


def test_the_clock_takes_away_what_is_left(brought):
    assert "tend_h5p" in clock.EVERY_DAY
    call_command("tend_h5p")  # also where nothing was ever brought
    kept = brought()
    place = store.folder(kept.digest).parent
    for name in (store.ARRIVING + "old", store.ARRIVING + "new", f"{store.LEAVING}{kept.digest}-1"):
        (place / name / "content").mkdir(parents=True)
        (place / name / "content/a.json").write_bytes(b"{}")
    long_ago = time.time() - store.A_DAY - 60
    os.utime(place / (store.ARRIVING + "old"), (long_ago, long_ago))
    call_command("tend_h5p")
    assert others_in(place) == [store.ARRIVING + "new"]
    assert len(store.paths_in(kept.digest)) == kept.file_count


def test_what_another_has_just_finished_is_no_trouble(brought, monkeypatch):
    place = store.folder(brought().digest).parent
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [place / "gone"])
    store.sweep()
