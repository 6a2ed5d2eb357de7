"""Makes the packs that somebody waits for; `manage.py serve` starts it as soon as somebody does."""

import os

from django.core.management.base import BaseCommand, CommandError

from cms.process import die_with_parent
from paper import pdf
from paper.batches import build_waiting

from .build_documents import POLITE


class Command(BaseCommand):
    help = "Makes the packs (many copies in one PDF) that somebody waits for, and forgets old ones."

    def add_arguments(self, parser):
        parser.add_argument(
            "--attached", action="store_true", help="give way to readers; end with who started us"
        )

    def handle(self, *args, attached, verbosity, **options):
        if attached:
            die_with_parent(os.getppid())
            os.nice(POLITE)
        try:
            made = build_waiting()
        except pdf.CannotMakePdf as error:
            raise CommandError(f"No PDF can be made here: {error} {pdf.HINT}") from error
        if verbosity:
            self.stdout.write(f"Packs: {made} made.")
