"""Template tags that draw practice services: ``{% picture service place %}``, ``{% practice … %}``."""

from django import template

from tutorials.practice import drawing

register = template.Library()


@register.inclusion_tag("tutorials/practice/picture.html")
def picture(service: dict, place: str, number: int | str = 1) -> dict:
    """The screen of `place` as a figure; `number` stands in the ring, and is the step's."""
    return drawing.picture(service, place, number or 1) if service else {"screen": None}


@register.inclusion_tag("tutorials/practice/practice.html", takes_context=True)
def practice(context, service: dict, task: str, block_id: str) -> dict:
    """The rehearsal of a task; on paper its card and its screens in words.

    The proof is a document of the page around it, whose `paper_address` that page's context has.
    """
    made = drawing.practice(service, task, block_id) if service else {"task": None}
    on_paper = context.get("on_paper")
    around = {"on_paper": on_paper, "paper_address": context.get("paper_address")}
    if on_paper and made["task"]:
        around["to_mark"] = drawing.to_mark(service, made["task"], made["screens"])
    return made | around


@register.filter
def drawn(stream) -> tuple:
    """What services and packages hold that the blocks of `stream` draw, for the key of what is kept."""
    values = [block.value for block in stream]
    services = (service.digest for value in values if (service := _shown(value)))
    return (*services, *(value.drawn for value in values if hasattr(value, "drawn")))


def _shown(value):
    """The published service that a step or a practice shows, if any."""
    chosen = value.get("screen", value) if hasattr(value, "get") else None
    return getattr(chosen, "shown", None)
