"""Loosened for a developer's own machine: debug pages, plain http, files served unhashed."""

import os

os.environ.setdefault("SECRET_KEY", "development-only")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("PUBLIC_URL", "http://localhost:8000")

from .base import *  # noqa: F403
from .base import STORAGES
from .plain_http import *  # noqa: F403

DEBUG = True
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
PAGE_CACHE_BYTES = 0
