"""Pictures at the sizes that pages show: two widths of WebP, or the drawing itself."""

from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects

from cms.models import CustomImage, CustomRendition

# A phone held upright, and everything larger; at twice the pixels a phone takes the second.
WIDTHS = {480: "width-480|format-webp", 960: "width-960|format-webp"}


def prefetch_renditions(images: Iterable[CustomImage | None]) -> None:
    """Fetches the renditions of all `images` in one query, for the tags that will ask for them."""
    rasters = [image for image in images if image is not None and not image.is_svg()]
    wanted = CustomRendition.objects.filter(filter_spec__in=WIDTHS.values())
    prefetch_related_objects(
        rasters, Prefetch("renditions", queryset=wanted, to_attr="prefetched_renditions")
    )
