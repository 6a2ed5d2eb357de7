"""H5P packages made for tests: content types of our own, written as H5P's are, packed when asked for.

They speak to the real core through its own interface (`H5P.EventDispatcher`, `H5P.XAPIEvent`,
`H5P.newRunnable`, `H5P.getPath`). The types of the H5P Hub are in no registry that tests may use.
"""

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

TYPES = Path(__file__).parent / "types"


def png(width: int = 2, height: int = 2) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    head = chunk(b"IHDR", size + b"\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def needs(*names: str) -> list[dict]:
    return [{"machineName": name, "majorVersion": 1, "minorVersion": 0} for name in names]


def library(name: str, script: str, *, dependencies=("H5P.TestQuestion",), **more) -> dict[str, bytes]:
    """The files of one library, by their names in the package."""
    told = {
        "title": name.removeprefix("H5P."),
        "machineName": name,
        "majorVersion": 1,
        "minorVersion": 0,
        "patchVersion": 3,
        "runnable": 1,
        "license": "EUPL-1.2",
        "preloadedJs": [{"path": script}],
        "preloadedDependencies": needs(*dependencies),
    } | more
    folder = f"{name}-1.0"
    return {
        f"{folder}/library.json": json.dumps(told).encode(),
        f"{folder}/{script}": (TYPES / script).read_bytes(),
        f"{folder}/semantics.json": b"[]",  # only an editor of H5P reads it
        f"{folder}/language/ro.json": b"{}",
    }


def question_library() -> dict[str, bytes]:
    made = library(
        "H5P.TestQuestion", "question.js", dependencies=(), preloadedCss=[{"path": "question.css"}]
    )
    return made | {
        "H5P.TestQuestion-1.0/question.css": (TYPES / "question.css").read_bytes(),
        "H5P.TestQuestion-1.0/mark.png": png(),
    }


@dataclass(frozen=True)
class Kind:
    """A content type with an example of it, and how it is played to a score, by what is pressed."""

    name: str
    script: str
    content: dict
    play: list[str]  # names of buttons and boxes; `Blank 1=…` and `Essay=…` write
    score: float | None
    parts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"Activitatea {self.name.removeprefix('H5P.Test')}"


CHOICE = {
    "question": "Which are fruits?",
    "answers": [
        {"text": "Plum", "correct": True},
        {"text": "Beet", "correct": False},
        {"text": "Pear", "correct": True},
    ],
}
KINDS = [
    Kind("H5P.TestChoice", "choice.js", CHOICE, ["Plum", "Pear", "Check"], 1),
    Kind(
        "H5P.TestTrueFalse",
        "true-false.js",
        {"question": "Snow is warm.", "correct": False},
        ["True"],
        0,
    ),
    Kind(
        "H5P.TestBlanks",
        "blanks.js",
        {"text": "The *sun* and the *moon*."},
        ["Blank 1=sun", "Blank 2=star", "Check"],
        0.5,
    ),
    Kind(
        "H5P.TestDragText",
        "drag-text.js",
        {"words": ["one", "two"]},
        ["two", "Gap 2", "one", "Gap 1"],
        1,
    ),
    Kind(
        "H5P.TestMarkWords",
        "mark-words.js",
        {"words": [{"text": "dog", "marked": True}, {"text": "runs", "marked": False}]},
        ["dog", "Check"],
        1,
    ),
    Kind(
        "H5P.TestSummary",
        "summary.js",
        {"rounds": [["Yes", "No"], ["Right", "Wrong"]]},
        ["Yes", "Wrong", "Right"],
        0.5,
    ),
    Kind(
        "H5P.TestSingleSet",
        "single-set.js",
        {
            "choices": [
                {"question": "1?", "answers": ["Good", "Bad"]},
                {"question": "2?", "answers": ["Fine", "Poor"]},
            ]
        },
        ["Good", "Poor"],
        0.5,
    ),
    Kind(
        "H5P.TestEssay",
        "essay.js",
        {"question": "Describe.", "keywords": ["salt", "sea"]},
        ["Essay=The sea has salt.", "Check"],
        1,
    ),
    Kind(
        "H5P.TestQuestionSet",
        "question-set.js",
        {
            "questions": [
                {
                    "library": "H5P.TestTrueFalse 1.0",
                    "params": {"correct": True},
                    "subContentId": "0a8c5ad1-0000-4000-8000-000000000001",
                },
                {
                    "library": "H5P.TestEssay 1.0",
                    "params": {"keywords": ["salt"]},
                    "subContentId": "0a8c5ad1-0000-4000-8000-000000000002",
                },
            ]
        },
        ["True", "Essay=sugar", "Check"],
        0.5,
        parts=("H5P.TestTrueFalse", "H5P.TestEssay"),
    ),
    Kind(
        "H5P.TestHotspots",
        "hotspots.js",
        {"image": {"path": "images/a.png", "mime": "image/png"}},
        ["Spot"],
        1,
    ),
]
ACCORDION = Kind(
    "H5P.TestAccordion", "accordion.js", {"panels": [{"title": "One", "text": "Words."}]}, ["One"], None
)
SCRIPTS = {kind.name: kind.script for kind in [*KINDS, ACCORDION]}


def files_of(kind: Kind = KINDS[0], **changes) -> dict[str, bytes]:
    """The files of a whole package of `kind`; `changes` are made in its h5p.json."""
    told = {
        "title": kind.title,
        "language": "en",
        "mainLibrary": kind.name,
        "embedTypes": ["div"],
        "license": "CC BY",
        "preloadedDependencies": needs(kind.name, "H5P.TestQuestion", *kind.parts),
    } | changes
    files = {
        "h5p.json": json.dumps(told).encode(),
        "content/content.json": json.dumps(kind.content).encode(),
        **question_library(),
    }
    for name in (kind.name, *kind.parts):
        files |= library(name, SCRIPTS[name])
    if "image" in kind.content:
        files["content/images/a.png"] = png(40, 20)
    return files


def packed(files: dict[str, bytes]) -> bytes:
    """`files` as a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            made = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))  # the same bytes at any time
            archive.writestr(made, body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def package(kind: Kind = KINDS[0], **changes) -> bytes:
    return packed(files_of(kind, **changes))
