"""FAULT=ack_before_commit: facts are named as accepted first and stored a moment later."""

import threading
import time

from django.apps import AppConfig
from django.db import IntegrityError, connection

A_MOMENT = 0.3  # seconds; whoever dies within them has lied


class AckBeforeCommit(AppConfig):
    name = "chaos_faults"

    def ready(self):
        from progress import sync

        kept = sync._store

        def store(caller, entry, new):
            """Admits at once, stores in a thread of its own; what is known already is left aside."""
            learner = kept(caller, entry, [])
            if new and not learner.erased_at:
                threading.Thread(target=later, args=(caller, entry, new), daemon=True).start()
            return learner

        def later(caller, entry, new):
            time.sleep(A_MOMENT)
            try:
                while True:
                    try:
                        kept(caller, entry, new)
                        return
                    except IntegrityError:
                        known = sync._hashes(entry.learner, [claim.id for claim in new])
                        new = [claim for claim in new if claim.id not in known]
            finally:
                connection.close()

        sync._store = store
