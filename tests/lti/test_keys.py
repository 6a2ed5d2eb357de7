"""Our own keys: sealed at rest, changed with an overlap, and never none."""

import datetime
from io import StringIO

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import Key
from refusing import refused

from lti import keys
from progress import sealing

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def a_sealing_key(settings, tmp_path):
    settings.SEALING_KEY = str(tmp_path / "sealing-key.pem")


def older(key, days):
    Key.objects.filter(pk=key.pk).update(datetime_created=timezone.now() - days * DAY)


def published(client):
    return [key["kid"] for key in client.get("/lti/jwks.json").json()["keys"]]


def test_the_first_key_is_made_when_it_is_asked_for(client):
    (kid,) = published(client)
    token = keys.sign({"iss": "us"})
    assert jwt.get_unverified_header(token)["kid"] == kid
    public = jwt.PyJWKSet.from_dict(client.get("/lti/jwks.json").json())[kid]
    assert jwt.decode(token, public.key, algorithms=["RS256"]) == {"iss": "us"}


def test_only_public_halves_are_published(client):
    assert client.get("/lti/jwks.json")["Cache-Control"] == "public, max-age=600"
    (key,) = client.get("/lti/jwks.json").json()["keys"]
    assert set(key) == {"kid", "kty", "n", "e", "alg", "use"}


def test_a_copy_of_the_database_signs_nothing(settings, tmp_path):
    keys.make()
    kept = Key.objects.get().private_key
    assert "PRIVATE" not in kept
    assert kept.startswith(keys.MARK)
    settings.SEALING_KEY = str(tmp_path / "another.pem")
    with pytest.raises(sealing.Unsealable):
        keys._open(Key.objects.get())


def test_another_key_takes_the_place_of_one_that_nobody_can_open(settings, tmp_path, client):
    lost = keys.make()
    settings.SEALING_KEY = str(tmp_path / "another.pem")
    kid, _ = keys.signing_key()
    assert kid != str(lost)
    assert published(client) == [kid]


def test_keys_are_not_given_up_while_ours_cannot_be_read(settings, tmp_path, client):
    key = keys.make()
    (tmp_path / "sealing-key.pem").write_text("damaged")
    with pytest.raises(sealing.NoKey):
        keys.signing_key()
    assert published(client) == [str(key)]
    Key.objects.all().delete()
    refused(client.get(reverse("lti:jwks")), "no_signing_key")


def test_a_new_key_signs_when_platforms_had_time_to_fetch_it(client):
    old = keys.make()
    older(old, 200)
    call_command("rotate_lti_keys", stdout=StringIO())
    new = Key.objects.latest()
    assert published(client) == [str(old), str(new)]
    assert keys.signing_key()[0] == str(old)
    older(new, 2)
    assert keys.signing_key()[0] == str(new)
    assert published(client) == [str(old), str(new)]


def test_the_clock_renews_and_ends_keys():
    old = keys.make()
    older(old, 100)
    keys.tend(timezone.now())
    assert Key.objects.count() == 1
    older(old, 181)
    keys.tend(timezone.now())
    new = Key.objects.latest()
    assert new != old
    keys.tend(timezone.now() + 7 * DAY)
    assert Key.objects.active().count() == 2
    keys.tend(timezone.now() + 9 * DAY)
    assert list(Key.objects.active()) == [new]
    assert Key.objects.get(pk=old.pk).private_key == ""


def test_there_is_always_one_that_signs():
    keys.tend(timezone.now())
    for days in (181, 400, 4000):
        older(Key.objects.latest(), days)
        keys.tend(timezone.now())
        assert keys.signing_key()


def test_stolen_keys_end_at_once(client):
    stolen = keys.make()
    older(stolen, 10)
    call_command("rotate_lti_keys", "--stolen", stdout=StringIO())
    (kid,) = published(client)
    assert kid == keys.signing_key()[0] != str(stolen)


def test_what_the_command_cannot_do_it_says(tmp_path):
    (tmp_path / "sealing-key.pem").write_text("damaged")
    with pytest.raises(CommandError, match="no private key"):
        call_command("rotate_lti_keys")
    assert Key.objects.count() == 0
