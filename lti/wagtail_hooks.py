from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from lti_tool.models import LtiRegistration
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from cms.permissions import OnePermissionPolicy
from lti.admin import AdminsPolicy, InvitationsPolicy, InvitationViewSet, PlatformViewSet
from lti.classroom.admin import MarksPolicy, MarksViewSet
from lti.models import Invitation, Score
from lti.platform import choosing
from lti.platform.admin import ToolViewSet
from tutorials.models import ExternalTool

register_permission_policy(LtiRegistration, AdminsPolicy(LtiRegistration))
register_permission_policy(Invitation, InvitationsPolicy(Invitation))
register_permission_policy(Score, MarksPolicy(Score))
# Tools say where our readers are sent.
register_permission_policy(ExternalTool, OnePermissionPolicy(ExternalTool, "register"))
register_snippet(ToolViewSet)


@hooks.register("register_admin_viewset")
def platforms():
    return PlatformViewSet()


@hooks.register("register_admin_viewset")
def invitations():
    return InvitationViewSet()


@hooks.register("register_admin_viewset")
def marks():
    return MarksViewSet()


@hooks.register("register_admin_urls")
def choosing_addresses():
    return [
        path("lti/choose/<int:pk>/", choosing.choose, name="lti_choose"),
        path("lti/chosen/<departure>/", choosing.chosen, name="lti_chosen"),
    ]


@hooks.register("insert_editor_js")
def choosing_script():
    return format_html('<script src="{}"></script>', static("lti/choosing.js"))
