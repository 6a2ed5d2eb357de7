"""A service goes into a file and comes back as a draft; a hostile file comes to nothing."""

import copy
import json

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tutorials.models import PracticeService
from tutorials.practice.shape import MOST_BYTES, check

from .conftest import url_of


def send(client, content):
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    return client.post(url_of("import"), {"file": SimpleUploadedFile("serviciu.json", content)})


def flaws(response) -> list[str]:
    return response.context["form"].errors["file"]


def test_what_is_written_comes_back_as_a_draft_under_a_free_key(as_author, service):
    written = as_author.get(url_of("export", service.pk))
    assert "taxa-locala.json" in written["Content-Disposition"]
    assert written.json() == service.shape
    response = send(as_author, written.content)
    made = PracticeService.objects.exclude(pk=service.pk).get()
    assert response.url == url_of("edit", made.pk)
    assert made.shape == service.shape | {"key": "taxa-locala-2"}
    assert not made.live


def test_a_draft_is_written_as_it_was_last_saved(as_author, service):
    service.title = "Titlu de ciornă"
    service.save_revision(clean=False)
    assert as_author.get(url_of("export", service.pk)).json()["title"] == "Titlu de ciornă"


def test_what_makes_no_sense_is_taken_in_as_a_draft_and_named(as_author, shape):
    shape["tasks"][0]["goal"] = ["nicaieri"]
    response = send(as_author, shape)
    assert response.status_code == 302
    said = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert shape["tasks"][0]["title"] in said


def broken(change):
    def make(shape):
        broken = copy.deepcopy(shape)
        change(broken)
        return broken

    return make


def deep(levels: int) -> bytes:
    return b'{"screens":' + b"[" * levels + b"]" * levels + b"}"


HOSTILE = {
    "no JSON": lambda shape: b"<html>",
    "no text": lambda shape: b"\xff\xfe\x00",
    "nothing": lambda shape: b"",
    "a list": lambda shape: [shape],
    "a number": lambda shape: b"1e999",
    "nested without end": lambda shape: deep(100_000),
    "nested deeper than a service": lambda shape: deep(40),
    "too large": lambda shape: b" " * (MOST_BYTES + 1),
    "a number of many digits": lambda shape: b'{"title": ' + b"9" * 10_000 + b"}",
    "a sign that no database keeps": broken(lambda s: s.update(title="Titlu\0")),
    "half a sign": lambda shape: json.dumps(shape | {"title": "\ud800"}).encode(),
    "another format": broken(lambda s: s.update(format="practice-service/2")),
    "an unknown name": broken(lambda s: s.update(script="alert(1)")),
    "a key with markup": broken(lambda s: s["screens"][0].update(key="<b>")),
    "an unknown element": broken(lambda s: s["screens"][0]["elements"][0].update(type="iframe")),
    "too many screens": broken(lambda s: s.update(screens=s["screens"] * 20)),
    "a null": broken(lambda s: s["screens"][0].update(hint=None)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_service_is_refused_with_its_flaws(name, as_author, shape):
    response = send(as_author, HOSTILE[name](shape))
    assert response.status_code == 200
    assert flaws(response)
    assert not PracticeService.objects.filter(title__startswith=shape["title"]).exists()


def test_every_flaw_of_the_shape_is_named_by_its_place(as_author, shape):
    shape["screens"][1]["title"] = 7
    shape["screens"][2]["elements"][1]["input"] = "cnp"
    said = flaws(send(as_author, shape))
    assert len(said) == 2
    assert any("Datele dumneavoastră" in flaw and "Numele și prenumele" in flaw for flaw in said)


def test_markup_in_a_file_is_words(as_author, shape):
    shape["title"] = "<script>alert(1)</script>"
    made = send(as_author, shape).url
    page = as_author.get(made).text
    assert "<script>alert(1)</script>" not in page


def test_only_who_may_write_services_takes_them_in(db, service, django_user_model, shape):
    reader = django_user_model.objects.create_user("cititor", "c@posta.exemplu", "parola-de-test")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    for url in (url_of("import"), url_of("export", service.pk), url_of("parts", service.pk)):
        assert client.get(url).status_code == 302
    client.force_login(reader)
    for url in (url_of("import"), url_of("export", service.pk), url_of("parts", service.pk)):
        assert client.get(url).status_code in (302, 403)
    send(client, shape)
    assert PracticeService.objects.filter(title=shape["title"]).count() == 1


def test_the_list_and_the_form_lead_to_the_files_and_the_schema(as_author, service):
    assert url_of("import") in as_author.get(url_of("list")).text
    assert url_of("export", service.pk) in as_author.get(url_of("list")).text
    assert url_of("export", service.pk) in as_author.get(url_of("edit", service.pk)).text
    assert "/schemas/practice-service-1.json" in as_author.get(url_of("import")).text


def test_what_a_tutorial_can_choose_is_named_by_titles(as_author, service):
    parts = as_author.get(url_of("parts", service.pk)).json()
    assert ["platiti", service.shape["tasks"][0]["title"]] in parts["task"]
    assert ["acasa.plateste", "Pagina de start › Plătesc o taxă"] in parts["place"]
    assert check(service.shape) == []
