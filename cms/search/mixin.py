"""What a page offers to search."""

from collections.abc import Iterator


class SearchableMixin:
    """A page that search can find. Put it before Page."""

    def search_parts(self) -> Iterator[tuple[str, str]]:
        """Pairs of (kind, text); the kinds are ``title``, ``keywords``, ``summary`` and ``body``."""
        yield "title", self.title
        yield "summary", self.summary
