"""Forgets learners of whom nothing has come for RETENTION_MONTHS; the clock calls it once a day."""

from django.core.management.base import BaseCommand

from progress import retention


class Command(BaseCommand):
    help = "Forgets learners of whom nothing has come for as long as RETENTION_MONTHS says."

    def handle(self, *args, **options):
        if count := retention.forget_idle():
            self.stdout.write(f"Forgotten, after too long a silence: {count}.")
