"""What our own people see of progress in the admin: relays, and the register of certificates."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from progress.certificates.admin import SUPERVISE, WITHDRAW, RegisterViewSet
from progress.models import Relay


class OperatorsPolicy(ModelPermissionPolicy):
    """Operators look and revoke. Registering prints a token, which belongs in no browser."""

    def user_has_permission(self, user, action):
        return action in ("view", "change") and user.is_active and user.is_superuser


class RelayForm(forms.ModelForm):
    revoke = forms.BooleanField(
        label=_("Let this box in no more"),
        help_text=_("What it brought stays. This cannot be undone: register the box anew instead."),
        required=False,
    )

    class Meta:
        model = Relay
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.revoked_at:
            del self.fields["revoke"]

    def save(self, commit=True):
        if self.cleaned_data.get("revoke"):
            self.instance.revoked_at = timezone.now()
        return super().save(commit)


class RelayViewSet(ModelViewSet):
    model = Relay
    icon = "link"
    menu_label = _("Relays")
    add_to_settings_menu = True
    list_display = ["name", "pk", "created_at", "revoked_at"]
    ordering = ["created_at"]
    copy_view_enabled = False
    add_to_reference_index = False

    def get_form_class(self, for_update=False):
        return RelayForm


register_permission_policy(Relay, OperatorsPolicy(Relay))


@hooks.register("register_admin_viewset")
def relays():
    return RelayViewSet("relays")


@hooks.register("register_admin_viewset")
def register_of_certificates():
    return RegisterViewSet()


@hooks.register("register_log_actions")
def deeds(actions):
    actions.register_action(SUPERVISE, _("Supervise"), _("Certificate marked as supervised"))
    actions.register_action(WITHDRAW, _("Withdraw"), _("Certificate withdrawn"))
