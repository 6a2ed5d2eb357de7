"""A lost card: a facilitator finds the learner, sees what helps to know them again, issues another.

Nothing here tells a secret but the printed card itself, once. Whoever lacks the permission is answered
the same for whatever they ask.
"""

import re
from uuid import UUID

from django import forms
from django.db.models import Max, Q
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from progress.cards import register
from progress.cards.code import folded
from progress.cards.models import Card
from progress.cards.paper import printed
from progress.models import Learner, PageState

PERMISSION = "progress.issue_card"
_HANDLE = re.compile(r"([a-z]{4,9})[ .,-]*([0-9]{3})")
_BITS = 32  # of a learner's id, in their number


class FindForm(forms.Form):
    typed = forms.CharField(
        label=_("The number of the learner, or the name of the lost card"),
        help_text=_(
            "The number stands on the page “The learning card” of the learner's own device: ten digits."
            " The name of a card is a word and three digits, such as “vulpe 417”."
        ),
        max_length=40,
    )


class IssueForm(forms.Form):
    learner = forms.UUIDField()
    # Of the card that was seen to hold; a page that is sent twice must not issue two.
    held = forms.IntegerField(min_value=0)


def found(typed: str) -> list[dict]:
    """The learners whose number or card somebody wrote, each with what helps to know them again."""
    learners = Learner.objects.filter(_named(typed), erased_at=None).order_by("pk")
    return [
        {
            "learner": learner,
            "last": learner.facts.aggregate(last=Max("received_at"))["last"],
            "finished": PageState.objects.filter(learner=learner, state__completed=True).count(),
            "cards": learner.cards.select_related("issued_by").order_by("-number")[:5],
            "held": (register.held_by(learner) or {"number": 0})["number"],
        }
        for learner in learners
    ]


def _named(typed: str) -> Q:
    """Who is meant by a number, or by the handle of any card that they had."""
    plain = folded(typed).strip()
    digits = re.sub(r"[\s.-]", "", plain)
    if re.fullmatch("[0-9]{10}", digits) and int(digits) < 1 << _BITS:
        low = int(digits) << (128 - _BITS)
        return Q(pk__gte=UUID(int=low), pk__lt=UUID(int=low + (1 << 128 - _BITS) - 1))
    handle = _HANDLE.fullmatch(plain)
    name = f"{handle[1]} {handle[2]}" if handle else ""
    return Q(pk__in=Card.objects.filter(handle=name).values("learner"))


@permission_required(PERMISSION)
@never_cache
def find(request):
    """The form, and whom it found. What was typed stands in no address."""
    form = FindForm(request.POST or None)
    people = found(form.cleaned_data["typed"]) if form.is_bound and form.is_valid() else None
    return render(request, "progress/cards/find.html", {"form": form, "people": people})


@permission_required(PERMISSION)
@require_POST
@never_cache
def issue(request):
    """The card on paper, once: nobody can have it again, only another."""
    form = IssueForm(request.POST)
    issued = form.is_valid() and register.issue(
        form.cleaned_data["learner"], request.user, instead_of=form.cleaned_data["held"]
    )
    if not issued:
        messages.error(request, _("This learner has another card by now, or is gone. Look again."))
        return redirect("cards")
    # What the print shell asks of a page.
    page = {"title": _("Learning card"), "get_url": reverse("cards"), "get_meta_description": ""}
    return render(request, "progress/cards/sheet.html", {"page": page} | printed(request, issued))


class CardsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


def menu_item() -> MenuItem:
    return CardsMenuItem(_("Lost cards"), reverse("cards"), name="cards", icon_name="user", order=610)


urlpatterns = [
    path("cards/", find, name="cards"),
    path("cards/issue/", issue, name="cards_issue"),
]
