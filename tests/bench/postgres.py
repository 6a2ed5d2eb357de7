"""The sync on PostgreSQL, on a server of the run's own.

The site runs in our own environment here: what `make demo` installs has no driver for PostgreSQL.
`python -m tests.bench.postgres FOLDER PACE` is the part that runs beside the server.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from . import servers, sync
from .rows import Row


def measure(data: Path, pace: float) -> list[Row]:
    """The rows of the sync, of a fresh site in a folder of `data`; `pace` as in `sync.measure`."""
    folder = data / "postgres"
    folder.mkdir()
    # It comes without fsync, as tests like it; ours is to be as durable as in a house.
    server = ["pg_virtualenv", "-t", "-o", "fsync=on"]
    subprocess.run(
        [*server, sys.executable, "-m", __name__, str(folder), str(pace)],
        cwd=servers.ROOT,
        env=os.environ | {"SITE_PYTHON": sys.executable},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return [Row(**row) for row in json.loads((folder / "rows.json").read_text())]


def main(folder: Path, pace: float) -> None:
    """Measures with the server that pg_virtualenv names, and leaves the rows in `folder`."""
    import psycopg

    url = "postgres://{PGUSER}:{PGPASSWORD}@{PGHOST}:{PGPORT}/postgres".format_map(os.environ)
    with psycopg.connect(url) as connection:
        for setting in ("fsync", "synchronous_commit"):
            if connection.execute(f"SHOW {setting}").fetchone() != ("on",):
                raise RuntimeError(f"PostgreSQL runs without {setting}.")
    os.environ["DATABASE_URL"] = url
    servers.set_up(folder, servers.free_port())
    rows = sync.measure(folder, pace, "PostgreSQL")
    (folder / "rows.json").write_text(json.dumps([asdict(row) for row in rows]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
