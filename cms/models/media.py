"""Pictures and files that editors attach."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from cms.svg import UnsafeDrawing, check_drawing

NO_SIZE = _("This picture has no size: it must be at least 1 by 1.")


class CustomImage(AbstractImage):
    """A picture with its maker. SVG drawings are accepted when they only draw."""

    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made it and under which licence, as it must be printed."),
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def clean(self):
        super().clean()
        arriving = self.file and not self.file._committed  # what is in the library was checked then
        if arriving and self.is_svg():
            try:
                check_drawing(self.file)
            except UnsafeDrawing as error:
                raise ValidationError({"file": str(error)}) from error
        if arriving and not (self.width and self.height):
            # Wagtail divides by both wherever it lists pictures.
            raise ValidationError({"file": NO_SIZE})


class CustomRendition(AbstractRendition):
    """A picture in one of the sizes that pages ask for."""

    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]


class CustomDocument(AbstractDocument):
    """A file to listen to or to take home."""

    AUDIO = ("mp3", "m4a", "ogg", "opus", "wav")

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def is_audio(self) -> bool:
        return self.file_extension.lower() in self.AUDIO
