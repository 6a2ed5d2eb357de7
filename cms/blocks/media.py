"""Pictures with words, and sound."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(StructBlock):
    """A picture and the words for who cannot see it. Both or neither."""

    image = ImageChooserBlock(required=False, label=_("Picture"))
    alt = CharBlock(
        required=False,
        max_length=400,
        label=_("In words"),
        help_text=_("What the picture shows, for people who cannot see it. It is read aloud."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"
        form_classname = "struct-block"

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and value["image"] and not value["alt"].strip():
            raise StructBlockValidationError(
                {"alt": ValidationError(_("Say in words what the picture shows."))}
            )
        return value


class AudioBlock(DocumentChooserBlock):
    """A recording from the document library; other kinds of file are refused."""

    class Meta:
        icon = "media"
        label = _("Recording")

    def clean(self, value):
        value = super().clean(value)
        if value is not None and not value.is_audio:
            raise ValidationError(
                _("“%(title)s” is not a recording. Choose one of: %(kinds)s.")
                % {"title": value.title, "kinds": ", ".join(value.AUDIO)}
            )
        return value
