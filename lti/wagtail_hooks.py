from lti_tool.models import LtiRegistration
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from lti.admin import AdminsPolicy, InvitationViewSet, PlatformViewSet
from lti.models import Invitation

for model in (LtiRegistration, Invitation):
    register_permission_policy(model, AdminsPolicy(model))


@hooks.register("register_admin_viewset")
def platforms():
    return PlatformViewSet()


@hooks.register("register_admin_viewset")
def invitations():
    return InvitationViewSet()
