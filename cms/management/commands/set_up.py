"""From an empty or an older DATA_DIR to a site that can be served; quick when nothing changed."""

import hashlib
import logging
import os
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Migrates, prepares, loads the catalogue and gathers static files."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="with three people to sign in as")

    def handle(self, *args, demo, **options):
        call_command("migrate", verbosity=0)
        call_command("prepare", demo=demo)
        try:  # whatever is wrong with a file keeps no other from its readers
            call_command("load_catalogue", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            self.stderr.write(str(error))
        except Exception:
            logger.exception("The catalogue was not loaded to its end.")
        call_command("rebuild_search", stdout=self.stdout)
        call_command("check_epoch", stdout=self.stdout)
        collect_static()
        if demo:
            self.say_where()

    def say_where(self):
        passwords = settings.DATA_DIR / "demo-passwords"
        people = "".join(
            f"\n                {kept.name} / {self.password(kept)}"
            for kept in sorted(passwords.iterdir())
        )
        self.stdout.write(
            f"\nPas cu pas\n"
            f"  Readers:      {settings.PUBLIC_URL}/   (English: {settings.PUBLIC_URL}/en/)\n"
            f"  Editors:      {settings.PUBLIC_URL}/admin/{people}\n"
            f"  All state:    {settings.DATA_DIR}\n"
            f"  Stop:         Ctrl+C\n"
        )

    def password(self, kept: Path) -> str:
        """What signs the person in, unless they have chosen a password of their own since."""
        person = get_user_model().objects.filter(username=kept.name).first()
        made = kept.read_text()
        return made if person and person.check_password(made) else "(a password of their own)"


def collect_static() -> None:
    """Gathers, hashes and compresses the static files, if any of them changed since last time."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(seen.hexdigest())
