"""What a run measures: our server, ours without kept pages, the bare view. Each ends by its id."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WORKERS = "2"
PYTHON = os.environ.get("SITE_PYTHON", sys.executable)
"""The interpreter with what `make demo` installs; bin/bench makes it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.read()


def wait_for(url: str, process: subprocess.Popen, seconds: int = 60) -> None:
    """Returns once `url` answers; raises RuntimeError when the process ends or time runs out."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            get(url)
            return
        time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer.")


@contextlib.contextmanager
def running(command: list[str], url: str, log: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """`command`, from when `url` answers until the block ends."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(url, process)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def site_environment(data: Path, port: int, settings: str) -> dict[str, str]:
    # Documents are made in the background: not while something else is measured.
    own = {"DJANGO_SETTINGS_MODULE": settings, "DATA_DIR": str(data), "PORT": str(port)}
    return own | {"BUILD_DOCUMENTS": "0"}


def set_up(data: Path, port: int) -> None:
    """A fresh site with the whole catalogue in `data`."""
    subprocess.run(
        [PYTHON, "manage.py", "set_up"],
        cwd=ROOT,
        env=os.environ | site_environment(data, port, "cms.settings.demo"),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def told(data: Path, port: int, *arguments: str) -> Any:
    """What the site's Python, in its environment, prints as JSON in its last line.

    Raises RuntimeError with what it said when it fails.
    """
    done = subprocess.run(
        [PYTHON, *arguments],
        cwd=ROOT,
        env=os.environ | site_environment(data, port, "cms.settings.demo"),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def shell(data: Path, port: int, code: str) -> Any:
    """The same of `code`, run in the site's shell."""
    return told(data, port, "manage.py", "shell", "-v0", "-c", code)


def site(data: Path, port: int, settings: str = "cms.settings.demo"):
    """Our site from `data`, as `make demo` serves it."""
    return running(
        [PYTHON, "manage.py", "serve", "--port", str(port), "--workers", WORKERS],
        f"http://127.0.0.1:{port}/",
        data / "bench.log",
        **site_environment(data, port, settings),
    )


def bare_view(body: Path, port: int):
    """A bare view returning the bytes of `body`, on the same server with the same workers."""
    command = [
        str(Path(PYTHON).parent / "granian"),
        *("--interface", "wsgi", "--port", str(port), "--workers", WORKERS),
        *("--blocking-threads", "1", "--backpressure", "256", "--no-ws", "--log-level", "warning"),
        "tests.bench.bare:application",
    ]
    return running(
        command, f"http://127.0.0.1:{port}/page/", body.with_suffix(".log"), BENCH_BODY=str(body)
    )
