"""The turn of those who write to SQLite often."""

import fcntl

import pytest
from django.db import connection

from cms import turn


@pytest.fixture
def file(settings):
    if connection.vendor != "sqlite":
        pytest.skip("other databases need no turn")
    with (settings.DATA_DIR / "writers-turn").open("a") as file:
        yield file


def is_taken(file) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    return False


def test_one_at_a_time(file):
    with turn.our_turn():
        assert is_taken(file)
    assert not is_taken(file)


def test_it_is_given_back_by_who_fails(file):
    with pytest.raises(ZeroDivisionError), turn.our_turn():
        raise ZeroDivisionError
    assert not is_taken(file)


def test_nobody_waits_for_ever_for_one_who_was_stopped(file, monkeypatch):
    monkeypatch.setattr(turn, "PATIENCE", 0.01)
    fcntl.flock(file, fcntl.LOCK_EX)
    with turn.our_turn():
        pass


@pytest.mark.django_db
def test_who_is_in_a_transaction_has_its_turn(file):
    fcntl.flock(file, fcntl.LOCK_EX)
    assert connection.in_atomic_block
    with turn.our_turn():
        pass
