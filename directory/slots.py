"""What the directory puts into places that lower rooms name."""

from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Site

from directory.models import HelpSettings


def dock(context: dict) -> str:
    """The person to call, at the foot of every page, in the words of its language."""
    request = context.get("request")
    helpline = request and HelpSettings.helpline_for(Site.find_for_request(request), get_language())
    if helpline is None:
        return ""
    return render_to_string("directory/dock.html", {"helpline": helpline})
