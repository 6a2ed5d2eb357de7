"""Makes the PDFs of published pages; quick when nothing changed."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.process import die_with_parent
from paper import pdf
from paper.building import build_all

POLITE = 10  # readers first


class Command(BaseCommand):
    help = (
        "Makes the documents (PDF) that published pages lack, and removes those nobody offers any more."
    )

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="make all of them anew")
        parser.add_argument(
            "--attached", action="store_true", help="give way to readers; end with who started us"
        )

    def handle(self, *args, again, attached, verbosity, **options):
        if attached:
            die_with_parent(os.getppid())
            os.nice(POLITE)
            if not settings.BUILD_DOCUMENTS or pdf.lacks():  # what did not load is tried again
                return
        try:
            tally = build_all(again)
        except pdf.CannotMakePdf as error:
            raise CommandError(f"No PDF can be made here: {error} {pdf.HINT}") from error
        if verbosity and (not attached or tally.made or tally.failed):
            self.stdout.write(str(tally))
