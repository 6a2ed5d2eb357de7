"""The register as our own people see it: to look up, to mark as supervised, to withdraw; no more."""

import django_filters
from django import forms
from django.contrib.admin.utils import quote
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.models import IndexView, InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from progress.certificates import register
from progress.certificates.models import Certificate

SUPERVISE, WITHDRAW = "progress.certificate.supervise", "progress.certificate.withdraw"


class RegisterFilterSet(WagtailFilterSet):
    year = django_filters.AllValuesFilter(field_name="issued_at__year", label=_("Year"))
    course = django_filters.AllValuesFilter(field_name="title", label=_("Course"))
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        choices=[("valid", _("It holds")), ("withdrawn", _("Withdrawn")), ("waiting", _("No number"))],
    )

    class Meta:
        model = Certificate
        fields = []

    def in_state(self, queryset, name, value):
        wanted = {
            "valid": {"withdrawn_at": None},
            "withdrawn": {"withdrawn_at__isnull": False},
            "waiting": {"number": None},
        }
        return queryset.filter(**wanted[value])


class RegisterView(IndexView):
    def get_edit_url(self, instance):
        """What stands first in a row leads to the certificate: there is nothing to edit."""
        return self.get_inspect_url(instance)


class CertificateView(InspectView):
    page_title = _("Certificate")
    supervise_url_name = withdraw_url_name = None

    @cached_property
    def header_more_buttons(self):
        deeds = [
            ("supervise", _("Mark as supervised"), self.supervise_url_name, "user"),
            ("withdraw", _("Withdraw"), self.withdraw_url_name, "cross"),
        ]
        open_ones = [
            Button(label, url=reverse(name, args=[quote(self.object.pk)]), icon_name=icon)
            for permission, label, name, icon in deeds
            if self.object.is_valid and self.user_has_permission(permission)
        ]
        public = Button(_("Public page"), url=self.object.address(), icon_name="view")
        return [public, *open_ones]


class SuperviseForm(forms.Form):
    day = forms.DateField(
        label=_("You were there on"), widget=AdminDateInput, initial=timezone.localdate
    )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=Certificate.Reason.choices,
        help_text=_("Whoever checks the certificate reads it. It cannot be undone."),
    )


class DeedView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """A form about one certificate that still holds; what it did is in the site's history."""

    template_name = "progress/certificates/deed.html"
    index_url_name = inspect_url_name = None
    action = ""
    any_permission_required = None
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not self.object.is_valid:
            messages.error(request, _("This certificate is withdrawn."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse(self.inspect_url_name, args=[quote(self.object.pk)])

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Register of certificates")},
            {"url": self.get_success_url(), "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    @transaction.atomic
    def form_valid(self, form):
        self.perform(form.cleaned_data)
        said = {name: str(value) for name, value in form.cleaned_data.items()}
        log(instance=self.object, action=self.action, user=self.request.user, data=said)
        messages.success(self.request, self.done)
        return super().form_valid(form)


class SuperviseView(DeedView):
    page_title = _("Mark as supervised")
    form_class = SuperviseForm
    permission_required = "supervise"
    action, done = SUPERVISE, _("Marked as supervised.")

    def perform(self, told):
        register.supervise(self.object, self.request.user, told["day"])


class WithdrawView(DeedView):
    page_title = _("Withdraw")
    form_class = WithdrawForm
    permission_required = "withdraw"
    action, done = WITHDRAW, _("Withdrawn.")

    def perform(self, told):
        register.withdraw(self.object, told["reason"])


class RegisterViewSet(ModelViewSet):
    model = Certificate
    icon = "clipboard-list"
    menu_label = _("Certificates")
    name = url_prefix = "certificates"
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = RegisterView
    inspect_view_class = CertificateView
    filterset_class = RegisterFilterSet
    search_fields = ["code", "name", "title"]
    list_display = ["__str__", "title", "name", "issued_at", "kind", "get_reason_display"]
    inspect_view_fields = [
        *("full_number", "code", "title", "name", "show_name", "issued_at", "minutes", "score"),
        *("supervised_on", "supervised_by", "withdrawn_at", "reason"),
    ]
    form_fields = []

    def get_common_view_kwargs(self, **kwargs):
        absent = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(**{f"{name}_url_name": None for name in absent}, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs):
        deeds = ("supervise", "withdraw")
        return super().get_inspect_view_kwargs(
            **{f"{name}_url_name": self.get_url_name(name) for name in deeds}, **kwargs
        )

    def get_urlpatterns(self):
        supervise, withdraw = map(self._deed, (SuperviseView, WithdrawView))
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("supervise/<int:pk>/", supervise, name="supervise"),
            path("withdraw/<int:pk>/", withdraw, name="withdraw"),
        ]

    def _deed(self, view):
        return view.as_view(
            model=self.model,
            header_icon=self.icon,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
