"""Whether an archive is a whole H5P package, and what it holds. Pure.

After the specification on h5p.org: “Package definition”, “The library.json file”, “Allowed file
extensions”; where it is silent, as the core's own validator (`H5PValidator`) does.
"""

import json
import re
from collections import deque
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from .archive import MEGABYTE, MOST_REASONS, Archive, Bounds, most
from .outside import Outside, in_code, in_content
from .reasons import Reason, Refused
from .texts import texts_in

# The core's own lists (H5PCore::$defaultContentWhitelist, …LibraryWhitelistExtras), without `swf`.
IN_CONTENT = frozenset(
    "json png jpg jpeg gif bmp tif tiff eot ttf woff woff2 otf webm mp4 ogg mp3 m4a wav txt pdf rtf doc"
    " docx xls xlsx ppt pptx odt ods odp csv diff patch md textile vtt webvtt gltf glb svg".split()
)
IN_LIBRARIES = IN_CONTENT | {"js", "css"}
KINDS_OF_CODE = {"preloadedJs": "js", "preloadedCss": "css"}
MACHINE_NAME = re.compile(r"[A-Za-z][\w.-]{0,254}", re.ASCII)
NAMED = re.compile(r"([A-Za-z][\w.-]{0,254}) (\d{1,5})\.(\d{1,5})", re.ASCII)  # in content.json
# What only an editor of H5P reads.
FOR_EDITORS = re.compile(r"[^/]+/(?:language/.*|semantics\.json|upgrades\.js|presave\.js)")
MOST_JSON = 8 * MEGABYTE
# Scripts and styles are read whole and looked through. Bundles of real types have up to 4 MB.
MOST_CODE = 8 * MEGABYTE
MOST_OF_ALL_CODE = 32 * MEGABYTE
# What a main library's code says when it tells a result: H5P.XAPIEvent and H5P.EventDispatcher have it.
REPORTS = re.compile(rb"triggerXAPI(?:Scored|Completed)|['\"](?:answered|completed)['\"]")


@dataclass(frozen=True)
class Library:
    """One library of the package; `folder` as it stands there, `needs` the folders of others."""

    folder: str
    name: str
    version: str
    title: str
    licence: str
    needs: tuple[str, ...]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """What was found: `files` are those that a player may ask for, with their sizes."""

    title: str
    language: str
    licence: str
    main: str  # as people know it: `H5P.MultiChoice 1.16`
    libraries: list[Library]
    left_out: list[str]  # folders of libraries that nothing here plays
    files: dict[str, int]
    outside: list[Outside]
    reports: bool

    @property
    def bytes(self) -> int:
        return sum(self.files.values())


def examine(file: BinaryIO, bounds: Bounds | None = None) -> Package:
    """The package in `file`; raises Refused with what is wrong with it."""
    archive = Archive(file, bounds)
    told = _definition(archive)
    content = _json(archive, "content/content.json")
    if not isinstance(content, dict | list):
        raise Refused(Reason("json", "content/content.json"))
    libraries = _libraries(archive, _needed(told, content))
    _in_order(libraries)
    main = next(each for each in libraries.values() if each.name == told["mainLibrary"])
    files, outside = _files(archive, libraries)
    outside += in_content(content, told["mainLibrary"])
    if loads := [each for each in outside if each.loads]:
        raise Refused(*(each.reason for each in loads[:MOST_REASONS]))
    return Package(
        title=_line(told["title"]),
        language=_line(told.get("language") or "")[:20],
        licence=_line(told.get("license") or "")[:40] or "U",
        main=f"{main.name} {main.version}",
        libraries=list(libraries.values()),
        left_out=sorted(_folders_of_libraries(archive) - {each.folder for each in libraries.values()}),
        files=files,
        outside=outside,
        reports=any(REPORTS.search(_code(archive, path)) for path in main.scripts),
    )


# --- h5p.json ------------------------------------------------------------------------------------


def _definition(archive: Archive) -> dict[str, Any]:
    told = _json(archive, "h5p.json")
    if not isinstance(told, dict):
        raise Refused(Reason("json", "h5p.json"))
    wrong = [name for name in ("title", "mainLibrary") if not _is_text(told.get(name))]
    if not MACHINE_NAME.fullmatch(str(told.get("mainLibrary"))):
        wrong.append("mainLibrary")
    for name in ("language", "license"):
        if told.get(name) is not None and not isinstance(told[name], str):
            wrong.append(name)
    needed = told.get("preloadedDependencies")
    if not _are_dependencies(needed) or all(
        each["machineName"] != told.get("mainLibrary") for each in needed
    ):
        wrong.append("preloadedDependencies")
    if wrong:
        raise Refused(*(_field("h5p.json", name) for name in dict.fromkeys(wrong)))
    return told


def _needed(told: dict, content: Any) -> list[tuple[str, str]]:
    """Names and versions of the libraries that the package names, each once."""
    named = [_named(each) for each in told["preloadedDependencies"]]
    for key, _, text in texts_in(content):
        if key == "library" and (found := NAMED.fullmatch(text)):
            named.append((found[1], f"{found[2]}.{found[3]}"))
    return list(dict.fromkeys(named))


def _named(dependency: dict) -> tuple[str, str]:
    major, minor = int(dependency["majorVersion"]), int(dependency["minorVersion"])
    return dependency["machineName"], f"{major}.{minor}"


def _are_dependencies(told: Any) -> bool:
    return isinstance(told, list) and all(
        isinstance(each, dict)
        and isinstance(each.get("machineName"), str)
        and MACHINE_NAME.fullmatch(each["machineName"])
        and all(_is_number(each.get(name)) for name in ("majorVersion", "minorVersion"))
        for each in told
    )


# --- libraries -----------------------------------------------------------------------------------


def _folders_of_libraries(archive: Archive) -> set[str]:
    return {
        name.split("/")[0]
        for name in archive.names
        if name.count("/") == 1 and name.endswith("/library.json")
    }


def _libraries(archive: Archive, needed: list[tuple[str, str]]) -> dict[str, Library]:
    """The libraries `needed` and those that they need themselves, by folder."""
    found: dict[str, Library] = {}
    reasons: list[Reason] = []
    waiting = deque(f"{name}-{version}" for name, version in needed)
    seen = set(waiting)
    while waiting and len(reasons) < MOST_REASONS:
        folder = waiting.popleft()
        if f"{folder}/library.json" not in archive:
            reasons.append(Reason("no-library", folder))
            continue
        try:
            found[folder] = _library(archive, folder)
        except Refused as refused:
            reasons += refused.reasons
            continue
        waiting.extend(need for need in found[folder].needs if need not in seen)
        seen.update(found[folder].needs)
    if reasons:
        unique = {(reason.code, reason.about): reason for reason in reasons}
        raise Refused(*list(unique.values())[:MOST_REASONS])
    return found


def _library(archive: Archive, folder: str) -> Library:
    path = f"{folder}/library.json"
    told = _json(archive, path)
    if not isinstance(told, dict):
        raise Refused(Reason("json", path))
    name = told.get("machineName")
    numbers = [told.get(key) for key in ("majorVersion", "minorVersion")]
    wrong = [] if isinstance(name, str) and MACHINE_NAME.fullmatch(name) else ["machineName"]
    wrong += [] if all(map(_is_number, numbers)) else ["majorVersion"]
    if not _are_dependencies(told.get("preloadedDependencies") or []):
        wrong.append("preloadedDependencies")
    listed = {key: told.get(key) or [] for key in KINDS_OF_CODE}
    wrong += [key for key, paths in listed.items() if not _are_paths(paths, KINDS_OF_CODE[key])]
    if wrong:
        raise Refused(*(_field(path, key) for key in wrong))
    version = f"{int(numbers[0])}.{int(numbers[1])}"
    if folder != f"{name}-{version}":
        raise Refused(Reason("other-library", folder))
    scripts, styles = (
        tuple(f"{folder}/{each['path'].strip()}" for each in listed[key]) for key in KINDS_OF_CODE
    )
    if absent := [each for each in (*scripts, *styles) if each not in archive]:
        raise Refused(*(Reason("no-file", each) for each in absent[:MOST_REASONS]))
    return Library(
        folder=folder,
        name=name,
        version=version,
        title=_line(told.get("title") or "") or name,
        licence=_line(told.get("license") or ""),
        needs=tuple(
            dict.fromkeys("-".join(_named(each)) for each in told.get("preloadedDependencies") or [])
        ),
        scripts=scripts,
        styles=styles,
    )


def _are_paths(told: Any, kind: str) -> bool:
    """Whether they lead to code of that `kind`: what has another ending is not looked through."""
    return isinstance(told, list) and all(
        isinstance(each, dict) and _is_text(each.get("path")) and _ending(each["path"].strip()) == kind
        for each in told
    )


def _in_order(libraries: dict[str, Library]) -> None:
    """Refuses libraries that need one another in a circle: no player can load them."""
    try:
        TopologicalSorter({each.folder: each.needs for each in libraries.values()}).prepare()
    except CycleError as error:
        raise Refused(Reason("circle", error.args[1][0])) from error


# --- files ---------------------------------------------------------------------------------------


def _files(archive: Archive, libraries: dict[str, Library]) -> tuple[dict[str, int], list[Outside]]:
    """What a player may ask for, each unpacked once to be counted, and what code would fetch."""
    files: dict[str, int] = {}
    outside: list[Outside] = []
    reasons = [Reason("kind", name) for name in archive.names if not _is_welcome(name)]
    if reasons:
        raise Refused(*reasons[:MOST_REASONS])
    archive.forget()
    looked_through = 0
    for name in archive.names:
        if not _is_played(name, libraries):
            _size(archive, name)  # counts against the bounds too
        elif not _is_code(name):
            files[name] = _size(archive, name)
        else:
            body = _code(archive, name)
            files[name] = len(body)
            looked_through += len(body)
            if looked_through > MOST_OF_ALL_CODE:
                raise Refused(Reason("much-code", more=most(MOST_OF_ALL_CODE)))
            outside += in_code(name, body.decode("utf-8", "replace"))
    return files, outside


def _is_played(name: str, libraries: dict[str, Library]) -> bool:
    top = name.split("/")[0]
    return (
        name == "h5p.json" or top == "content" or (top in libraries and not FOR_EDITORS.fullmatch(name))
    )


def _is_code(name: str) -> bool:
    return _ending(name) in KINDS_OF_CODE.values()


def _size(archive: Archive, name: str) -> int:
    return sum(map(len, archive.chunks(name)))


def _code(archive: Archive, name: str) -> bytes:
    """A script or a style sheet, whole."""
    return _read(archive, name, MOST_CODE, Reason("long-code", name, most(MOST_CODE)))


def _read(archive: Archive, name: str, longest: int, too_long: Reason) -> bytes:
    body = bytearray()
    for chunk in archive.chunks(name):
        body += chunk
        if len(body) > longest:
            raise Refused(too_long)
    return bytes(body)


def _ending(name: str) -> str:
    """What the name of a file ends in, in small letters and without its dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _is_welcome(name: str) -> bool:
    kind = _ending(name)
    if "/" not in name or name.startswith("content/"):
        return kind in IN_CONTENT
    # Licences and the like have no ending; nobody serves them as anything but bytes.
    return kind in IN_LIBRARIES or (not kind and name.count("/") == 1)


# --- JSON ----------------------------------------------------------------------------------------


def _json(archive: Archive, name: str) -> Any:
    if name not in archive:
        raise Refused(Reason("missing", name))
    body = _read(archive, name, MOST_JSON, Reason("json", name))
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
        for _ in texts_in(told):
            pass
    except (ValueError, RecursionError) as error:
        raise Refused(Reason("json", name)) from error
    return told


def _no_constant(name: str):
    """NaN and Infinity, which Python reads and no browser does."""
    raise ValueError(name)


def _field(about: str, name: str) -> Reason:
    return Reason("field", about, {"name": name})


def _is_text(told: Any) -> bool:
    """A text of which something can be seen."""
    return isinstance(told, str) and _line(told) != ""


def _is_number(told: Any) -> bool:
    """Whole and not negative; H5P's own tools write some as text."""
    if isinstance(told, str):
        return told.isascii() and told.isdigit() and len(told) < 6
    return isinstance(told, int) and not isinstance(told, bool) and 0 <= told < 100_000


def _line(told: Any) -> str:
    """What somebody wrote in a package, as one line that can be shown and stored."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(told)).split())[:200]
