"""The places of a service that a picture can show: screens, elements, and what is inside them. Pure."""

from collections.abc import Iterator

from .sense import ADDRESS


def places_of(service: dict) -> Iterator[str]:
    """`screen`, `screen.element`, `screen.element.item`: items to choose or press, parts to mark."""
    for screen in service["screens"]:
        yield screen["key"]
        address = {"key": ADDRESS, "text": screen.get("address", "")}
        for element in [address, *screen["elements"]] if address["text"] else screen["elements"]:
            here = f"{screen['key']}.{element['key']}"
            yield here
            runs = element["text"] if isinstance(element.get("text"), list) else ()
            for part in (*element.get("items", ()), *runs):
                if isinstance(part, dict) and "key" in part:
                    yield f"{here}.{part['key']}"
