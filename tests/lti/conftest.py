import pytest
from django.apps import apps
from platforms import Platform


@pytest.fixture(autouse=True)
def as_in_production(settings):
    """Only https counts, unless a test says that its platform is on this machine."""
    settings.LTI_HTTP_ON_LOOPBACK = False
    settings.PLATFORM_NAME = "A platform for tests"  # the maker of tokens asks for it


@pytest.fixture
def platform(db) -> Platform:
    return Platform()


@pytest.fixture
def rows(db):
    """``rows()``: how many rows there are of all that a launch could store, logins left aside."""

    def count() -> dict[str, int]:
        rooms = ("lti", "lti_tool", "auth", "cms", "sessions", "progress")
        models = (model for model in apps.get_models() if model._meta.app_label in rooms)
        return {
            model._meta.label: model._default_manager.count()
            for model in models
            if model._meta.label not in ("lti.Login", "lti.Keyset")
        }

    return count
