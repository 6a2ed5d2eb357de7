"""What stands on a printed card beside what it opens: where it is used, and whom to call."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Site

from directory.models import HelpSettings
from progress.cards.code import in_words, shown
from progress.cards.register import Issued


def printed(request: HttpRequest, issued: Issued | None = None) -> dict:
    """What `progress/card_paper.html` needs; for a card that was `issued` here, its secrets as well."""
    site = settings.PUBLIC_URL + reverse("card")
    helpline = HelpSettings.helpline_for(Site.find_for_request(request), get_language())
    about = {"site": site, "helpline": helpline}
    if issued is None:
        return about
    address = f"{site}#{issued.handle.replace(' ', '-')}-{issued.code}"
    words = in_words(issued.handle, issued.code)
    return about | {"handle": shown(issued.handle), "address": address, "words": words}
