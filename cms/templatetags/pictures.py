"""Pictures in pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.pictures import UNREADABLE, WIDTHS

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_tag(context, image, alt: str) -> SafeString:
    """`image` with its words; when its file is gone, the words alone, so that no step loses sense.

    On paper it is fetched at once: a browser may print before it has fetched what nobody scrolled to.
    """
    when = "eager" if context.get("on_paper") else "lazy"
    if image.is_svg():
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="{}">',
            image.file.url,
            alt,
            image.width,
            image.height,
            when,
        )
    try:
        small, large = (image.get_rendition(spec) for spec in WIDTHS.values())
    except UNREADABLE:
        return format_html('<p class="picture__missing">{}</p>', alt)
    return format_html(
        '<img src="{}" srcset="{} {}w, {} {}w" sizes="(min-width: 60rem) 35rem, 100vw"'
        ' alt="{}" width="{}" height="{}" loading="{}">',
        large.url,
        small.url,
        small.width,
        large.url,
        large.width,
        alt,
        large.width,
        large.height,
        when,
    )
