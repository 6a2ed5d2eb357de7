"""The addresses of documents. Wagtail's own pattern knows no address that ends like a file."""

from django.urls import re_path

from cms import routing

urlpatterns = [re_path(r"^((?:[\w-]+/)+tipar/[\w-]+\.pdf)$", routing.serve, name="document")]
