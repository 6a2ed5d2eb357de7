"""The signed file: an Open Badge 3.0 that anybody can check with what the site publishes."""

import base64
import json
import stat
import threading
from datetime import datetime

import jwt
import pytest
from django.test import Client
from finishing import finish, issued

from progress.certificates import keys, register
from progress.certificates.models import Certificate
from progress.checks import certificate_keys, certificate_series


@pytest.fixture(autouse=True)
def keys_in_a_folder_of_their_own(settings, tmp_path):
    settings.CERTIFICATE_KEYS_DIR = tmp_path / "certificate-keys"
    settings.CERTIFICATE_SERIES = "PCP"


@pytest.fixture
def told(tablet, course) -> dict:
    finish(tablet, course)
    return issued(tablet, course)


def fetched(address: str):
    """What stands at one of our own addresses."""
    response = Client().get(address.removeprefix("http://testserver"))
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/json"
    return response.json()


def download(told) -> str:
    response = Client().get(told["credential"])
    assert response["Content-Type"] == "application/vc+jwt"
    assert response["Content-Disposition"] == f'attachment; filename="{told["number"]}.jwt"'
    return response.content.decode()


def checked(token: str) -> dict:
    """The claims, once the signature is checked by the key that `kid` names (section 8.2.3)."""
    header = jwt.get_unverified_header(token)
    assert set(header) == {"alg", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    published = fetched(header["kid"])
    assert published["kid"] == header["kid"]
    assert published in fetched("/.well-known/jwks.json")["keys"]
    assert set(published) == {"alg", "e", "kid", "kty", "n", "use"}  # never "d"
    return jwt.decode(token, jwt.PyJWK(published).key, algorithms=["RS256"])


def test_anybody_can_check_it(told):
    claims = checked(download(told))
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert claims["nbf"] == int(datetime.fromisoformat(claims["validFrom"]).timestamp())


def test_one_letter_changed_is_found_out(told):
    head, body, signature = download(told).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "==="))
    claims["credentialSubject"]["achievement"]["name"] = "Alt curs"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(jwt.InvalidSignatureError):
        checked(f"{head}.{forged}.{signature}")


def test_it_has_what_the_standard_requires(told, course):
    claims = checked(download(told))
    assert claims["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert claims["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context")
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert claims["name"] == course.title
    issuer = claims["issuer"]
    assert (issuer["type"], bool(issuer["name"])) == (["Profile"], True)
    assert fetched(issuer["id"])["id"] == issuer["id"]
    subject = claims["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["licenseNumber"] == told["number"]
    achievement = subject["achievement"]
    assert achievement["id"] == course.translation_key.urn
    assert achievement["type"] == ["Achievement"]
    assert achievement["name"] == course.title
    assert achievement["description"] == course.summary
    assert "80%" in achievement["criteria"]["narrative"]
    for alignment in achievement["alignment"]:
        assert {"type", "targetName", "targetUrl", "targetCode", "targetFramework"} == set(alignment)
        assert alignment["targetName"] != alignment["targetCode"]
    (described,) = achievement["resultDescription"]
    assert set(described) >= {"id", "type", "name", "resultType"}
    (result,) = subject["result"]
    assert (result["resultDescription"], result["value"]) == (described["id"], "100")


def test_it_names_nobody_who_did_not_choose_it(told, tablet, course):
    issued(tablet, course, name="Maria Exemplu")
    whole = json.dumps(checked(download(told)))
    assert "Maria" not in whole
    for secret in (tablet.person.id, tablet.person.secret, tablet.id):
        assert secret not in whole
    issued(tablet, course, show_name=True)
    (identity,) = checked(download(told))["credentialSubject"]["identifier"]
    assert identity == {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "Maria Exemplu",
        "identityType": "name",
    }


def test_whether_it_is_withdrawn_stands_at_its_own_address(told):
    claims = checked(download(told))
    status = claims["credentialStatus"]
    assert status["type"] == "1EdTechRevocationList"
    held = fetched(status["id"])
    assert (held["id"], held["issuer"], held["revokedCredential"]) == (status["id"], claims["iss"], [])
    register.withdraw(Certificate.objects.get(), Certificate.Reason.ERROR)
    (entry,) = fetched(status["id"])["revokedCredential"]
    assert entry == {"id": claims["id"], "revoked": True, "revocationReason": "Eliberată din greșeală."}


def test_a_new_key_signs_and_the_old_one_still_checks(told, settings):
    old = download(told)
    folder = settings.CERTIFICATE_KEYS_DIR
    (first,) = folder.glob("*.pem")
    first.rename(folder / "2025-1.pem")
    (kept,) = keys.all_keys()
    settings.CERTIFICATE_KEYS_DIR = folder / "other"
    keys.all_keys()
    (made,) = settings.CERTIFICATE_KEYS_DIR.glob("*.pem")
    made.rename(folder / made.name)
    settings.CERTIFICATE_KEYS_DIR = folder
    new = download(told)
    assert jwt.get_unverified_header(new)["kid"] != jwt.get_unverified_header(old)["kid"]
    assert checked(new) == checked(old)
    assert keys.all_keys()[0].name == kept.name


def test_the_key_is_its_owners_alone_and_made_once(settings, db):
    found = []
    threads = [threading.Thread(target=lambda: found.extend(keys.all_keys())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key.name for key in found}) == 1
    (path,) = settings.CERTIFICATE_KEYS_DIR.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(certificate_keys(None)) == []
    path.chmod(0o644)
    assert [error.id for error in certificate_keys(None)] == ["progress.W001"]


@pytest.mark.parametrize(("series", "wrong"), [("", 0), ("PCP", 0), ("pcp", 1), ("PCP-RO", 1)])
def test_a_series_is_a_few_capitals(settings, series, wrong):
    settings.CERTIFICATE_SERIES = series
    assert len(list(certificate_series(None))) == wrong


def test_a_key_that_nobody_has(db):
    assert Client().get("/.well-known/openbadges/keys/abc.json").status_code == 404
