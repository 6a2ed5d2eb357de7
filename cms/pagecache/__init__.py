"""Finished public pages, kept whole and dropped together.

A public page is the same for everyone, so it is made once and handed out until anything that a page
can show has changed. `version` counts those changes, `watch` notices them, `middleware` keeps and
hands out the pages, `public` marks the views whose answers may be kept, `memo` keeps what many pages
share, `parts` what a page need not make again after a change elsewhere.
"""

from .marks import public
from .memo import memo

__all__ = ["memo", "public"]
