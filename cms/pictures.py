"""Pictures at the sizes that pages show: two widths of WebP, or the drawing itself."""

import contextlib
from collections.abc import Iterable

from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.signals import post_save
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from cms.models import CustomImage, CustomRendition

# A phone held upright, and everything larger; at twice the pixels a phone takes the second.
WIDTHS = {480: "width-480|format-webp", 960: "width-960|format-webp"}

# A file that is gone, or that is no picture.
UNREADABLE = (SourceImageIOError, InvalidFilterSpecError, OSError)


def make_renditions(image: CustomImage) -> None:
    """Makes what pages will show of `image`, so that no reader waits for it."""
    if not image.is_svg():
        with contextlib.suppress(*UNREADABLE):  # pages show its words instead
            image.get_renditions(*WIDTHS.values())


def image_was_saved(instance: CustomImage, created: bool, raw: bool, **kwargs) -> None:
    if created and not raw:
        make_renditions(instance)


def connect() -> None:
    """Renditions follow a new picture, by whichever door it came; `PictureForm` sees to the others."""
    post_save.connect(image_was_saved, sender=CustomImage, dispatch_uid="renditions")


def prefetch_renditions(images: Iterable[CustomImage | None]) -> None:
    """Fetches the renditions of all `images` in one query, for the tags that will ask for them."""
    rasters = [image for image in images if image is not None and not image.is_svg()]
    wanted = CustomRendition.objects.filter(filter_spec__in=WIDTHS.values())
    prefetch_related_objects(
        rasters, Prefetch("renditions", queryset=wanted, to_attr="prefetched_renditions")
    )


def shown_files(images: Iterable[CustomImage | None]) -> tuple | None:
    """What pages show of `images`, after `prefetch_renditions`: names and sizes of files.

    None as long as one of them has not all its renditions: the next page may have to make them.
    """
    shown = []
    for image in images:
        if image is None:
            shown.append(None)
        elif image.is_svg():
            shown.append((image.file.name, image.width, image.height))
        else:
            renditions = getattr(image, "prefetched_renditions", ())
            if len(renditions) < len(WIDTHS):
                return None
            shown.append(tuple((made.file.name, made.width, made.height) for made in renditions))
    return tuple(shown)
