"""What a platform's admin pastes into its form, in the words and the order of Moodle's."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from lti_tool.models import LtiRegistration

from lti import logins


def values_to_paste(registration: LtiRegistration) -> list[tuple[str, str]]:
    """Name and value of each field of Moodle 4's form for an external tool of LTI 1.3."""
    launch = logins.launch_address()
    return [
        (_("Tool name"), settings.WAGTAIL_SITE_NAME),
        (_("Tool URL"), launch),
        (_("LTI version"), "LTI 1.3"),
        (_("Public key type"), "Keyset URL"),
        (_("Public keyset"), settings.PUBLIC_URL + reverse("lti:jwks")),
        (_("Initiate login URL"), logins.login_address(registration)),
        (_("Redirection URI(s)"), launch),
        (_("Supports Deep Linking (Content-Item Message)"), _("yes")),
        (_("Content selection URL"), launch),
        (
            "IMS LTI Assignment and Grade Services",
            _("Use this service for grade sync and column management"),
        ),
        (
            "IMS LTI Names and Role Provisioning",
            _("Use this service to retrieve members' information as per privacy settings"),
        ),
        (_("Share launcher's name with tool"), _("Always")),
        (_("Share launcher's email with tool"), _("Never")),
        (_("Accept grades from the tool"), _("Always")),
    ]
