"""The demo's settings with the fault of ack_before_commit."""

from cms.settings.demo import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "chaos_faults.apps.AckBeforeCommit"]  # noqa: F405
