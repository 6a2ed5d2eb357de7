"""The outbox worker's address: at the root, since a worker's scope lies below its own address."""

from django.urls import path

from progress import views

urlpatterns = [path("outboxworker.js", views.outbox_worker, name="outbox_worker")]
