"""Which frames an H5P activity stands in, with the page that shows it."""

import pytest
from makers import RegistrationFactory

from lti.origins import anywhere
from tutorials.h5p.origin import ancestors


@pytest.mark.django_db
def test_whom_we_serve_is_told_to_nobody_and_changes_nothing_that_is_kept():
    before = ancestors()
    RegistrationFactory(issuer="https://scoala.exemplu")
    assert ancestors() == before == ["'self'", "https:"]


def test_on_a_developers_machine_a_platform_is_near(settings):
    settings.LTI_HTTP_ON_LOOPBACK = True
    assert set(anywhere()) == {"https:", "http://localhost:*", "http://127.0.0.1:*"}
