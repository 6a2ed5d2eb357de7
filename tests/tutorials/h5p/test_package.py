"""What makes a package whole, and what it may not fetch."""

import io
import json

import pytest

from tutorials.h5p.package import examine

from .packages import ACCORDION, KINDS, files_of, library, needs, package, packed, question_library
from .test_archive import refused


def changed(**files) -> bytes:
    """A whole package in which files stand otherwise; None: not at all. `a__b`: the file `a/b`."""
    made = files_of()
    for name, body in files.items():
        if body is None:
            del made[name]
        else:
            made[name] = body if isinstance(body, bytes) else json.dumps(body).encode()
    return packed(made)


@pytest.mark.parametrize("kind", [*KINDS, ACCORDION], ids=lambda kind: kind.name)
def test_every_kind_is_a_whole_package(kind):
    found = examine(io.BytesIO(package(kind)))
    assert (found.title, found.main) == (kind.title, f"{kind.name} 1.0")
    assert found.reports is (kind is not ACCORDION)
    assert found.bytes == sum(len(body) for name, body in files_of(kind).items() if name in found.files)


WRONG = {
    "no definition": ({"h5p.json": None}, [("missing", "h5p.json")]),
    "no content": ({"content/content.json": None}, [("missing", "content/content.json")]),
    "definition no JSON": ({"h5p.json": b"{"}, [("json", "h5p.json")]),
    "definition a list": ({"h5p.json": []}, [("json", "h5p.json")]),
    "definition no text": ({"h5p.json": b"\xff\xfe"}, [("json", "h5p.json")]),
    "content a number": ({"content/content.json": 7}, [("json", "content/content.json")]),
    "content too deep": (
        {"content/content.json": b"[" * 5000 + b"]" * 5000},
        [("json", "content/content.json")],
    ),
    "content deep": (
        {"content/content.json": b"[" * 200 + b"]" * 200},
        [("json", "content/content.json")],
    ),
    "empty definition": ({"h5p.json": {}}, [("field", "h5p.json")] * 3),
    "library no JSON": (
        {"H5P.TestChoice-1.0/library.json": b""},
        [("json", "H5P.TestChoice-1.0/library.json")],
    ),
    "library missing": (
        {"H5P.TestQuestion-1.0/library.json": None},
        [("no-library", "H5P.TestQuestion-1.0")],
    ),
    "script missing": (
        {"H5P.TestChoice-1.0/choice.js": None},
        [("no-file", "H5P.TestChoice-1.0/choice.js")],
    ),
    "style missing": (
        {"H5P.TestQuestion-1.0/question.css": None},
        [("no-file", "H5P.TestQuestion-1.0/question.css")],
    ),
    "a page": ({"content/a.html": b"<p>"}, [("kind", "content/a.html")]),
    "a script in content": ({"content/a.js": b""}, [("kind", "content/a.js")]),
    "a script beside it": ({"a.js": b""}, [("kind", "a.js")]),
    "a program": ({"H5P.TestChoice-1.0/a.exe": b"MZ"}, [("kind", "H5P.TestChoice-1.0/a.exe")]),
    "two endings": ({"content/a.png.php": b""}, [("kind", "content/a.png.php")]),
    "no ending": ({"content/a": b""}, [("kind", "content/a")]),
}


@pytest.mark.parametrize(("files", "reasons"), WRONG.values(), ids=WRONG)
def test_what_is_no_whole_package(files, reasons):
    assert refused(changed(**files)) == reasons


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": 7},
        {"mainLibrary": "../H5P.Choice"},
        {"mainLibrary": None},
        {"mainLibrary": "H5P.Other"},
        {"language": 7},
        {"license": []},
        {"preloadedDependencies": {}},
        {"preloadedDependencies": [7]},
        {"preloadedDependencies": [{"machineName": "../a", "majorVersion": 1, "minorVersion": 0}]},
        {
            "preloadedDependencies": [
                {"machineName": "H5P.TestChoice", "majorVersion": -1, "minorVersion": 0}
            ]
        },
        {
            "preloadedDependencies": [
                {"machineName": "H5P.TestChoice", "majorVersion": True, "minorVersion": 0}
            ]
        },
    ],
    ids=str,
)
def test_a_definition_that_says_it_otherwise(fields):
    assert {code for code, _ in refused(package(**fields))} == {"field"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"machineName": "H5P.Other"}, "other-library"),
        ({"minorVersion": 7}, "other-library"),
        ({"majorVersion": "x"}, "field"),
        ({"preloadedJs": "choice.js"}, "field"),
        ({"preloadedJs": [{"path": "../H5P.TestQuestion-1.0/question.js"}]}, "no-file"),
        ({"preloadedJs": [{"path": "https://rau.exemplu/a.js"}]}, "no-file"),
        ({"preloadedCss": [{}]}, "field"),
        ({"preloadedDependencies": needs("H5P.Gone")}, "no-library"),
        ({"preloadedDependencies": "all"}, "field"),
    ],
    ids=str,
)
def test_a_library_that_says_it_otherwise(more, code):
    files = files_of() | library("H5P.TestChoice", "choice.js", **({"dependencies": ()} | {}) | more)
    assert {each for each, _ in refused(packed(files))} == {code}


def test_libraries_in_a_circle():
    question = question_library()
    told = json.loads(question["H5P.TestQuestion-1.0/library.json"])
    told["preloadedDependencies"] = needs("H5P.TestChoice")
    assert refused(changed(**{"H5P.TestQuestion-1.0/library.json": told}))[0][0] == "circle"


def test_what_nothing_plays_is_left_out():
    other = library("H5P.TestEssay", "essay.js")
    found = examine(io.BytesIO(packed(files_of() | other)))
    assert found.left_out == ["H5P.TestEssay-1.0"]
    assert not any("Essay" in name for name in found.files)
    # … unless the content names it.
    files = files_of() | other | {"content/content.json": b'{"part": {"library": "H5P.TestEssay 1.0"}}'}
    assert "H5P.TestEssay-1.0/essay.js" in examine(io.BytesIO(packed(files))).files
    files = files_of() | {"content/content.json": b'{"part": {"library": "H5P.Gone 1.0"}}'}
    assert refused(packed(files)) == [("no-library", "H5P.Gone-1.0")]


FETCHES = [
    {"file": {"path": "https://rau.exemplu/a.mp4", "mime": "video/mp4"}},
    {"files": [{"path": "//rau.exemplu/a.png", "mime": "image/png"}]},
    {"file": {"path": "https://youtu.be/abc", "mime": "video/YouTube"}},
    {"text": '<p><img alt="" src="https://rau.exemplu/a.png"></p>'},
    {"text": "<IMG SRC=//rau.exemplu/a.png>"},
    {"text": "<iframe width=1 src='https://rau.exemplu/'></iframe>"},
    {"text": '<script src="https://rau.exemplu/a.js"></script>'},
    {"text": '<video><source src="https://rau.exemplu/a.mp4"></video>'},
    {"text": '<link rel=stylesheet href="https://rau.exemplu/a.css">'},
    {"text": '<p style="background: url(https://rau.exemplu/a.png)">'},
    {"deep": [[{"text": '<object data="https://rau.exemplu/a.svg">'}]]},
]


@pytest.mark.parametrize("content", FETCHES, ids=str)
def test_content_that_would_be_fetched_from_elsewhere(content):
    [(code, about)] = refused(changed(**{"content/content.json": content}))
    assert code == "outside"
    assert "//" in about


def test_links_are_told_and_may_stay():
    content = {
        "text": '<a href="https://legea.exemplu/a">Legea</a> și http://alta.exemplu/',
        "license": "http://www.w3.org/",
    }
    found = examine(io.BytesIO(changed(**{"content/content.json": content})))
    assert {(each.host, each.loads) for each in found.outside} == {
        ("legea.exemplu", False),
        ("alta.exemplu", False),
    }


def test_style_sheets_that_fetch_are_refused_and_scripts_are_told():
    style = (
        b"/* http://cine.exemplu */ @import 'https://fonturi.exemplu/a.css'; a{background:url(a.png)}"
    )
    assert refused(changed(**{"H5P.TestQuestion-1.0/question.css": style})) == [
        ("outside-code", "H5P.TestQuestion-1.0/question.css")
    ]
    script = files_of()["H5P.TestChoice-1.0/choice.js"] + b"\nvar player = 'https://filme.exemplu/api';"
    found = examine(io.BytesIO(changed(**{"H5P.TestChoice-1.0/choice.js": script})))
    assert [(each.host, each.file, each.loads) for each in found.outside] == [
        ("filme.exemplu", "H5P.TestChoice-1.0/choice.js", False)
    ]
