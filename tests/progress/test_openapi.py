"""The description of the API: served, readable, and true."""

import json

import pytest
import schemathesis
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, settings

from progress.api import api


@pytest.fixture
def document(db) -> dict:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.json()


def test_it_describes_every_operation_and_a_fact(document):
    operations = {f"/api/v1/{name}" for name in ("sync", "erase", "certificates", "card/redeem")}
    assert set(document["paths"]) == operations
    schemas = document["components"]["schemas"]
    wanted = {"id", "learner", "device", "seq", "at", "kind", "object", "version", "data"}
    assert set(schemas["Fact"]["required"]) == wanted
    items = schemas["LearnerCall"]["properties"]["facts"]["items"]["anyOf"]
    assert items[0] == {"$ref": "#/components/schemas/Fact"}
    whole = json.dumps(document)
    named = {ref.split('"')[0] for ref in whole.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)


def test_the_page_needs_nobody_else(db):
    """Under our CSP: no script, no style of its own, nothing from another host."""
    response = Client().get("/api/v1/docs")
    assert response.status_code == 200
    assert "script-src 'self'" in response["Content-Security-Policy"]
    soup = BeautifulSoup(response.content, "html.parser")
    assert not soup.select("script, style, [style], [onclick]")
    addresses = [tag.get("href") or tag.get("src") for tag in soup.select("[href], [src]")]
    assert addresses
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)
    text = soup.get_text(" ")
    for said in ("POST /api/v1/sync", "POST /api/v1/erase", "SyncAnswer", "PulledFact", "429"):
        assert said in text
    assert "$defs" not in text


def test_neither_swallows_the_addresses_around(db):
    for path in ("/api/v1/", "/api/v1/nothing", "/api/"):
        assert Client().get(path, follow=True).status_code == 404


# Whatever the description allows, and much that it forbids, against the whole stack.
schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
)
schema.app = WSGIHandler()


@schema.parametrize()
@settings(
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_description_is_true(db, connection_stays_open, case):
    cache.clear()  # strangers come with every example
    response = case.call(headers={"Accept-Encoding": "identity"})  # it unpacks none
    case.validate_response(response)
