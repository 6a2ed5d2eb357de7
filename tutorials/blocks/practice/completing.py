"""What an editor left out and the shape needs: keys, and where a task starts."""

from collections.abc import Iterable, Iterator

from wagtail.blocks import StreamValue

from .shaped import key_from, unique

_SOURCES = ("title", "label", "text")


def complete(service: dict) -> dict:
    """`service` with a key on everything that has none yet, and a start for every task; in place."""
    for part in _lists(service):
        _give_keys(part)
    for task in service["tasks"]:
        if not task["start"] and service["screens"]:
            task["start"] = service["screens"][0]["key"]
    return service


def keep_keys(streams: dict[str, StreamValue], service: dict) -> None:
    """Writes the keys that `complete` made into the streams they were made for."""
    for name, stream in streams.items():
        _keep((child.value for child in stream), service.get(name, ()))


def _keep(values: Iterable, parts: Iterable[dict]) -> None:
    for value, part in zip(values, parts, strict=True):
        if "key" in value and not value["key"]:
            value["key"] = part["key"]
        if elements := value.get("elements"):
            _keep((child.value for child in elements), part["elements"])
        if part.get("type") not in ("rows", "receipt") and value.get("items"):
            _keep(value["items"], part["items"])


def _lists(service: dict) -> Iterator[list[dict]]:
    """Every list of the service whose members have keys, from the outside in."""
    yield from (service[name] for name in ("card", "scales", "screens", "tasks") if name in service)
    for screen in service["screens"]:
        yield screen["elements"]
        for element in screen["elements"]:
            if element["type"] not in ("rows", "receipt"):
                yield element.get("items", [])


def _give_keys(parts: Iterable[dict]) -> None:
    parts = list(parts)
    taken = {part.get("key") for part in parts}
    for part in parts:
        if not part.get("key"):
            part["key"] = unique(key_from(_words(part), part.get("type", "x")), taken)
            taken.add(part["key"])


def _words(part: dict) -> str:
    """What a key can be made from: the title, the label, the words without what marks them."""
    said = next((part[name] for name in _SOURCES if part.get(name)), "")
    if isinstance(said, list):
        said = "".join(run if isinstance(run, str) else run["text"] for run in said)
    return said
