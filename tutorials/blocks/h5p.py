"""An H5P activity in a tutorial."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class H5PValue(blocks.StructValue):
    @property
    def drawn(self) -> tuple:
        """What is shown of the package, for the key of what is kept; nothing when it is gone."""
        package = self.get("package")
        return package.drawn if package else ()


class H5PBlock(blocks.StructBlock):
    """A package that a trusted editor has brought; it plays on the screen only."""

    package = SnippetChooserBlock("tutorials.H5PPackage", label=_("H5P activity"))

    @property
    def is_previewable(self):
        return True

    def get_preview_value(self):
        from tutorials.models import H5PPackage

        sample = H5PPackage(title=_("Find the password"), digest="0" * 64, bytes=240_000)
        return self.normalize({"package": H5PPackage.objects.first() or sample})

    class Meta:
        icon = "media"
        label = _("H5P activity")
        template = "tutorials/blocks/h5p.html"
        value_class = H5PValue
        description = _(
            "An activity made with H5P or Lumi. For questions, our own are quicker and print."
        )
