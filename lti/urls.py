"""Addresses of the LTI tool; none has a language, since platforms keep them."""

from django.urls import path

from lti import views

app_name = "lti"
urlpatterns = [
    path("l/<launch_id>/", views.launched, name="launched"),
]
