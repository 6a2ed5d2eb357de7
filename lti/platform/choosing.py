"""An editor goes to a tool to choose what an activity is, in a window of its own; what was chosen then
waits for the form that asked (lti/static/lti/choosing.js).

The form cannot be told by the window it opened: browsers part the two when another site comes between.
"""

import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lti.platform import activities, addresses, departures
from lti.platform.models import Departure, new_id
from tutorials.models import ExternalTool

_KEY = re.compile(r"[A-Za-z0-9-]{8,40}")


@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """To the tool, or a page that says why not."""
    if not request.user.has_perm("tutorials.view_externaltool"):
        raise PermissionDenied
    tool = get_object_or_404(ExternalTool, pk=pk)
    key = request.GET.get("key", "")
    if not _KEY.fullmatch(key):
        raise Http404
    if not (tool.is_active and tool.deep_link_url and addresses.may_send()):
        return render(request, "lti/platform/admin/cannot_choose.html", {"tool": tool}, status=409)
    departure = Departure(id=new_id(), tool=tool, user=request.user, form_key=key)
    departure.claims = activities.choosing_claims(tool, get_language() or "ro", departure.id)
    secret = departures.begin(departure)
    return departures.remember(
        HttpResponseRedirect(departures.address_of(departure)), departure, secret
    )


@require_safe
def chosen(request: HttpRequest, departure: str) -> HttpResponse:
    """What the tool answered, for the form and to read."""
    found = get_object_or_404(Departure.objects.select_related("tool"), pk=departure, user=request.user)
    if found.answered_at is None:
        raise Http404
    told = {"key": found.form_key, "item": found.item}
    return render(request, "lti/platform/admin/chosen.html", {"departure": found, "told": told})
