"""What the house does with every answer and every question, whoever's view it is."""

import gzip

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import reverse

from cms.http import without_charset

BROWSER = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/cautare/?q=plata", "/cautare/", "/nicaieri/", "/sitemap.xml"])
def test_what_is_not_kept_is_short_on_its_way_too(path, client, db):
    whole, short = client.get(path), client.get(path, headers=BROWSER)
    assert short.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(short.content) == whole.content
    assert len(short.content) < len(whole.content) / 2
    assert whole.headers["Vary"] == short.headers["Vary"] == "Accept-Encoding"


def test_the_editors_screens_are_short_on_their_way_too(as_author, tutorial):
    url = reverse("wagtailadmin_pages:edit", args=[tutorial.pk])
    answer = as_author.get(url, headers=BROWSER)
    assert len(answer.content) < len(gzip.decompress(answer.content)) / 4


@pytest.mark.parametrize(
    "name", ["wagtailadmin_explore_root", "wagtailimages:index", "wagtaildocs:index"]
)
@pytest.mark.parametrize("question", ["q=%00", "q=a%00b", "search=%00&q=a"])
def test_a_null_byte_gets_a_plain_answer(name, question, as_moderator):
    assert as_moderator.get(f"{reverse(name)}?{question}").status_code == 400


def test_a_null_byte_in_the_admins_api(as_moderator):
    url = reverse("wagtailadmin_api:pages:listing")
    assert as_moderator.get(url, {"search": "petiția"}).status_code == 200
    assert as_moderator.get(f"{url}?search=%00").status_code == 400


def test_a_kept_page_is_never_compressed_twice(client, tutorial):
    for _ in range(2):
        answer = client.get(tutorial.url, headers={"accept-encoding": "gzip"})
        assert tutorial.title in gzip.decompress(answer.content).decode()


def test_a_picture_is_sent_as_it_is(client, tutorial, settings):
    (settings.MEDIA_ROOT / "original_images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "original_images/a.png").write_bytes(b"\x89PNG" + b"\0" * 4000)
    answer = client.get("/media/original_images/a.png", headers=BROWSER)
    assert len(b"".join(answer.streaming_content)) == 4004
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("charset", ["hex", '"zlib"', "utf-16", "no-such"])
def test_what_a_stranger_calls_a_charset_costs_no_500(charset, db, connection_stays_open):
    """As servers call us: Django reads it before any middleware."""
    told = []
    environ = RequestFactory().get("/cautare/?q=paro").environ
    environ["CONTENT_TYPE"] = f"text/plain; charset={charset}; format=flowed"
    application = without_charset(WSGIHandler())
    body = b"".join(application(environ, lambda status, headers: told.append(status)))
    assert told == ["200 OK"]
    assert "paro" in body.decode()
