"""Loosened for `make demo` and for one box in one room: embedded defaults, plain http.

Everything else is as in production: no debug, hashed static files, strict headers. The signing key
is made on first use and kept in DATA_DIR.
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

_data = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parents[2] / "var")
_port = os.environ.get("PORT", "8000")


def _kept_secret(path: Path) -> str:
    """The key in `path`, made there on first use; readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(get_random_secret_key())
        made.rename(path)
    return path.read_text()


if not os.environ.get("SECRET_KEY"):
    os.environ["SECRET_KEY"] = _kept_secret(_data / "secret-key")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{_port}")

from .base import *  # noqa: E402, F403
from .plain_http import *  # noqa: E402, F403

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
