"""Whose launch this is, asked again with every request: nothing of it lies in a session or a cache."""

import re

from django.http import HttpRequest
from django.utils import timezone

from lti import cookies
from lti.models import Launch
from lti.refusals import Refusal

HOURS = 8  # a day at school
_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def current(request: HttpRequest, launch_id: str) -> Launch:
    """The launch that this browser was given, if it still holds.

    Raises Refusal: unknown, another browser's, expired, or of a platform or a deployment that is not
    let in any more.
    """
    if not _ID.fullmatch(launch_id):
        raise Refusal("no_launch", "no id of ours")
    launch = (
        Launch.objects.select_related(
            "registration__platform", "deployment", "user", "context", "resource_link"
        )
        .filter(id=launch_id)
        .first()
    )
    if launch is None:
        raise Refusal("no_launch")
    if not cookies.fits(request, launch.id, launch.cookie_sha256):
        raise Refusal("other_browser", registration=launch.registration)
    if launch.expires_at <= timezone.now():
        raise Refusal("expired", registration=launch.registration)
    if not launch.registration.is_active:
        raise Refusal("registration_off", registration=launch.registration)
    if not launch.deployment.is_active:
        raise Refusal("deployment_off", registration=launch.registration)
    return launch
