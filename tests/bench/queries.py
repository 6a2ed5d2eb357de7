"""How many queries a page costs, cold and kept, on every published tutorial: the worst counts."""

from pathlib import Path

from . import servers
from .rows import Row

_COUNT = """
import json
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tutorials.models import TutorialPage
from cms.pagecache.version import site_version
counts = {}
# A process asks once in its life what each content type is; that is no page's cost.
ContentType.objects.get_for_models(*apps.get_models())
for page in TutorialPage.objects.live():
    url = page.url
    site_version().bump()
    client = Client(headers={"host": settings.PUBLIC_URL.partition("//")[2]})
    with CaptureQueriesContext(connection) as cold:
        assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as kept:
        assert client.get(url).status_code == 200
    counts[url] = [len(cold), len(kept)]
print(json.dumps(counts))
"""


def measure(data: Path, port: int) -> list[Row]:
    counts = servers.shell(data, port, _COUNT)
    worst = max(counts, key=lambda url: counts[url][0])
    return [
        Row("queries", "worst tutorial, cold", counts[worst][0], "", "≤ 15", worst),
        Row("queries", "worst tutorial, kept", max(kept for _, kept in counts.values()), "", "≤ 0"),
    ]
