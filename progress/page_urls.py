"""Addresses of pages to read, whose language is in their path."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from progress import views

urlpatterns = [
    path(pgettext_lazy("path", "what-we-know/"), views.what_we_know, name="what_we_know"),
]
