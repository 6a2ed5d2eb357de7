import pytest
from outward import Pupil, Tool, with_activity


@pytest.fixture(autouse=True)
def on_https(settings):
    """Nobody is sent to a tool by a site that is not secure."""
    settings.PUBLIC_URL = "https://pascupas.exemplu"


@pytest.fixture
def tool(db) -> Tool:
    return Tool()


@pytest.fixture
def page(tutorial, tool):
    """A tutorial with one activity of `tool`."""
    return with_activity(tutorial, tool)


@pytest.fixture
def pupil(db) -> Pupil:
    return Pupil()
