"""Template tags of the house: signs, slots, the menu, the language of a page."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Site

from cms import routing, slots
from cms.models import StandardPage
from cms.pagecache import memo
from cms.pagecache.parts import digest_of, parts

register = template.Library()

_ICONS = Path(__file__).resolve().parents[1] / "icons"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The sign `name` from cms/icons, for eyes only: a word always stands beside it."""
    path = re.search(r' d="([^"]+)"', (_ICONS / f"{name}.svg").read_text())[1]
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path
    )


@register.simple_tag
@cache
def stitches(now: int, total: int) -> SafeString:
    """Where one is, as sewn squares for the eyes: those done, this one, those to come."""
    kinds = [' class="on"'] * (now - 1) + [' class="now"'] + [""] * (total - now)
    squares = mark_safe("".join(f"<i{kind}></i>" for kind in kinds))  # noqa: S308  (our own words)
    return format_html('<span class="stitches" aria-hidden="true">{}</span>', squares)


@register.simple_tag(takes_context=True)
def shell(context, name: str) -> str:
    """The address of a file that every page needs: with its hash; by its lasting name in a saved page.

    A saved page outlives deploys: the worker knows which file a lasting name stands for today.
    """
    for_device = getattr(context.get("request"), "for_device", False)
    return f"/shell/{name}" if for_device else static(name)


@register.tag
def same_for_all(parser, token):
    """``{% same_for_all "name" %}…{% endsame_for_all %}``: made once for all pages of a language.

    What stands inside may depend on the language and on what is published, and on nothing else.
    """
    _, name = token.split_contents()
    nodelist = parser.parse(("endsame_for_all",))
    parser.delete_first_token()
    return SameForAll(name.strip("\"'"), nodelist)


class SameForAll(template.Node):
    def __init__(self, name: str, nodelist: template.NodeList):
        self.name = name
        self.nodelist = nodelist

    def render(self, context):
        request = context.get("request")
        site = request and Site.find_for_request(request)
        key = (self.name, get_language(), site and site.pk)
        return memo.once(key, lambda: self.nodelist.render(context))


@register.tag
def same_for_value(parser, token):
    """``{% same_for_value "name" stream more… %}…{% endsame_for_value %}``: once for what they hold.

    What stands inside may depend on the stream, the language, `prefix` and on what else is named
    (hashable values; with None among them it is made anew), and on nothing else: not on a snippet,
    another page or the day.
    """
    _, name, *values = token.split_contents()
    stream, *more = map(parser.compile_filter, values)
    nodelist = parser.parse(("endsame_for_value",))
    parser.delete_first_token()
    return SameForValue(name.strip("\"'"), stream, more, nodelist)


class SameForValue(template.Node):
    def __init__(self, name: str, stream, more: list, nodelist: template.NodeList):
        self.name = name
        self.stream = stream
        self.more = more
        self.nodelist = nodelist

    def render(self, context):
        value = digest_of(self.stream.resolve(context))
        held = (value, *(expression.resolve(context) for expression in self.more))
        if None in held:
            return self.nodelist.render(context)
        key = (self.name, get_language(), context.get("prefix"), *held)
        return parts.once(key, lambda: self.nodelist.render(context))


@register.simple_tag(takes_context=True)
def slot(context, name: str) -> SafeString:
    """What higher rooms put into the place `name` (cms/slots.py), in order."""
    return mark_safe("".join(slots.fill(name, context.flatten())))  # noqa: S308  (fillers escape)


@register.simple_tag(takes_context=True)
def site_menu(context) -> dict:
    """The home of this language and its pages in menus: ``{"home", "header", "footer"}``.

    Pages of text stand in the footer, all others in the header. The header pairs each page with what
    aria-current says of it: ``"page"`` at hand, ``"true"`` for a room that the page at hand stands in.
    """
    request = context.get("request")
    home = request and routing.home(request)
    if home is None:
        return {"home": None, "header": [], "footer": []}
    header, footer = memo.once(("menu", home.pk), lambda: _menu_below(home))
    here = getattr(context.get("page"), "path", "")
    return {
        "home": home,
        "header": [(page, _current(page.path, here)) for page in header],
        "footer": footer,
    }


def _menu_below(home) -> tuple[list, list]:
    pages = home.get_children().live().in_menu().order_by("path")
    header, footer = [], []
    for page in pages:
        is_text = page.cached_content_type.model_class() is StandardPage
        (footer if is_text else header).append(page)
    return header, footer


def _current(path: str, here: str) -> str:
    if path == here:
        return "page"
    return "true" if here.startswith(path) else ""


@register.simple_tag(takes_context=True)
def public_url(context) -> str:
    """The address of the page at hand as people type it: the site's own, not the request's."""
    request = context.get("request")
    site = request and Site.find_for_request(request)
    return f"{site.root_url}{request.path}" if site else ""


@register.filter
def long_day(day) -> str:
    """A date in words. Romanian writes months in lower case; Django's catalogue does not."""
    text = date_format(day, "j F Y") if day else ""
    return text.lower() if get_language() == "ro" else text


@register.inclusion_tag("cms/standing.html")
def fact_standing(fact) -> dict:
    """How sure we are of a fact: anything with `standing`, `checked_on` and `review_by`."""
    get = fact.get if hasattr(fact, "get") else lambda name: getattr(fact, name)
    return {
        "standing": fact.standing,
        "checked_on": get("checked_on"),
        "review_by": get("review_by"),
    }
