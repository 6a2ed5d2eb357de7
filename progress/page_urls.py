"""Addresses of pages, whose language is in their path; the API's are in `urls`."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from progress import views
from progress.cards.paper import document

urlpatterns = [
    path(pgettext_lazy("path", "what-we-know/"), views.what_we_know, name="what_we_know"),
    path(pgettext_lazy("path", "who/"), views.who, name="who"),
    path(pgettext_lazy("path", "who/lock/"), views.lock, name="lock"),
    path(pgettext_lazy("path", "card/"), views.card, name="card"),
    path(pgettext_lazy("path", "card/card.pdf"), document, name="card_document"),
]
