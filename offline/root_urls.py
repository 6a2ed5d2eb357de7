"""The worker's address: at the root, since a worker serves what lies below its own address."""

from django.urls import path

from offline import views

urlpatterns = [path("serviceworker.js", views.worker, name="worker")]
