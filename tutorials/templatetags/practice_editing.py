"""Template tags for whoever builds a practice service."""

from django import template

from tutorials.practice import flow as ways
from tutorials.practice import sense

register = template.Library()


@register.inclusion_tag("tutorials/practice/flow.html")
def flow(service: dict) -> dict:
    """The drawn graph of a service: its screens from the top down, and the doors between them."""
    flawed = {where.partition(".")[0] for _code, where in sense.problems(service)}
    drawn = ways.flow(service, flawed)
    titles = {screen["key"]: screen["title"] or screen["key"] for screen in service["screens"]}
    named = [(titles[way.origin], way.words, titles[way.target]) for way in drawn.ways]
    return {"flow": drawn, "named": named, "middle": ways.WIDTH // 2}


@register.filter
def shown_places(service: dict) -> list[str]:
    """One place on each screen: the first thing to press, or the whole screen where there is none."""
    places = []
    for screen in service["screens"]:
        first = next(sense.doors(screen), None)
        places.append(f"{screen['key']}.{first.at}" if first else screen["key"])
    return places
