"""An H5P package: an interactive activity that was made elsewhere and plays in a frame of its own."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from tutorials.editing.h5p import KnownPanel, NewPanel, PackageForm, ReportPanel
from tutorials.h5p import store
from tutorials.h5p.package import Package
from tutorials.h5p.reasons import visible


class H5PPackage(index.Indexed, models.Model):
    """A package as it was checked (tutorials/h5p/); its files lie under media, named by `digest`.

    Packages are code. Who has the permission `upload_h5ppackage` brings, renames and deletes them;
    whoever writes tutorials may choose them. Its file never changes: another file is another package.
    """

    title = models.CharField(
        _("title"), max_length=200, help_text=_("Readers see it above the activity.")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    reports = models.BooleanField(
        _("says by itself when it is done"),
        default=True,
        help_text=_(
            "Without the tick, readers get the button “I have finished”. Try it, and correct it here."
        ),
    )
    main_library = models.CharField(_("type"), max_length=280, editable=False)
    language = models.CharField(max_length=20, blank=True, editable=False)
    licence = models.CharField(_("licence"), max_length=40, editable=False)
    bytes = models.PositiveBigIntegerField(_("size"), editable=False)
    file_count = models.PositiveIntegerField(editable=False)
    report = models.JSONField(default=dict, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("brought by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("brought on"), auto_now_add=True)

    base_form_class = PackageForm
    panels = [
        NewPanel("file"),
        FieldPanel("title"),
        KnownPanel("reports"),
        ReportPanel(heading=_("What the package holds")),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("H5P activity")
        verbose_name_plural = _("H5P activities")
        ordering = ["title"]
        # Not add, change, delete, which roles.prepare gives to all moderators.
        default_permissions = ("view", "upload")

    _came = False  # whether this object has just brought its files

    def __str__(self):
        return self.title

    @cached_property
    def drawn(self) -> tuple:
        """All that readers see of it in a page."""
        return self.digest, self.title, self.reports, self.bytes

    def take_in(self, file: UploadedFile, package: Package, digest: str) -> None:
        """Fills in what was found in `file` and saves both, or neither."""
        self.digest = digest
        self.reports = package.reports
        self.main_library = package.main
        self.language = package.language
        self.licence = package.licence
        self.bytes = package.bytes
        self.file_count = len(package.files)
        self.report = {
            "libraries": [
                {
                    "name": each.name,
                    "version": each.version,
                    "title": each.title,
                    "licence": each.licence,
                }
                for each in package.libraries
            ],
            "left_out": package.left_out,
            "outside": _outside(package),
        }
        try:
            with transaction.atomic():
                self.save()
                self._came = store.keep(file, digest, package.files)
        except BaseException:
            self.give_back()
            raise

    def give_back(self) -> None:
        """Takes the files away again that it brought, for who could not finish saving the row."""
        if self._came:
            store.forget(self.digest)
            self._came = False


def _outside(package: Package) -> list[dict[str, str]]:
    """Where the package only leads to or is named, by host: address and file of the first of each."""
    told: dict[str, dict[str, str]] = {}
    for each in package.outside:
        told.setdefault(each.host, {"url": visible(each.url)[:300], "file": each.file})
    return list(told.values())[:100]


@receiver(post_delete, sender=H5PPackage)
def forget_files(sender, instance, **kwargs):
    """The files go once it is certain that the row is gone."""
    transaction.on_commit(lambda: store.forget(instance.digest))
