from lti_tool.models import LtiRegistration
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from lti.admin import AdminsPolicy, InvitationsPolicy, InvitationViewSet, PlatformViewSet
from lti.classroom.admin import MarksPolicy, MarksViewSet
from lti.models import Invitation, Score

register_permission_policy(LtiRegistration, AdminsPolicy(LtiRegistration))
register_permission_policy(Invitation, InvitationsPolicy(Invitation))
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
