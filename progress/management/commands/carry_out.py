"""A box without a line to its parent: writes the file that somebody carries there."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from progress import carry
from progress.checks import relay_flaws


class Command(BaseCommand):
    help = (
        "Writes all that the parent has not acknowledged to FILE, sealed: only the parent can read it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args, file, **options):
        if not (settings.RELAY_ID and settings.RELAY_KEY):
            raise CommandError("Set RELAY_ID, RELAY_TOKEN and RELAY_KEY (docs/operations.md).")
        for flaw in relay_flaws():
            raise CommandError(flaw)
        try:
            written = carry.write_out(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        if written:
            facts, learners = written
            self.stdout.write(f"Carry {file} to the parent: {facts} facts, {learners} learners.")
        else:
            self.stdout.write("There is nothing to carry.")
