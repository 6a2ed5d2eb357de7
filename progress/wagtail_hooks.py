"""What our own people see of progress in the admin: relays, certificates, cards for who lost theirs."""

from django import forms
from django.contrib.auth.models import Permission
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from progress.cards import admin as cards
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


@hooks.register("register_admin_urls")
def card_urls():
    return [path("", include(cards.urlpatterns))]


@hooks.register("register_admin_menu_item")
def cards_menu_item():
    return cards.menu_item()


@hooks.register("register_permissions")
def card_permissions():
    return Permission.objects.filter(content_type__app_label="progress", codename="issue_card")
