"""What would strand a learner, by the vectors that the browser holds to as well."""

import copy
from time import process_time

import pytest

from tutorials.practice.explain import explain
from tutorials.practice.guard import real_data
from tutorials.practice.sense import Problem, problems
from tutorials.practice.shape import check, read, schema

from .vectors import service_of, vectors

SERVICES = vectors("services")


@pytest.mark.parametrize("vector", vectors("problems"), ids=lambda vector: vector["name"])
def test_what_makes_no_sense(vector):
    service = service_of(vector)
    found = problems(service)
    assert [list(problem) for problem in found] == vector["problems"]
    for problem in found:
        sentence = explain(problem, service)
        assert "%(" not in sentence
        assert sentence.endswith(".")


@pytest.mark.parametrize("vector", vectors("guard"), ids=lambda vector: vector["name"])
def test_what_is_a_real_persons(vector):
    assert real_data(vector["text"], vector.get("allowed", ())) == vector["kind"]


LONG = [
    "a" * 100_000, "1 " * 50_000, "1" + " " * 100_000, ("1" * 9 + "-" * 50_000) * 2, "1/" * 50_000,
    "RO49 " * 20_000, "RO" + " " * 100_000, "RO49" + "-" * 100_000 + "A", "a." * 50_000 + "@",
    "@" * 100_000, "a@" + "a." * 50_000 + "-" * 50_000, "a@" + "." * 100_000, "a@a-" * 25_000,
]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=lambda text: f"{text[:4]}…{text[-4:]}")
def test_a_long_text_is_looked_at_in_time_that_grows_with_it(text):
    began = process_time()
    assert real_data(text) in ("", "email")
    assert process_time() - began < 10


@pytest.mark.parametrize("key", SERVICES)
def test_a_service_has_the_shape(key):
    assert check(SERVICES[key]) == []


BENT = [
    ("format", lambda s: s.update(format="practice-service/2")),
    ("no screen", lambda s: s.update(screens=[])),
    ("a colour that is none", lambda s: s.update(color="pink")),
    ("more than the shape has", lambda s: s.update(owner="x")),
    ("a key with a capital", lambda s: s["card"][0].update(key="Nume")),
    ("a key with a line break", lambda s: s["card"][0].update(key="nume\n")),
    ("a number for words", lambda s: s.update(title=7)),
    ("null", lambda s: s["tasks"][0].update(done=None)),
    ("a door without a way", lambda s: s["screens"][0]["elements"][2].pop("to")),
    (
        "two expectations",
        lambda s: s["screens"][2]["elements"][1].update(expect={"any": True, "is": "x"}),
    ),
    ("no expectation", lambda s: s["screens"][2]["elements"][1].update(expect={})),
    ("an element of no type", lambda s: s["screens"][0]["elements"][0].update(type="script")),
    ("61 screens", lambda s: s.update(screens=s["screens"] * 11)),
]


@pytest.mark.parametrize(("name", "bend"), BENT, ids=[name for name, _ in BENT])
def test_what_has_not_the_shape_is_named(name, bend):
    service = copy.deepcopy(SERVICES["taxa-locala"])
    bend(service)
    flaws = check(service)
    assert flaws
    assert {flaw.code for flaw in flaws} == {"shape"}
    assert flaws[0].where in explain(flaws[0], service)


@pytest.mark.parametrize("data", [None, 7, "x", [], {}, [[]] * 50])
def test_what_is_no_service_at_all_is_named(data):
    assert check(data)


def test_nesting_and_size_are_bounded():
    for text in ("[" * 100_000, '{"a":' * 100_000, "[" + "1," * 400_000 + "1]", "", "{"):
        with pytest.raises(ValueError, match=r".*"):
            read(text)


def test_the_published_schema_says_the_same(client):
    response = client.get("/schemas/practice-service-1.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/schema+json"
    published = response.json()
    assert published == schema()
    assert published["$schema"].endswith("2020-12/schema")
    assert published["additionalProperties"] is False
    assert "null" not in str(published)


def test_a_place_is_named_by_its_titles():
    service = SERVICES["taxa-locala"]
    said = explain(Problem("expect-impossible", "date.cnp"), service)
    assert said.startswith("Datele dumneavoastră › CNP")
