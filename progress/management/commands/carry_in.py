"""Reads a file that somebody carried: a box's facts at the parent, the parent's answer at the box."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from progress import carry
from progress.relay import NotNow
from progress.sealedfile import SealedFile, Unreadable
from progress.sealing import NoKey


class Command(BaseCommand):
    help = "Reads a file that carry_out wrote, or the answer to one. To read it twice does no harm."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--answer", metavar="FILE", type=Path, help="where to write the answer for the box"
        )

    def handle(self, *args, file, answer, **options):
        try:
            with file.open("rb") as opened:
                self.stdout.write(self.read(SealedFile(opened), answer))
        except (Unreadable, NotNow, NoKey) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}.") from error

    def read(self, file: SealedFile, answer: Path | None) -> str:
        if file.kind == carry.FACTS:
            return f"{carry.read_facts(file, answer)}."
        if file.kind != carry.ANSWER:
            raise Unreadable(f"We read no file of the kind “{file.kind}”.")
        if answer:
            raise Unreadable("This file is an answer; none is written to it.")
        if not settings.RELAY_ID:
            raise Unreadable("This file is an answer for a box that relays; RELAY_ID is not set here.")
        report = carry.read_answer(file)
        return f"{report}." if report else "This answer, or a later one, was read before."
