"""The template tag that draws an H5P activity: ``{% h5p package block_id %}``."""

from django import template
from django.utils.formats import number_format

from tutorials.h5p.origin import frame_address

register = template.Library()


@register.filter
def size(count: int) -> str:
    """“240 KB”, “1,5 MB”; as static/src/offline/words.ts says it."""
    kilo = max(1, round(count / 1000))
    number, unit = (str(kilo), "KB") if kilo < 1000 else (number_format(count / 1_000_000, 1), "MB")
    return f"{number}\xa0{unit}"


@register.inclusion_tag("tutorials/h5p/activity.html", takes_context=True)
def h5p(context, package, block_id: str) -> dict:
    """The place where `package` plays; on paper its title and where it is done."""
    page = context.get("page")
    address = getattr(page, "full_url", None)
    return {
        "package": package,
        "block_id": block_id,
        "frame": frame_address(package.digest),
        "on_paper": context.get("on_paper"),
        "address": f"{address}#activity-{block_id}" if address else "",
    }
