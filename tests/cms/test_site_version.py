"""The site version: shared by all workers, never lost, never twice the same."""

import multiprocessing

from django.core.cache import caches

from cms.pagecache import version as module
from cms.pagecache.version import FileVersion, SharedVersion


def test_the_version_outlives_the_process_and_is_shared(tmp_path):
    one = FileVersion(tmp_path / "version")
    one.bump()
    other = FileVersion(tmp_path / "version")
    assert other.current() == 1
    other.bump()
    assert one.current() == 2


def test_no_bump_is_lost_between_processes(tmp_path):
    context = multiprocessing.get_context("fork")
    version = FileVersion(tmp_path / "version")
    workers = [context.Process(target=_bump_often, args=(version,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert version.current() == 4 * 500


def _bump_often(version):
    for _ in range(500):
        version.bump()


class BrokenCache:
    def __getattr__(self, name):
        def refuse(*args, **kwargs):
            raise ConnectionError(name)

        return refuse


def test_without_the_shared_cache_pages_are_made_anew_and_the_bump_is_owed(monkeypatch):
    shared = module.SharedVersion()
    working = caches["default"]
    monkeypatch.setattr(module, "shared_cache", working)
    before = shared.current()
    monkeypatch.setattr(module, "shared_cache", BrokenCache())
    assert shared.current() is None
    shared.bump()
    monkeypatch.setattr(module, "shared_cache", working)
    assert shared.current() == before + 1


def test_an_evicted_counter_never_counts_the_same_number_twice(monkeypatch):
    shared = SharedVersion()
    before = shared.current()
    caches["default"].clear()
    assert shared.current() > before
    caches["default"].clear()
    shared.bump()
    assert shared.current() > before
