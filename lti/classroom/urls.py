"""Addresses of the classroom behind a launch, below those of the LTI tool."""

from django.urls import path

from lti.classroom import roster, views

urlpatterns = [
    path("l/<launch_id>/", views.arrive, name="launched"),
    path("l/<launch_id>/p/<path:path>", views.page, name="page"),
    path("l/<launch_id>/device", views.device, name="device"),
    path("l/<launch_id>/clasa/", roster.page, name="class"),
    path("keep/ticket", views.ticket, name="ticket"),
    path("keep/redeem", views.redeem, name="redeem"),
    path("keep/<language>/", views.keep, name="keep"),
]
