"""Registering tools in the admin: who may, what is taken, and what one gets to paste."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from tutorials.models import ExternalTool

FORM = {
    "name": "Hărți",
    "login_url": "https://harti.exemplu.ro/login",
    "launch_url": "https://harti.exemplu.ro/launch",
    "redirect_uris": "https://harti.exemplu.ro/launch\n\n https://harti.exemplu.ro/other ",
    "keyset_url": "https://harti.exemplu.ro/keys",
    "deep_link_url": "",
    "is_active": "on",
}


def url_of(name, *args):
    return reverse(ExternalTool.snippet_viewset.get_url_name(name), args=args)


@pytest.fixture
def registrar(client, django_user_model):
    """A client of somebody in a group that has the one permission."""
    group = Group.objects.create(name="LTI")
    wanted = ("access_admin", "register_externaltool", "view_externaltool")
    group.permissions.set(Permission.objects.filter(codename__in=wanted))
    user = django_user_model.objects.create_user("horia", "horia@posta.exemplu", "parola-de-test")
    user.groups.add(group)
    client.force_login(user)
    return client


def test_a_tool_is_registered_and_shows_what_to_paste(registrar):
    answer = registrar.post(url_of("add"), FORM)
    assert answer.status_code == 302, answer.text
    tool = ExternalTool.objects.get()
    assert tool.redirect_uris == "https://harti.exemplu.ro/launch\nhttps://harti.exemplu.ro/other"
    page = registrar.get(url_of("edit", tool.pk)).text
    for value in (
        tool.client_id,
        tool.deployment_id,
        "https://pascupas.exemplu/lti/platform/authorize/",
        "https://pascupas.exemplu/lti/platform/token/",
        "https://pascupas.exemplu/lti/jwks.json",
    ):
        assert f"<code>{value}</code>" in page


def test_two_tools_know_us_by_two_names(registrar):
    for name in ("Hărți", "Alte hărți"):
        registrar.post(url_of("add"), FORM | {"name": name})
    assert len(set(ExternalTool.objects.values_list("client_id", flat=True))) == 2


@pytest.mark.parametrize(
    "name", ["login_url", "launch_url", "redirect_uris", "keyset_url", "deep_link_url"]
)
@pytest.mark.parametrize(
    "address",
    [
        "http://harti.exemplu.ro/",
        "javascript:alert(1)",
        "//harti.exemplu.ro/",
        "https://cineva@harti.exemplu.ro/",
        "https://harti.exemplu.ro/ launch",
        "https://",
        "ftp://harti.exemplu.ro/",
    ],
)
def test_what_is_no_secure_address_is_refused(registrar, name, address):
    answer = registrar.post(url_of("add"), FORM | {name: address})
    assert answer.status_code == 200
    assert "https://" in str(answer.context["form"].errors[name])
    assert not ExternalTool.objects.exists()


def test_too_many_addresses_are_refused(registrar):
    many = "\n".join(f"https://harti.exemplu.ro/{n}" for n in range(21))
    assert registrar.post(url_of("add"), FORM | {"redirect_uris": many}).status_code == 200
    assert not ExternalTool.objects.exists()


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_editors_choose_tools_and_register_none(client, who, request, tool):
    client.force_login(request.getfixturevalue(who))
    assert client.post(url_of("add"), FORM).status_code == 302  # away, with the reason
    client.post(url_of("edit", tool.row.pk), FORM | {"login_url": "https://rau.exemplu/"})
    client.post(url_of("delete", tool.row.pk))
    tool.row.refresh_from_db()
    assert tool.row.login_url != "https://rau.exemplu/"
    assert ExternalTool.objects.count() == 1


def test_a_site_without_https_says_that_it_sends_nobody(registrar, tool, settings):
    settings.PUBLIC_URL = "http://pascupas.exemplu"
    assert "PUBLIC_URL" in registrar.get(url_of("edit", tool.row.pk)).text
