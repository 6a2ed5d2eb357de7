"""The form of the picture library."""

from math import isfinite

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.models.media import NO_SIZE
from cms.pictures import make_renditions


class PictureField(WagtailImageField):
    """Wagtail's field, with a message for a picture that breaks off instead of a server error."""

    def check_image_pixel_size(self, f):
        try:
            super().check_image_pixel_size(f)
            if not all(isfinite(side) and side >= 1 for side in f.image.get_size()):
                raise ValidationError(NO_SIZE, code="no_size")
        except ValidationError:
            raise
        except Exception as error:  # whatever Pillow's many readers stumble over
            message = self.error_messages["invalid_image"]
            raise ValidationError(message, code="invalid_image") from error


class PictureForm(BaseImageForm):
    """Leaves a file alone that nobody replaced: checking it again opens it, and it may be gone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(label=field.label, widget=field.widget)

    def clean(self):
        cleaned = super().clean()
        if "file" not in self.changed_data:
            cleaned.pop("file", None)
        return cleaned

    def save(self, commit=True):
        image = super().save(commit)
        if commit:  # the renditions of a replaced file are gone by now, not before
            make_renditions(image)
        return image

    def _get_validation_exclusions(self):
        kept = set() if "file" in self.changed_data else {"file"}
        return super()._get_validation_exclusions() | kept
