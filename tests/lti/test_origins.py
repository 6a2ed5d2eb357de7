"""Which frames our public pages stand in, with what they frame in turn."""

import pytest
from makers import RegistrationFactory

from tutorials.h5p.origin import ancestors

pytestmark = pytest.mark.django_db


def test_nobody_frames_our_pages_before_a_platform_is_let_in():
    RegistrationFactory(is_active=False)
    assert ancestors() == ["'self'"]


def test_whom_we_serve_is_told_to_nobody_however_many_they_are():
    for number in range(3):
        RegistrationFactory(issuer=f"https://scoala-{number}.exemplu")
    assert ancestors() == ["'self'", "https:"]
