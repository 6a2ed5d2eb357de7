"""The page around an activity, the frame in which it plays, and what each of them may do."""

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from cms.pagecache.version import site_version
from lti.origins import anywhere
from offline.bundle import framed
from tutorials.editing.unseen import unseen
from tutorials.h5p import player, store
from tutorials.models import H5PPackage

from .packages import ACCORDION

pytestmark = pytest.mark.django_db
SECOND = "https://h5p.pascupas.exemplu"


@pytest.fixture
def page(make, brought):
    return make(exercises=[("h5p", {"package": brought()})])


@pytest.fixture
def package(page):
    return H5PPackage.objects.get()


def frame_of(package) -> str:
    return reverse("h5p_frame", args=[package.digest])


def policy_of(response) -> dict[str, str]:
    rules = response.headers["Content-Security-Policy"].split(";")
    return {name: values for name, _, values in (rule.strip().partition(" ") for rule in rules)}


def test_the_page_offers_it_and_fetches_nothing_before_it_is_opened(page, package, read):
    html = read(page.url)
    [part] = html.select("[data-activity]")
    assert part["data-frame"] == frame_of(package)
    assert part["data-package"] == package.digest
    assert part.h3.text == package.title
    assert part.has_attr("data-reports")
    assert not html.select("iframe")
    for name, role in {"missing": "alert", "slow": "status"}.items():
        [note] = part.select(f"[data-{name}]")
        assert (note["role"], note.has_attr("hidden"), bool(note.text)) == (role, True, True)
    assert "încă se încarcă" in part.select_one("[data-slow]").text
    assert "(4\xa0KB)" in part.select_one("[data-start]").text


def test_a_type_that_never_reports_says_so_to_the_page(make, brought, read):
    html = read(make(exercises=[("h5p", {"package": brought(ACCORDION)})]).url)
    assert not html.select_one("[data-activity]").has_attr("data-reports")


def test_a_new_title_is_seen_at_once(page, package, read):
    assert package.title in read(page.url).text
    package.title = "Alt nume"
    package.save()
    assert "Alt nume" in read(page.url).text


def test_the_pages_own_policy_stays_strict(page, client):
    policy = policy_of(client.get(page.url))
    assert policy["frame-src"] == "'self'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in str(policy)


def test_the_frame_may_do_nothing_but_play(package, client):
    response = client.get(frame_of(package))
    assert response.status_code == 200
    assert not response.cookies
    assert "X-Frame-Options" not in response.headers
    own = f"testserver/media/h5p/{package.digest}/"
    assert policy_of(response) == {
        "sandbox": "allow-scripts allow-same-origin",
        "default-src": "'none'",
        "script-src": f"{own} testserver{player.address()} 'unsafe-eval'",
        "style-src": f"{own} testserver{player.address()} 'unsafe-inline'",
        "img-src": f"{own} testserver{player.address()} data: blob:",
        "media-src": f"{own} data: blob:",
        "font-src": f"{own} testserver{player.address()} data:",
        "connect-src": own,
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": " ".join(["'self'", *anywhere()]),
    }
    assert "<script>" not in response.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', response.text):
        assert client.get(address).status_code == 200


def test_its_files_are_served_for_ever_and_can_do_nothing_by_themselves(package, client):
    for path in store.paths_in(package.digest):
        response = client.get(f"/media/{store.name_of(package.digest, path)}")
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        list(response.streaming_content)


def test_what_is_not_there_is_not_there(package, client):
    for address in (
        f"/h5p/{'0' * 64}/",
        frame_of(package).upper(),
        player.address("other.js"),
        player.address("main.js").replace(player.digest(), "000000000000"),
        f"/media/h5p/{package.digest}/../../db.sqlite3",
        f"/media/h5p/{package.digest}/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(frame_of(package)).status_code == 405


def test_on_paper_it_says_where_it_is_done(page, package, read):
    html = read(page.url + "tipar/")
    section = html.select_one(".activity")
    assert package.title in section.text
    assert "Această activitate se face pe ecran" in section.text
    assert section.select_one("svg.qr")
    assert not html.select("[data-activity]")
    lesson = read(page.url + "tipar/plan-lectie/")
    assert package.title in lesson.text


def test_search_finds_it_by_its_title(make, brought, client):
    make(exercises=[("h5p", {"package": brought(title="Zmeurișul fermecat")})])
    site_version().bump()
    assert "Probă" in client.get("/cautare/", {"q": "zmeurișul"}).text


def test_a_package_that_is_gone_leaves_the_page_whole(page, package, read):
    package.delete()
    html = read(page.url)
    assert not html.select("[data-activity]")
    page.refresh_from_db()
    assert [str(problem) for problem in unseen(page)]


# --- a second origin ------------------------------------------------------------------------------


@pytest.fixture
def second(settings, package):
    settings.H5P_ORIGIN = SECOND
    settings.PUBLIC_URL = "https://pascupas.exemplu"
    settings.ALLOWED_HOSTS = ["testserver", "h5p.pascupas.exemplu"]
    site_version().bump()
    return Client(headers={"host": "h5p.pascupas.exemplu"})


def test_the_second_origin_plays(second, package):
    response = second.get(frame_of(package))
    assert response.status_code == 200
    assert policy_of(response)["frame-ancestors"].startswith("https://pascupas.exemplu https:")
    assert 'data-reader="https://pascupas.exemplu"' in response.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', response.text):
        assert second.get(address).status_code == 200
    file = second.get(f"/media/h5p/{package.digest}/h5p.json")
    assert b"".join(file.streaming_content).startswith(b"{")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/admin/",
        "/api/v1/sync",
        "/cautare/",
        "/serviceworker.js",
        "/static/app.js",
        "/h5p/",
        "/robots.txt",
        "/media/documents/a.pdf",
    ],
)
def test_the_second_origin_answers_nothing_else(path, second):
    response = second.get(path)
    assert (response.status_code, response.text) == (404, "Not here.")
    assert second.post(path).status_code == 404


def test_the_first_origin_plays_nothing_then(second, package, page):
    first = Client()
    assert first.get(frame_of(package)).status_code == 404
    assert first.get(f"/media/h5p/{package.digest}/h5p.json").status_code == 404
    site_version().bump()
    assert f'data-frame="{SECOND}{frame_of(package)}"' in first.get(page.url).text


def test_what_plays_elsewhere_is_in_no_pack(second, page, course):
    site_version().bump()
    told = Client().get(f"/packs/{course.translation_key}.json").json()
    assert any(file["url"] == page.url for file in told["files"])
    assert not any("h5p" in file["url"] for file in told["files"])


# --- saved ------------------------------------------------------------------------------------------


def test_a_saved_course_has_the_player_and_every_file(page, package, course, client):
    site_version().bump()
    address = f"/packs/{course.translation_key}.json"
    told = client.get(address).json()
    files = {file["url"]: file for file in told["files"]}
    frame = files[frame_of(package)]
    assert frame["policy"] == client.get(frame_of(package)).headers["Content-Security-Policy"]
    assert [url for url, file in files.items() if "policy" in file] == [frame_of(package)]
    for name in player.TYPES:
        assert files[player.address(name)]["bytes"] == len(player.files()[name])
    kept = store.paths_in(package.digest)
    assert kept
    for path in kept:
        url = f"/media/{store.name_of(package.digest, path)}"
        assert files[url]["bytes"] == (store.folder(package.digest) / path).stat().st_size
    scripts = [file for url, file in files.items() if url.endswith(".js")]
    assert {file["type"] for file in scripts} == {"text/javascript"}
    assert told["bytes"] == sum(file["bytes"] for file in told["files"])

    # All of it comes in the bundle: text whatever its size, and small pictures.
    bundle = client.get(address.replace(".json", "/files"), {"version": told["version"]})
    assert all(file["sha256"].encode() in bundle.content for file in told["files"])
    assert framed([]) == b""


def test_two_places_of_one_package_are_saved_once(make, brought, course, client):
    package = brought()
    make(exercises=[("h5p", {"package": package})])
    make(slug="alta", title="Alta", exercises=[("h5p", {"package": package})])
    site_version().bump()
    urls = [file["url"] for file in client.get(f"/packs/{course.translation_key}.json").json()["files"]]
    assert len(urls) == len(set(urls))
    assert frame_of(package) in urls


def test_frames_of_others_are_no_part_of_a_pack():
    from django.test import RequestFactory

    from tutorials.h5p.pack import framed as framed_at

    request = RequestFactory().get("/")
    for address in ("/", "/cautare/", "/admin/", "/nu/este/", "/h5p/player/a/b.js"):
        assert framed_at(address, request) is None
    assert django_settings.FRAMES == ["tutorials.h5p.pack.framed"]
