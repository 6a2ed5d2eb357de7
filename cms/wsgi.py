"""The WSGI application that `manage.py serve`, granian or gunicorn serve."""

import os

from django.core.wsgi import get_wsgi_application

from cms.http import without_charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.base")
application = without_charset(get_wsgi_application())
