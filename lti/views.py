"""What a platform's people and machines ask of us under /lti/."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from lti import launches
from lti.frames import frameable, framed


@framed("GET", "HEAD")
def launched(request: HttpRequest, launch_id: str) -> HttpResponse:
    """Where a launch arrives."""
    launch = launches.current(request, launch_id)
    with translation.override(launch.locale):
        return frameable(render(request, "lti/launched.html", {"launch": launch}), launch.registration)
