"""The operator's list of relays: to look, to rename, to revoke; for nobody else."""

import pytest
from django.urls import reverse

from progress.models import Relay


@pytest.fixture
def relay(db):
    return Relay.objects.create(name="Biblioteca Sadova", token_sha256="f" * 64)


@pytest.fixture
def operator(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("op", "op@posta.exemplu", "x"))
    return client


def test_the_list_shows_no_token(operator, relay):
    text = operator.get(reverse("relays:index")).content.decode()
    assert "Biblioteca Sadova" in text
    assert str(relay.pk) in text
    assert relay.token_sha256 not in text


def test_an_operator_revokes_once(operator, relay):
    url = reverse("relays:edit", args=[relay.pk])
    assert relay.token_sha256 not in operator.get(url).content.decode()
    assert operator.post(url, {"name": "Sadova"}).status_code == 302
    relay.refresh_from_db()
    assert (relay.name, relay.revoked_at) == ("Sadova", None)
    operator.post(url, {"name": "Sadova", "revoke": "on"})
    relay.refresh_from_db()
    first = relay.revoked_at
    assert first
    operator.post(url, {"name": "Sadova", "revoke": "on"})
    relay.refresh_from_db()
    assert relay.revoked_at == first


def test_nobody_makes_or_deletes_one_here(operator, relay):
    assert operator.get(reverse("relays:add")).status_code == 302
    operator.post(reverse("relays:add"), {"name": "x"})
    operator.post(reverse("relays:delete", args=[relay.pk]))
    assert Relay.objects.get() == relay


def test_editors_do_not_see_it(client, moderator, relay):
    client.force_login(moderator)
    for url in (reverse("relays:index"), reverse("relays:edit", args=[relay.pk])):
        assert client.get(url).status_code == 302
    client.post(reverse("relays:edit", args=[relay.pk]), {"name": "x", "revoke": "on"})
    relay.refresh_from_db()
    assert relay.revoked_at is None
