"""A browser killed around answering (`make chaos-browser` plays a hundred rounds)."""

import pytest

from tests.chaos.browser import run

pytestmark = pytest.mark.e2e


def test_what_was_acknowledged_outlives_every_kill(own_house, device):
    verdict = run(7, 5, own_house, device)
    assert verdict.holds, (verdict.line(), verdict.broken)
