"""What makes a package whole, and what it may not fetch."""

import io
import json
import sys
import time

import pytest

from tutorials.h5p.archive import Archive
from tutorials.h5p.outside import in_code, in_content
from tutorials.h5p.package import Library, _in_order, examine
from tutorials.h5p.texts import DEEPEST, texts_in

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
    **{
        f"{name} holds {constant}": ({name: b'{"a": %s}' % constant.encode()}, [("json", name)])
        for name in ("h5p.json", "content/content.json", "H5P.TestChoice-1.0/library.json")
        for constant in ("NaN", "Infinity", "-Infinity")
    },
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
        {"title": " \n"},
        {"title": "\u200b\0\ud800"},
        {"mainLibrary": "\u200b"},
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
        ({"preloadedCss": [{"path": "mark.png"}]}, "field"),
        ({"preloadedJs": [{"path": "choice.txt"}]}, "field"),
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


@pytest.mark.parametrize(
    "style",
    [
        "a{background: url( \n '  https://rau.exemplu/a.png')}",
        "@import\n\t'https://rau.exemplu/a.css'",
        '@import"https://rau.exemplu/a.css"',
        "/* a */ /*/ b */ @import/**/'https://rau.exemplu/a.css'",
        "/* a /* b */ a{background:url(https://rau.exemplu/a.png)} /* never ends",
        "/* never ends; a{background:url(https://rau.exemplu/a.png)}",
    ],
)
def test_style_sheets_that_fetch_in_some_way(style):
    assert [(each.host, each.loads) for each in in_code("a.css", style)] == [("rau.exemplu", True)]


def test_comments_of_style_sheets_fetch_nothing():
    for style in ("/* url(https://a.exemplu/a) */", "/*/ url(https://a.exemplu/a) */", "/**//*", "/*/"):
        assert in_code("a.css", style) == []


def test_markup_that_fetches_whatever_stands_in_its_gaps():
    text = "<img\n  alt=''\n  src \t = \n '  https://rau.exemplu/a.png'>"
    assert [(each.url, each.loads) for each in in_content({"text": text})] == [
        ("https://rau.exemplu/a.png", True)
    ]
    path = {"path": " https://rau.exemplu/a film.mp4", "mime": "video/mp4"}
    assert [(each.url, each.loads) for each in in_content(path)] == [("https://rau.exemplu/a", True)]


LONG = 200_000
SLOW = {
    "blanks before the address": "<img src=" + " " * LONG,
    "blanks before the sign": "<img src" + " " * LONG,
    "lines": "<img src=" + "\n\t" * LONG,
    "blanks of many elements": ("<img src=" + " " * 500) * (LONG // 500),
    "elements that never end": "<img " * LONG,
    "an element with its name over and over": "<img " + "src=" * LONG,
    "links": "<link href=" + " " * LONG,
    "blanks in a style": "url(" + " " * LONG,
    "blanks around a quote": "url(" + " " * LONG + "'" + " " * LONG,
    "styles": "url(" * LONG,
    "an import": "@import" + " " * LONG,
    "comments that never end": "/* " * LONG,
    "comments that end at once": "/**/" * LONG,
    "strokes": "/" * LONG,
    "addresses without an end": "https://" * LONG,
    "a path": " " * LONG + "//",
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_a_text_that_is_made_to_be_read_for_ever(text):
    """The steps of an expression cannot be counted from outside; their square would be minutes."""
    begun = time.process_time()
    for told in (text, f"//{text}", f"{text}//"):
        in_content({"text": told, "path": told, "mime": "image/png"})
        in_code("a.css", told)
        in_code("a.js", told)
    assert time.process_time() - begun < 10


def calls_of(work) -> int:
    """How often Python code was entered, or gone on with, while `work` was done."""
    count = 0

    def hear(frame, event, argument):
        nonlocal count
        count += event == "call"

    sys.setprofile(hear)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_texts_that_lie_deep_cost_no_more_than_others():
    texts = ["a"] * 1000
    deep = texts
    for _ in range(DEEPEST - 2):
        deep = [deep]
    assert [text for _, _, text in texts_in(deep)] == texts
    flat_cost, deep_cost = (calls_of(lambda: list(texts_in(told))) for told in (texts, deep))  # noqa: B023
    assert deep_cost < 2 * flat_cost
    with pytest.raises(ValueError, match="too deep"):
        list(texts_in([[deep]]))


def test_texts_come_in_their_order_with_what_holds_them():
    inner = {"c": "3", "d": ["4", {"e": "5"}], "f": None}
    told = {"a": "1", "b": ["2", inner], "g": "6", "h": 7}
    assert list(texts_in(told)) == [
        ("a", told, "1"),
        ("b", None, "2"),
        ("c", inner, "3"),
        ("d", None, "4"),
        ("e", {"e": "5"}, "5"),
        ("g", told, "6"),
    ]
    assert list(texts_in("a")) == [("", None, "a")]


def test_libraries_that_are_missing_are_looked_for_until_there_are_enough_reasons():
    """All of them, one by one from the front of a list, would be the square of their number."""
    content = [{"library": f"H5P.Gone{number} 1.0"} for number in range(1000)]
    body = changed(**{"content/content.json": content})
    asked = []
    original = Archive.__contains__

    def contains(self, name):
        asked.append(name)
        return original(self, name)

    Archive.__contains__ = contains
    try:
        assert [code for code, _ in refused(body)] == ["no-library"] * 10
    finally:
        Archive.__contains__ = original
    assert len([name for name in asked if "Gone" in name]) == 10


def test_the_order_of_libraries_is_found_by_looking_at_each_need_a_few_times():
    looked = []

    class Needs(tuple):
        def __iter__(self):
            for need in super().__iter__():
                looked.append(need)
                yield need

    names = [f"A{number}-1.0" for number in range(100)]
    chain = {
        name: Library(name, name, "1.0", name, "", Needs(names[max(0, at - 3) : at]), (), ())
        for at, name in enumerate(names)
    }
    _in_order(dict(reversed(chain.items())))
    assert len(looked) < 4 * 3 * len(names)


def test_what_has_no_letters_that_are_seen_stands_for_nothing():
    files = files_of(license="\u200b")
    files |= library("H5P.TestChoice", "choice.js", title="\u200b", license="\ud800")
    found = examine(io.BytesIO(packed(files)))
    assert found.licence == "U"
    assert (found.libraries[0].title, found.libraries[0].licence) == ("H5P.TestChoice", "")
