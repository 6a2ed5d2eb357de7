from lti_tool.models import LtiRegistration
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from lti.admin import AdminsPolicy, InvitationViewSet, PlatformViewSet
from lti.classroom.admin import MarksPolicy, MarksViewSet
from lti.models import Invitation, Score

for model in (LtiRegistration, Invitation):
    register_permission_policy(model, AdminsPolicy(model))
register_permission_policy(Score, MarksPolicy(Score))


@hooks.register("register_admin_viewset")
def platforms():
    return PlatformViewSet()


@hooks.register("register_admin_viewset")
def invitations():
    return InvitationViewSet()


@hooks.register("register_admin_viewset")
def marks():
    return MarksViewSet()
