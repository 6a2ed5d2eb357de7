"""Turns the catalogue's files into pages; run it as often as you like."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from courses.loading.pages import load
from courses.loading.run import Run

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"


class Command(BaseCommand):
    help = "Loads the catalogue (docs/catalogue-format.md); never over an editor's work unasked."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=CATALOGUE)
        parser.add_argument(
            "--overwrite", action="store_true", help="also what editors changed or deleted since"
        )

    def handle(self, *args, folder, overwrite, verbosity, **options):
        counts = dict.fromkeys("+~·!", 0)

        def report(sign: str, key: str, words: str) -> None:
            counts[sign] += 1
            if sign in "·!" or verbosity > 1:
                (self.stderr if sign == "!" else self.stdout).write(f"{sign} {key} {words}".rstrip())

        run = Run(folder.resolve(), overwrite, report)
        load(run)
        made, changed, left, wrong = counts.values()
        self.stdout.write(
            f"Catalogue: {made} made, {changed} changed, {left} left to their editors, {wrong} wrong."
        )
        if run.errors:
            raise CommandError(f"{run.errors} part(s) of the catalogue were not loaded; see above.")
