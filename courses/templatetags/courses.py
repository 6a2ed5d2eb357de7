"""Template tags of the courses."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def audience_url(context, index, audience) -> str:
    """The address of what is for `audience`, below the list of courses `index`."""
    return index.audience_url(audience, context.get("request"))
