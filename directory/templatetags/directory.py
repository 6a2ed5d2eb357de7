"""Template tags of the directory: the language of a fact."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def language_of(fact) -> SafeString | str:
    """The attribute ``lang`` for the words of a fact, where the page at hand is in another language."""
    code = fact.locale.language_code
    return "" if code == get_language() else format_html(' lang="{}"', code)
