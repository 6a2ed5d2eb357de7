"""The site with no page kept: what the first reader after a change waits for."""

from cms.settings.demo import *  # noqa: F403

PAGE_CACHE_BYTES = 0
