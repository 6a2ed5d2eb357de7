"""How much of scripts and style sheets is read, and what it costs to look through the most of it."""

import io
import os
import subprocess
import sys

import pytest

from tutorials.h5p.package import MOST_CODE, MOST_OF_ALL_CODE, examine

from .packages import files_of, packed
from .test_archive import refused

COST = """
import resource, sys
from django.conf import settings
settings.configure()
from tutorials.h5p.package import examine
from tutorials.h5p.reasons import Refused

def used():
    # Not ru_maxrss: it begins at what the parent had.
    [peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    return int(peak) // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_utime

memory, seconds = used()
try:
    examine(open(sys.argv[1], "rb"))
except Refused:
    pass
more_memory, more_seconds = used()
print(more_memory - memory, more_seconds - seconds)
"""


def with_code(**files: bytes) -> bytes:
    """A whole package with further files of a library that is played."""
    # What does not pack makes it no bomb.
    noise = {"content/noise.png": os.urandom(1_400_000)}
    more = {f"H5P.TestQuestion-1.0/{name.replace('__', '.')}": body for name, body in files.items()}
    return packed(files_of() | noise | more)


def cost(body: bytes, folder) -> tuple[int, float]:
    """Megabytes and seconds that looking at a package takes, in a process of its own."""
    file = folder / "a.h5p"
    file.write_bytes(body)
    ran = subprocess.run(
        [sys.executable, "-c", COST, str(file)], capture_output=True, text=True, check=True
    )
    memory, seconds = ran.stdout.split()
    return int(memory), float(seconds)


@pytest.mark.parametrize("name", ["a__css", "a__js", "a__CSS", "a__JS"])
def test_one_script_or_style_sheet_has_a_bound(name):
    path = f"H5P.TestQuestion-1.0/{name.replace('__', '.')}"
    assert refused(with_code(**{name: b"ab " * (MOST_CODE // 3 + 1)})) == [("long-code", path)]
    found = examine(io.BytesIO(with_code(**{name: b"a" * MOST_CODE})))
    assert found.files[path] == MOST_CODE


def test_all_of_them_together_have_one():
    few = {f"a{number}__js": b"a" * MOST_CODE for number in range(MOST_OF_ALL_CODE // MOST_CODE)}
    assert refused(with_code(**few)) == [("much-code", "")]


def test_what_nothing_plays_is_counted_and_not_kept_in_memory(tmp_path):
    files = files_of() | {
        "H5P.A-1.0/a.css": b"ab " * 30_000_000,
        "content/noise.png": os.urandom(1_400_000),
    }
    assert cost(packed(files), tmp_path)[0] < 50


@pytest.mark.parametrize(
    "body",
    [
        b"ab " * 42_000_000,
        b"ab " * (MOST_CODE // 3),
        b"a \n" * (MOST_CODE // 3),
        b"\\61 " * (MOST_CODE // 4),
        b"\"'" * (MOST_CODE // 2),
        b'"' + b"\\a" * (MOST_CODE // 2 - 1),
        b"/**/" * (MOST_CODE // 4),
        b"url(//a.bcd)" * (MOST_CODE // 12),
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_style_sheet_of_any_length_takes_little_memory(body, tmp_path):
    """An object for each word took 3.4 GB for 120 MB of words, which pack to nothing."""
    memory, seconds = cost(with_code(a__css=body), tmp_path)
    assert memory < 200
    assert seconds < 20
