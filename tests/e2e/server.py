"""The platform in processes of its own, as `make demo` runs it."""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = (".git", ".venv", "var", "node_modules", "tests", "bench", ".*_cache")
PATIENCE = 60  # seconds in which anything must have happened; far more than it takes


@dataclass
class House:
    """A copy of the code, a DATA_DIR, an address; where not SQLite, a database; other names it has.

    `settings` are further variables of its environment.
    """

    code: Path
    data: Path
    port: int
    database: str | None = None
    hosts: str | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        environment = {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
            "DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "CERTIFICATE_SERIES": "DEMO",
            "BUILD_DOCUMENTS": "0",  # not behind the back of what is tested
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        more = {"DATABASE_URL": self.database, "ALLOWED_HOSTS": self.hosts} | self.settings
        return environment | {name: value for name, value in more.items() if value}

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What `manage.py` prints; its complaint is the test's when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.code,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=4 * PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, script: str, **names):
        """Runs `script` beside the server, on its database, and returns what it left in `answer`."""
        given = f"import json\nglobals().update(json.loads({json.dumps(names)!r}))\n"
        told = self.manage(
            "shell", "--no-imports", stdin=f"{given}\n{script}\nprint(json.dumps(answer))"
        )
        return json.loads(told)

    def password(self, name: str) -> str:
        """The password that `set_up --demo` made for the demo's `name`."""
        return (self.data / "demo-passwords" / name).read_text()

    def copy(self, data: Path) -> "House":
        """Another house with the same content and a port of its own; this one must not be served."""
        shutil.copytree(self.data, data)
        return House(self.code, data, free_port(), self.database and copy_of_database(self.database))

    def start(self, *arguments: str, before: tuple[str, ...] = ()) -> "Serving":
        """`manage.py serve`; `before` is a command that runs it as its last words."""
        log = self.data.with_suffix(f".{time.time_ns()}.log")
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*before, sys.executable, "manage.py", "serve", "--workers", "2", *arguments],
                cwd=self.code,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Serving(self, process, log)

    @contextlib.contextmanager
    def serving(self, *arguments: str) -> Iterator["Serving"]:
        serving = self.start(*arguments)
        try:
            serving.wait_for_answer()
            yield serving
        finally:
            serving.stop()


@dataclass
class Serving:
    """A server that runs: its process, those below it, and what it wrote."""

    house: House
    process: subprocess.Popen
    log: Path

    def wait_for_answer(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            with contextlib.suppress(OSError), Connection(self.house.port) as connection:
                if connection.get("/robots.txt").status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"The server does not answer:\n{self.log.read_text()}")

    def family(self) -> list[psutil.Process]:
        """The server's process and everything it started."""
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def stop(self) -> None:
        """Ends it and waits until nothing of it is left."""
        if self.process.poll() is not None:
            return
        family = self.family()
        self.process.terminate()
        _, alive = psutil.wait_procs(family, timeout=PATIENCE)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(PATIENCE)

    def errors(self) -> list[str]:
        """What it logged as an error."""
        found = re.compile(r"\b(ERROR|CRITICAL|Traceback|panicked)\b")
        return [line for line in self.log.read_text().splitlines() if found.search(line)]

    @contextlib.contextmanager
    def both_workers(self) -> Iterator[list["Connection"]]:
        """One open connection to each worker; which of them takes a new one is up to the kernel."""
        found: dict[int, Connection] = {}
        deadline = time.monotonic() + PATIENCE
        with contextlib.ExitStack() as open_ones:
            while len(found) < 2:
                assert time.monotonic() < deadline, f"Only these processes answer: {list(found)}"
                connection = open_ones.enter_context(Connection(self.house.port))
                connection.get("/robots.txt")
                found.setdefault(self.holder(connection), connection)
            yield list(found.values())

    def holder(self, connection: "Connection") -> int:
        """The process at the other end of `connection`."""
        return next(
            process.pid
            for process in self.family()
            for held in process.net_connections("tcp")
            if held.raddr and held.raddr.port == connection.port_here
        )


class Connection(http.client.HTTPConnection):
    """One kept-alive connection: every answer on it comes from the same process."""

    def __init__(self, port: int):
        super().__init__("127.0.0.1", port, timeout=PATIENCE)
        self.connect()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    @property
    def port_here(self) -> int:
        return self.sock.getsockname()[1]

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        self.request("GET", path, headers=headers)
        response = self.getresponse()
        response.text = response.read().decode()
        return response


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def copy_code(place: Path) -> Path:
    """The code as it stands, where no edit made meanwhile reaches it and nothing else writes."""
    assert (ROOT / "static/dist/app.js").exists(), "The browser code is not built: make build"
    return Path(shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*NOT_COPIED)))


def refuses(port: int) -> bool:
    """Whether nobody listens there: the server is really gone, not only said to be."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextlib.contextmanager
def database_of_its_own(url: str | None) -> Iterator[str | None]:
    """A new empty database on the server that `url` (DATABASE_URL) names; None stays SQLite."""
    if not url or url.startswith("sqlite"):
        yield None
        return
    import psycopg

    name = f"pascupas_e2e_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (each,) in connection.execute(ours, [name]).fetchall():
                connection.execute(f'DROP DATABASE "{each}" WITH (FORCE)')


def copy_of_database(url: str) -> str:
    """Another database with the same content, dropped with the first; nobody may be connected to it."""
    import psycopg

    server, _, name = url.rpartition("/")
    copy = f"{name}_{time.time_ns()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    return f"{server}/{copy}"
