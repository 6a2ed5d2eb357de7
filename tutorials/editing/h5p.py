"""How a package is brought: the form that checks it before anything is kept, and what it says of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.snippets.views.snippets import CreateView

from tutorials.h5p import store
from tutorials.h5p.package import examine
from tutorials.h5p.reasons import Refused


def here_already(title: str) -> str:
    return _("This package is here already, as “%(title)s”. Choose that one in the tutorial.") % {
        "title": title
    }


class PackageForm(WagtailAdminModelForm):
    """A new package by its file; of one that is here the title, and whether it says that it is done."""

    file = forms.FileField(
        label=gettext_lazy("H5P file"),
        help_text=gettext_lazy(
            "A file that ends in .h5p, with its libraries, from Lumi or an H5P site. At most 64 MB."
            " Bring only what you know the maker of: a package is a program."
        ),
        widget=forms.FileInput({"accept": ".h5p"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = None
        if self.instance.pk:
            del self.fields["file"]
        else:
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Empty: the title that the package has.")
            self.fields.pop("reports", None)  # is found out

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.found = examine(file)
        except Refused as refused:
            raise ValidationError([str(reason) for reason in refused.reasons]) from refused
        self.digest = store.digest_of(file)
        known = type(self.instance).objects.filter(digest=self.digest).first()
        if known:
            raise ValidationError(here_already(known.title))
        return file

    def clean(self):
        cleaned = super().clean()
        if self.found and not cleaned.get("title"):
            cleaned["title"] = self.found.title
        return cleaned

    def save(self, commit=True):
        if self.instance.pk or not commit:
            return super().save(commit)
        self.instance.title = self.cleaned_data["title"]
        self.instance.take_in(self.cleaned_data["file"], self.found, self.digest)
        return self.instance


class PackageCreateView(CreateView):
    """Brings a package: its row and its files, or neither."""

    def save_instance(self):
        self.form.instance.uploaded_by = self.request.user
        return super().save_instance()

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:  # somebody brought the same in this moment
            form.add_error("file", here_already(form.instance.title))
            return self.form_invalid(form)
        except BaseException:
            form.instance.give_back()
            raise


class NewPanel(FieldPanel):
    """A field of a package that is being brought."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self):
            return not self.instance.pk and super().is_shown()


class KnownPanel(FieldPanel):
    """A field of a package that is here."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self):
            return bool(self.instance.pk) and super().is_shown()


class ReportPanel(Panel):
    """What was found in a package: its libraries, its size, where it leads."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "tutorials/editing/h5p_report.html"

        def is_shown(self):
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"package": self.instance}
