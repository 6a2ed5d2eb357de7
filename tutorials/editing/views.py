"""Copying a service, and its way into a file and out of one."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView, IndexView

from tutorials.models import PracticeService
from tutorials.practice.explain import named
from tutorials.practice.places import places_of
from tutorials.practice.shape import MOST_BYTES

from .checks import checks_html
from .exchange import UnusableFile, read, take_in, written


def url_of(name: str, *args) -> str:
    return reverse(PracticeService.snippet_viewset.get_url_name(name), args=args)


class ChecksInAnswer:
    """Tells the form's script what stands in the way now, with each answer to a saved draft."""

    def get_success_json(self):
        return super().get_success_json() | {"practice_checks": checks_html(self.object)}


class ServiceCreateView(ChecksInAnswer, CreateView):
    pass


class ServiceCopyView(CopyView):
    """A copy is told apart from the first sight, and gets a key of its own."""

    def get_initial_form_instance(self):
        copied = super().get_initial_form_instance().get_latest_revision_as_object()
        copied.title = _("%(title)s (copy)") % {"title": copied.title}
        copied.key = ""
        return copied


class ServiceEditView(ChecksInAnswer, EditView):
    @cached_property
    def header_more_buttons(self):
        export = Button(
            _("Save as a file (JSON)"),
            url=url_of("export", self.object.pk),
            icon_name="download",
            priority=30,
        )
        return [*super().header_more_buttons, export]


class ServiceIndexView(IndexView):
    @cached_property
    def header_more_buttons(self):
        buttons = [*super().header_more_buttons]
        if self.user_has_permission("add"):
            words = _("Take in from a file (JSON)")
            buttons.append(Button(words, url=url_of("import"), icon_name="upload", priority=30))
        return buttons

    def get_list_more_buttons(self, instance):
        words = _("Save as a file (JSON)")
        export = MenuItem(words, url=url_of("export", instance.pk), icon_name="download", priority=30)
        return [*super().get_list_more_buttons(instance), export]


class ServiceExportView(PermissionCheckedMixin, View):
    """The service as it was last saved, drafts included, as a file in the published shape."""

    model = PracticeService
    any_permission_required = ["change", "view"]

    def get(self, request, pk):
        service = get_object_or_404(PracticeService, pk=pk).get_latest_revision_as_object()
        name = f"{service.described()['key']}.json"
        return HttpResponse(
            written(service),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class ServicePartsView(PermissionCheckedMixin, View):
    """What a tutorial can choose of a service: its places and its tasks, by key and in words."""

    model = PracticeService
    any_permission_required = ["change", "view"]

    def get(self, request, pk):
        service = get_object_or_404(PracticeService, pk=pk).shape
        tasks = [(task["key"], task["title"]) for task in service["tasks"]]
        places = [(place, named(place, service)) for place in places_of(service)]
        return JsonResponse({"task": tasks, "place": places})


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A JSON file in the shape that is published for practice services."),
        widget=forms.FileInput({"accept": ".json,application/json"}),
    )

    def clean_file(self):
        """The service in the file; every flaw of it is an error of the field."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            limit = MOST_BYTES // 1024
            raise forms.ValidationError(_("The file is larger than %(limit)d kB.") % {"limit": limit})
        try:
            return read(file.read())
        except UnusableFile as error:
            raise forms.ValidationError(error.reasons) from error


class ServiceImportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Makes a draft of what a file says; nothing is published, nothing is overwritten."""

    model = PracticeService
    permission_required = "add"
    form_class = FileForm
    template_name = "tutorials/editing/import.html"
    page_title = gettext_lazy("Take in a practice service from a file")
    header_icon = "upload"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        items = [
            {"url": url_of("list"), "label": PracticeService._meta.verbose_name_plural},
            {"url": "", "label": self.page_title},
        ]
        return [*self.breadcrumbs_items, *items]

    @transaction.atomic
    def form_valid(self, form):
        data = form.cleaned_data["file"]
        locale = Locale.objects.filter(language_code=data["lang"]).first() or Locale.get_default()
        service, flaws = take_in(data, locale)
        service.save_revision(user=self.request.user, log_action=True, clean=False)
        messages.success(self.request, _("“%(title)s” is a draft now.") % {"title": service.title})
        for flaw in flaws:
            messages.warning(self.request, flaw)
        return redirect(url_of("edit", service.pk))
