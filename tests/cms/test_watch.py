"""What is written in a way that nobody foresaw counts as shown."""

import pytest

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
