"""The baseline of a kept page: a bare Django view that returns the same bytes, with no middleware.

Served by the same server with the same workers; BENCH_BODY names the file with the bytes.
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


def page(request):
    return HttpResponse(BODY)


urlpatterns = [path("page/", page)]

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        LOGGING_CONFIG=None,
    )
application = get_wsgi_application()
