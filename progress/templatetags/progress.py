"""What the page about the API needs to write down a schema."""

import json

from django import template

register = template.Library()


@register.filter
def as_json(schema: dict) -> str:
    """A schema as people read JSON."""
    return json.dumps({k: v for k, v in schema.items() if k != "description"}, indent=2)


@register.filter
def body_schema(content: dict) -> str:
    """The name of the shape that a body has."""
    return content["application/json"]["schema"].get("$ref", "").rpartition("/")[2]
