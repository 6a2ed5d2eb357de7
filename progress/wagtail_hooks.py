"""Where our own people look into the register of certificates."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from progress.certificates.admin import SUPERVISE, WITHDRAW, RegisterViewSet


@hooks.register("register_admin_viewset")
def register_of_certificates():
    return RegisterViewSet()


@hooks.register("register_log_actions")
def deeds(actions):
    actions.register_action(SUPERVISE, _("Supervise"), _("Certificate marked as supervised"))
    actions.register_action(WITHDRAW, _("Withdraw"), _("Certificate withdrawn"))
