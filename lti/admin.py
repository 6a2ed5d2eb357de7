"""Platforms as our admins see them: registered with the values to paste, approved, switched off.

In the words of Moodle's own form, since that is what stands open beside it.
"""

from django import forms
from django.contrib.admin.utils import display_for_value, quote
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from lti_tool.models import LtiDeployment, LtiRegistration
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic.models import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from lti import invitations, origins
from lti.models import Invitation, Platform
from lti.reading import Unreadable, an_id
from lti.values import values_to_paste


class AdminsPolicy(ModelPermissionPolicy):
    """Whoever lets a platform in lets its people in: that is for admins alone."""

    def user_has_permission(self, user, action):
        return user.is_active and user.is_superuser


# django-lti speaks English alone; gathered here, its words have a Romanian form in our catalogue.
WORDS_OF_DJANGO_LTI = [
    *(_("LTI registration"), _("LTI registrations"), _("issuer"), _("client ID")),
    *(_("auth URL"), _("access token URL"), _("keyset URL")),
]


def nobody(registration: LtiRegistration) -> str:
    """In the place of a client ID that we were not told yet: nobody else's, and unlike any."""
    return f"({registration.uuid})"


class SecureAddressField(forms.CharField):
    """An https address, as long as django-lti has room for."""

    def __init__(self, **kwargs):
        super().__init__(max_length=200, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and origins.origin_of(value) is None:
            raise forms.ValidationError(_("This must be an address that begins with https://"))
        return value


class PlatformForm(forms.ModelForm):
    issuer = forms.CharField(label=_("Platform ID"), max_length=255, required=False)
    client_id = forms.CharField(label=_("Client ID"), max_length=255, required=False)
    auth_url = SecureAddressField(label=_("Authentication request URL"), required=False)
    token_url = SecureAddressField(label=_("Access token URL"), required=False)
    keyset_url = SecureAddressField(label=_("Public keyset URL"), required=False)
    deployments = forms.CharField(
        label=_("Deployment ID"),
        help_text=_("One a line. Only these are let in; one that you take away is let in no more."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    further_hosts = forms.CharField(
        label=_("Further hosts"),
        help_text=_(
            "One a line, such as “scoala.exemplu.ro”: where the platform shows its pages or has its "
            "services, if not at the addresses above. No other may frame us, and we call no other."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    class Meta:
        model = LtiRegistration
        fields = [
            *("name", "issuer", "client_id", "auth_url", "token_url", "keyset_url"),
            *("audience", "is_active"),
        ]
        labels = {
            "name": _("Name"),
            "audience": _("Audience of access tokens"),
            "is_active": _("Approved"),
        }
        help_texts = {
            "name": _("What your colleagues call it: the school's name."),
            "audience": _("Only if the platform asks for another one than its access token URL."),
            "is_active": _("Its people may open lessons here."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            if self.instance.client_id == nobody(self.instance):
                self.initial["client_id"] = ""
            rows = self.instance.deployments.order_by("pk")
            # One that waits for approval is there, so that approving the platform approves it.
            listed = rows if self.is_waiting else rows.active()
            self.initial["deployments"] = "\n".join(listed.values_list("deployment_id", flat=True))
            self.initial["further_hosts"] = self.platform.further_hosts
        else:
            self.initial["is_active"] = False  # it wants our values first

    @cached_property
    def platform(self) -> Platform:
        return Platform.objects.filter(registration=self.instance.pk).first() or Platform()

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has approved it yet."""
        return not self.instance.is_active and self.platform.approved_at is None

    def clean(self):
        """A platform may be noted before it told us anything, since it wants our values first."""
        told = super().clean()
        needed = ("issuer", "client_id", "auth_url", "token_url", "keyset_url", "deployments")
        for name in needed if told.get("is_active") else ():
            if not told.get(name) and name not in self.errors:
                self.add_error(name, _("Needed before the platform is approved."))
        told["client_id"] = told.get("client_id") or nobody(self.instance)
        return told

    def clean_deployments(self):
        told = [line.strip() for line in self.cleaned_data["deployments"].splitlines()]
        try:
            return [an_id(line, line[:40]) for line in dict.fromkeys(told) if line]
        except Unreadable as error:
            raise forms.ValidationError(
                _("This is no deployment ID: %(line)s") % {"line": error}
            ) from error

    def clean_further_hosts(self):
        told = [line.strip().lower() for line in self.cleaned_data["further_hosts"].splitlines()]
        hosts = [line.removeprefix("https://").rstrip("/") for line in told if line]
        for host in hosts:
            if "/" in host or origins.origin_of(f"https://{host}") is None:
                raise forms.ValidationError(_("This is no host: %(line)s") % {"line": host[:80]})
        return "\n".join(dict.fromkeys(hosts))

    @transaction.atomic
    def save(self, commit=True):
        registration = super().save(commit=True)
        wanted = self.cleaned_data["deployments"]
        for deployment_id in wanted:
            LtiDeployment.objects.update_or_create(
                registration=registration, deployment_id=deployment_id, defaults={"is_active": True}
            )
        registration.deployments.exclude(deployment_id__in=wanted).update(is_active=False)
        platform = self.platform
        platform.registration = registration
        platform.further_hosts = self.cleaned_data["further_hosts"]
        if registration.is_active and platform.approved_at is None:
            platform.approved_at, platform.approved_by = timezone.now(), self.for_user
        platform.save()
        return registration


class ByWhom:
    """Tells the form who fills it in."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.for_user = self.request.user
        return form


class PlatformCreateView(ByWhom, CreateView):
    inspect_url_name = None

    def get_success_url(self):
        """To the values that the platform wants now."""
        return reverse(self.inspect_url_name, args=[quote(self.object.pk)])


class PlatformEditView(ByWhom, EditView):
    pass


class PlatformView(InspectView):
    template_name = "lti/admin/platform.html"

    def get_client_id_display_value(self):
        told = self.object.client_id
        return "" if told == nobody(self.object) else told

    def get_context_data(self, **kwargs):
        return super().get_context_data(values=values_to_paste(self.object), **kwargs)


class PlatformViewSet(ModelViewSet):
    model = LtiRegistration
    name = url_prefix = "lti-platforms"
    icon = "group"
    menu_label = _("Platforms (LTI)")
    add_to_settings_menu = True
    add_to_reference_index = False
    add_view_class = PlatformCreateView
    edit_view_class = PlatformEditView
    inspect_view_class = PlatformView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["name", "issuer", BooleanColumn("is_active", label=_("Approved"))]
    inspect_view_fields = ["name", "issuer", "client_id", "auth_url", "token_url", "keyset_url"]
    ordering = ["name"]

    def get_form_class(self, for_update=False):
        return PlatformForm

    def get_add_view_kwargs(self, **kwargs):
        name = self.get_url_name("inspect")
        return super().get_add_view_kwargs(inspect_url_name=name, **kwargs)


class InvitationForm(forms.ModelForm):
    origin = SecureAddressField(
        label=_("Address of the platform"),
        help_text=_(
            "As it stands in the browser: https://moodle.scoala.exemplu.ro. No other is let in by it."
        ),
    )

    class Meta:
        model = Invitation
        fields = ["name", "origin"]
        help_texts = {"name": _("What your colleagues call it: the school's name.")}

    def clean_origin(self):
        return origins.origin_of(self.cleaned_data["origin"])

    def save(self, commit=True):
        self.instance.created_by = self.for_user
        self.instance.expires_at = timezone.now() + invitations.VALID
        return super().save(commit)


class InvitationsPolicy(AdminsPolicy):
    """What an invitation says is not changed afterwards."""

    def user_has_permission(self, user, action):
        return action != "change" and super().user_has_permission(user, action)


class InvitationsView(IndexView):
    def get_edit_url(self, instance):
        """What stands first in a row leads to the invitation: there is nothing to edit."""
        return self.get_inspect_url(instance)


class InvitationCreateView(PlatformCreateView):
    def get_success_buttons(self):
        """None: the page that follows shows it, and there is nothing to edit."""
        return []


class InvitationView(InspectView):
    template_name = "lti/admin/invitation.html"

    def get_created_at_display_value(self):
        return display_for_value(self.object.created_at, "")

    def get_expires_at_display_value(self):
        return display_for_value(self.object.expires_at, "")

    def get_used_at_display_value(self):
        return display_for_value(self.object.used_at, _("not yet"))

    def get_registration_display_value(self):
        return self.object.registration or _("none yet")

    def get_context_data(self, **kwargs):
        return super().get_context_data(address=invitations.address_of(self.object), **kwargs)


class InvitationViewSet(ModelViewSet):
    model = Invitation
    name = url_prefix = "lti-invitations"
    icon = "mail"
    menu_label = _("Invitations (LTI)")
    add_to_settings_menu = True
    add_to_reference_index = False
    index_view_class = InvitationsView
    add_view_class = InvitationCreateView
    inspect_view_class = InvitationView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["name", "origin", "expires_at", "used_at"]
    inspect_view_fields = ["name", "origin", "created_at", "expires_at", "used_at", "registration"]
    ordering = ["-created_at"]

    def get_form_class(self, for_update=False):
        return InvitationForm

    def get_add_view_kwargs(self, **kwargs):
        name = self.get_url_name("inspect")
        return super().get_add_view_kwargs(inspect_url_name=name, **kwargs)
