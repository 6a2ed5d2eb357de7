"""`make chaos`: the run on SQLite and on PostgreSQL; the last line is what came of it, as JSON."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..e2e.server import House, copy_code, database_of_its_own, free_port
from .chain import FAULTS
from .oracle import Verdict
from .run import Plan, run

FOLDER = Path(__file__).parent


def plan_from(environment: dict[str, str]) -> Plan:
    """The plan that the variables of `make chaos` ask for."""
    plan = Plan(
        seed=int(environment.get("SEED") or 7),
        minutes=float(environment.get("MINUTES") or 1),
        devices=int(environment.get("DEVICES") or 12),
        learners=int(environment.get("LEARNERS") or 24),
        fault=environment.get("FAULT") or "",
    )
    if plan.fault and plan.fault not in FAULTS:
        raise SystemExit(f"FAULT is one of {', '.join(FAULTS)}.")
    return plan


def copied(place: Path) -> Path:
    """The code with what the harness may do to it beside it."""
    code = copy_code(place)
    shutil.copytree(FOLDER / "faults", code / "chaos_faults")
    return code


def set_up(code: Path, data: Path, database: str | None) -> House:
    """A house with the sample content, which nobody serves."""
    home = House(code, data, free_port(), database)
    command = [sys.executable, "manage.py", "set_up"]
    told = subprocess.run(
        command, cwd=code, env=home.environment, capture_output=True, text=True, check=False
    )
    if told.returncode:
        raise RuntimeError(told.stdout + told.stderr)
    return home


def on_one_database(plan: Plan, url: str | None) -> Verdict:
    """The run on the database server at `url`; None: SQLite."""
    name = "PostgreSQL" if url else "SQLite"
    print(f"{name}: seed {plan.seed}, {plan.minutes:g} min, {plan.devices} devices, "
          f"{plan.learners} learners{plan.fault and f', FAULT={plan.fault}'}", flush=True)  # fmt: skip
    with (
        tempfile.TemporaryDirectory(prefix="pascupas-chaos-") as folder,
        database_of_its_own(url) as database,
    ):
        place = Path(folder)
        home = set_up(copied(place / "code"), place / "data", database)
        return run(plan, home, place / "run")


def on_postgres(result: Path) -> Verdict:
    """The run on a server of its own, in a process beside it; it leaves its verdict in `result`."""
    beside = [sys.executable, "-m", "tests.chaos.postgres", str(result)]
    # As durable as in a house: it comes without fsync, as tests like it.
    subprocess.run(["pg_virtualenv", "-t", "-o", "fsync=on", *beside], check=True)
    return Verdict.read(result.read_text())


def main() -> int:
    plan = plan_from(dict(os.environ))
    verdict = on_one_database(plan, None)
    print(verdict.line(), flush=True)
    if shutil.which("pg_virtualenv"):
        with tempfile.TemporaryDirectory(prefix="pascupas-chaos-") as folder:
            on_it = on_postgres(Path(folder) / "verdict.json")
        print(on_it.line(), "\nBoth together:", flush=True)
        verdict = verdict + on_it
    else:
        print("PostgreSQL was left out: there is no pg_virtualenv (Debian: postgresql-common).")
    print(verdict.line())
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
