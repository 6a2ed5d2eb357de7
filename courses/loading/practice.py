"""Practice services: one file each, in the very shape that is published for them."""

from collections.abc import Iterator
from typing import Any

from wagtail.models import Locale

from cms.publishing import problems
from tutorials.blocks.practice.shaped import says_something
from tutorials.models import PracticeService
from tutorials.practice import sense, shape
from tutorials.practice.explain import explain
from tutorials.practice.places import places_of

from .entries import CatalogueError, Entry, read
from .run import Run

FOLDER = "practice"


def read_services(run: Run) -> Iterator[tuple[str, Entry]]:
    """The files in practice/, by key and Romanian first; ``<key>.yaml``, or ``<key>.<lang>.yaml``."""
    paths = (run.base / FOLDER).glob("*.yaml")
    for path in sorted(paths, key=lambda path: (path.name.count("."), path.name)):
        try:
            yield path.name.partition(".")[0], read(path, run.base)
        except CatalogueError as error:
            run.slip(str(error))


def check(entry: Entry, name: str) -> Locale:
    """The language of a service; raises CatalogueError with everything that is wrong in its file."""
    service = entry.data()
    if flaws := shape.check(service):
        raise _slips(entry, (flaw.where for flaw in flaws))
    if service["key"] != name:
        raise CatalogueError(f"{entry.place}: the key “{service['key']}” is not the file's name.")
    if flaws := sense.problems(service):
        raise _slips(entry, (f"{flaw.where}: {explain(flaw, service)}" for flaw in flaws))
    locale = Locale.objects.filter(language_code=service["lang"]).first()
    if locale is None:
        raise CatalogueError(f"{entry.place}: the site has no language “{service['lang']}”.")
    return locale


def publish(row: PracticeService, entry: Entry) -> None:
    """Makes `row` what its file says, and public; raises CatalogueError if that cannot be."""
    service = entry.data()
    row.describe(service)
    if lost := list(differences(service, row.described())):
        raise _slips(entry, (f"{place}: the editors' form has no place for this" for place in lost))
    if row.free_key() != service["key"]:
        raise CatalogueError(f"{entry.place}: another service has the key “{service['key']}”.")
    if found := problems(row):
        raise _slips(entry, map(str, found))
    if row.pk is None:
        row.live = False
        row.save()
    row.save_revision(clean=False).publish()


def snapshot(row: PracticeService) -> dict:
    """What stands in a service, drafts included, however the form orders or names it."""
    latest = row.get_latest_revision_as_object()
    return {
        "shape": latest.described(),
        "live": latest.live,
        "has_unpublished_changes": latest.has_unpublished_changes,
    }


def parts_of(service: dict) -> set[str]:
    """Everything that a tutorial may name in a service: its tasks, and the places on its screens."""
    return {task["key"] for task in service["tasks"]} | set(places_of(service))


def differences(wanted: Any, made: Any, place: str = "") -> Iterator[str]:
    """The places at which two shapes are not the same."""
    if isinstance(wanted, dict) and isinstance(made, dict):
        for name in {**wanted, **made}:
            here = f"{place}.{name}" if place else name
            yield from differences(_said(wanted, name), _said(made, name), here)
    elif isinstance(wanted, list) and isinstance(made, list) and len(wanted) == len(made):
        for number, pair in enumerate(zip(wanted, made, strict=True), 1):
            yield from differences(*pair, f"{place}.{number}")
    elif wanted != made:
        yield place


def _said(part: dict, name: str) -> Any:
    """What stands there; to leave something out says the same as that it is false or empty."""
    said = part.get(name)
    return said if says_something(said) else None


def _slips(entry: Entry, lines) -> CatalogueError:
    return CatalogueError("\n    ".join([f"{entry.place}:", *lines]))
