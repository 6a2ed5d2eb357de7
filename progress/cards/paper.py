"""What stands on a printed card beside what it opens: where it is used, whom to call; the card as PDF.

The server forgets a card as soon as it has drawn it: it comes in the body of a request, never in an
address, and goes into no log and no cache.
"""

import re

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Site

from directory.models import HelpSettings
from paper import answers
from progress.cards.code import folded, in_words, shown, words
from progress.cards.register import Issued
from progress.pictures import NAMES, drawing

SHEET = "progress/cards/sheet.html"
LONGEST_NAME = 40
_HANDLE = re.compile(r"([a-z]{4,9}) ([0-9]{3})")


def printed(request: HttpRequest, issued: Issued | None = None) -> dict:
    """What `progress/card_paper.html` needs; for a card that was `issued` here, its secrets as well."""
    site = settings.PUBLIC_URL + reverse("card")
    helpline = HelpSettings.helpline_for(Site.find_for_request(request), get_language())
    about = {"site": site, "helpline": helpline}
    if issued is None:
        return about
    address = f"{site}#{issued.handle.replace(' ', '-')}-{issued.code}"
    return about | {
        "handle": shown(issued.handle),
        "address": address,
        "words": in_words(issued.handle, issued.code),
        "issued": issued,
    }


class CardForm(forms.Form):
    """A card as its own device, or whoever issued it, holds it."""

    handle = forms.CharField(max_length=13)
    code = forms.RegexField(r"^[0-9a-f]{16}$")
    picture = forms.ChoiceField(choices=[(name, name) for name in NAMES], required=False)
    name = forms.CharField(max_length=LONGEST_NAME, required=False)

    def clean_handle(self) -> str:
        handle = self.cleaned_data["handle"]
        parts = _HANDLE.fullmatch(handle)
        if not parts or parts[1] not in {folded(word) for word in words()}:
            raise forms.ValidationError("no handle")
        return handle


@csrf_exempt  # no cookie is read, and nothing changes
@require_POST
def document(request: HttpRequest) -> HttpResponse:
    """The card in the body, as PDF. 400 for what is no card; whether it opens anything is not asked."""
    form = CardForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("This is no learning card."), status=400, content_type="text/plain")
    told = form.cleaned_data
    page = {"title": _("Learning card"), "get_url": reverse("card"), "get_meta_description": ""}
    context = printed(request, Issued(told["handle"], told["code"])) | {
        "page": page,
        "name": told["name"],
        "picture": drawing(told["picture"]),
    }
    name = f"{_('learning-card')}-{told['handle'].replace(' ', '-')}"
    return answers.personal(request, SHEET, context, name=name, instead=reverse("card"))
