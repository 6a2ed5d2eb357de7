from .media import CustomDocument, CustomImage, CustomRendition
from .pages import BasePage, StandardPage
from .search import SearchDocument, SearchPosting, SearchSpelling, SearchWord
from .site import SiteSettings
from .user import User

__all__ = [
    "BasePage",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "SearchDocument",
    "SearchPosting",
    "SearchSpelling",
    "SearchWord",
    "SiteSettings",
    "StandardPage",
    "User",
]
