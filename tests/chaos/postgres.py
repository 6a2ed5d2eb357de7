"""`python -m tests.chaos.postgres FILE`: the run beside the PostgreSQL that pg_virtualenv names."""

import os
import sys
from pathlib import Path

from .__main__ import on_one_database, plan_from


def main(result: Path) -> None:
    url = "postgres://{PGUSER}:{PGPASSWORD}@{PGHOST}:{PGPORT}/postgres".format_map(os.environ)
    result.write_text(on_one_database(plan_from(dict(os.environ)), url).kept())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
