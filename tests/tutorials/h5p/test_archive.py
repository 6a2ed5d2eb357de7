"""What is not unpacked: each hostile archive, by the reason that is told."""

import io
import struct
import zipfile

import pytest

from tutorials.h5p.archive import Archive, Bounds
from tutorials.h5p.package import examine
from tutorials.h5p.reasons import WORDS, Reason, Refused

from .packages import files_of, packed


def refused(body: bytes, bounds: Bounds | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refusal:
        examine(io.BytesIO(body), bounds)
    assert all(str(reason) for reason in refusal.value.reasons)
    return [(reason.code, reason.about) for reason in refusal.value.reasons]


def with_members(*members: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    """A whole package, and `members` besides, under whatever names they have."""
    out = io.BytesIO(packed(files_of()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return out.getvalue()


def renamed(body: bytes, old: str, new: str) -> bytes:
    """`body` with a member's name exchanged for one of the same length, wherever it stands."""
    assert len(old.encode()) == len(new.encode())
    assert body.count(old.encode()) >= 2
    return body.replace(old.encode(), new.encode())


OUTSIDE = [
    "../a.json",
    "content/../../a.json",
    "/etc/a.json",
    "//host/a.json",
    "C:/a.json",
    "content/./a.json",
    "content//a.json",
    "content/ a.json",
    "content/a.json ",
    "content/a.json.",
    "content/a\x1b[2J.json",
    "content/a\u202egnp.json",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_lead_elsewhere(name):
    assert refused(with_members((name, b"{}"))) == [("path", name)]


@pytest.mark.parametrize("name", ["..\\\\a.json", "a\\b.json", "a\0b.json"])
def test_names_that_python_would_read_otherwise(name):
    plain = name.replace("\\", "!").replace("\0", "!")
    body = renamed(with_members((plain, b"{}")), plain, name)
    assert [code for code, _ in refused(body)] == ["path"]


def member(name: str, mode: int = 0, **fields) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    for field, value in fields.items():
        setattr(made, field, value)
    return made


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o060644, 0o140644])
def test_links_and_devices(mode):
    assert refused(with_members((member("content/a.json", mode), b"/etc/passwd"))) == [
        ("link", "content/a.json")
    ]


def test_the_same_name_twice():
    with pytest.warns(UserWarning, match="Duplicate"):
        body = with_members(("content/content.json", b'{"a": 1}'))
    assert ("twice", "content/content.json") in refused(body)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("content/A.json", "content/a.json"),
        ("content/ă.json", "content/a\u0306.json"),
        ("content/ß.txt", "content/ss.txt"),
    ],
)
def test_names_that_are_one_on_some_disks(one, other):
    assert refused(with_members((one, b"{}"), (other, b"{}"))) == [("twice", other)]


def test_a_file_that_is_a_folder_too():
    assert refused(with_members(("content/a.json", b"{}"), ("content/a.json/b.json", b"{}"))) == [
        ("file-and-folder", "content/a.json")
    ]


def test_a_locked_file():
    body = bytearray(packed(files_of()))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = body.find(mark)
        body[place + at] |= 1
    assert refused(bytes(body))[0][0] == "locked"


def test_another_way_of_packing():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in files_of().items():
            archive.writestr(name, content)
    assert refused(out.getvalue())[0][0] == "coding"


def test_too_much_of_everything():
    whole = packed(files_of())
    assert refused(whole, Bounds(packed=len(whole) - 1)) == [("too-large", "")]
    assert refused(whole, Bounds(files=5)) == [("too-many", "")]
    assert refused(whole, Bounds(unpacked=1000)) == [("unpacked", "")]
    assert refused(with_members((f"content/{'a' * 200}.json", b"{}")))[0][0] == "long-name"


@pytest.mark.parametrize(
    ("name", "is_short"),
    [
        (f"content/{'ș' * 125}.json", True),  # 255 bytes
        (f"content/{'ș' * 126}.json", False),
        (f"content/{'ș' * 140}.png", False),
        (f"{'ș' * 140}/a.json", False),
        (f"content/{'𝄞' * 62}/{'𝄞' * 62}/{'𝄞' * 60}.json", True),  # the longest path that there is
    ],
)
def test_parts_of_names_are_of_a_length_that_disks_take(name, is_short, tmp_path):
    body = with_members((name, b"{}"))
    if not is_short:
        assert refused(body) == [("long-name", name)]
        return
    Archive(io.BytesIO(body))
    target = tmp_path / "media" / "h5p" / ("a" * 64) / name
    target.parent.mkdir(parents=True)
    target.write_bytes(b"{}")


def test_a_name_of_any_length_is_refused_before_its_folders_are_counted(monkeypatch):
    """Each folder of such a name is a text itself, all of them as much as the square of its length."""
    asked = []
    monkeypatch.setattr("tutorials.h5p.archive._folders", lambda name: asked.append(name) or ())
    assert refused(with_members(("a/" * 30_000 + "a.json", b"{}")))[0][0] == "long-name"
    assert asked == []


def test_a_bomb_is_not_unpacked():
    nothing = b"0" * 20_000_000
    assert refused(with_members(("content/a.txt", nothing))) == [("bomb", "")]
    assert refused(with_members(("content/a.txt", nothing)), Bounds(unpacked=10_000_000)) == [
        ("unpacked", "")
    ]


def test_a_bomb_that_lies_about_its_size():
    """It says ten bytes, and would give twenty million: what comes is counted."""
    body = with_members(("content/a.txt", b"0" * 20_000_000))
    size = struct.pack("<L", 20_000_000)
    assert body.count(size) >= 1
    lying = body.replace(size, struct.pack("<L", 10))
    read = []
    original = Archive.chunks

    def counted(self, name):
        for chunk in original(self, name):
            read.append(len(chunk))
            yield chunk

    Archive.chunks = counted
    try:
        assert refused(lying) == [("lying", "content/a.txt")]
    finally:
        Archive.chunks = original
    assert sum(read) < 1_000_000


def test_a_bomb_in_a_bomb():
    inner = packed({"a.txt": b"0" * 1_000_000})
    for name in ("content/inner.zip", "content/inner.h5p", "H5P.TestChoice-1.0/inner.gz"):
        assert refused(with_members((name, inner))) == [("kind", name)]


def test_many_files_over_the_same_bytes():
    """Overlapping members: each small, all reading one well-packed stretch."""
    body = with_members(("content/a.txt", b"0" * 9_000_000))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entry = archive.getinfo("content/a.txt")
        directory = body[archive.start_dir : -22]
    count = 40
    more = b""
    for number in range(count):
        name = f"content/{number:02}.txt".encode()
        start = directory.find(b"content/a.txt") - 46
        head = bytearray(directory[start : start + 46])
        head[28:30] = struct.pack("<H", len(name))
        more += bytes(head) + name
    assert entry.filename
    made = body[: -22 - len(directory)] + directory + more
    total = 40 + len(zipfile.ZipFile(io.BytesIO(body)).infolist())
    end = struct.pack(
        "<4s4H2LH",
        b"PK\5\6",
        0,
        0,
        total,
        total,
        len(directory) + len(more),
        len(body) - 22 - len(directory),
        0,
    )
    codes = [code for code, _ in refused(made + end)]
    assert codes in (["unpacked"], ["bomb"])


def test_a_table_of_contents_that_would_fill_the_memory():
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 60_000_000, 0, 0)
    assert refused(packed(files_of())[:-22] + end) == [("too-many", "")]
    locator = b"PK\6\7" + bytes(16)
    assert refused(packed(files_of())[:-22] + locator + packed(files_of())[-22:]) == [("no-zip", "")]


@pytest.mark.parametrize(
    "body", [b"", b"PK", b"PK\5\6", b"\0" * 5000, b"<html>", b"PK\3\4" + b"\xff" * 200]
)
def test_what_is_no_zip(body):
    assert refused(body) == [("no-zip", "")]


def test_every_cut_of_a_package_is_refused():
    whole = packed(files_of())
    for end in range(0, len(whole) - 1, 97):
        assert refused(whole[:end])


def test_every_flipped_byte_is_refused_or_harmless():
    """Never another exception than Refused, and never other content than what was checked."""
    whole = bytearray(packed(files_of()))
    good = examine(io.BytesIO(bytes(whole)))
    for at in range(0, len(whole), 7):
        whole[at] ^= 0xFF
        try:
            found = examine(io.BytesIO(bytes(whole)))
        except Refused:
            pass
        else:
            assert found.main == good.main
        whole[at] ^= 0xFF


def test_hidden_files_are_left_out():
    found = examine(io.BytesIO(with_members(("__MACOSX/._a.json", b"?"), ("content/.DS_Store", b"?"))))
    assert not any("MACOSX" in name or "DS_Store" in name for name in found.files)


def test_every_reason_has_words():
    for code in WORDS:
        told = str(Reason(code, "a\x07b" + "c" * 200, {"most": 3, "name": "x"}))
        assert "\x07" not in told
        assert len(told) < 400
