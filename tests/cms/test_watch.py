"""What is written in a way that nobody foresaw counts as shown."""

import pytest
from django.db import connection

from cms.pagecache.version import site_version
from cms.pagecache.watch import is_shown


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE wagtailcore_page SET title='x'",
        'INSERT OR IGNORE INTO "tutorials_audience" VALUES (1)',
        "TRUNCATE tutorials_audience",
        'WITH x AS (SELECT 1) UPDATE "wagtailcore_page" SET "title" = 1',
    ],
)
def test_what_cannot_be_read_counts_as_shown(sql):
    assert is_shown(sql)


@pytest.mark.parametrize("sql", ["SELECT 1", "WITH x AS (SELECT 1) SELECT * FROM x", 'SAVEPOINT "s1"'])
def test_reading_shows_nothing_new(sql):
    assert not is_shown(sql)


def test_a_connection_outside_the_settings_is_watched_too(db):
    """As Django opens one to drop a database."""
    elsewhere = connection.copy("elsewhere")
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT 1")
            before = site_version().current()
            cursor.execute('CREATE TEMPORARY TABLE "unforeseen" ("id" integer)')
            cursor.execute('INSERT INTO "unforeseen" VALUES (1)')
        assert site_version().current() != before
    finally:
        elsewhere.close()
