"""`ltijs`, which nobody here wrote, as a tool in a process of its own (tests/lti/tool)."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from .server import PATIENCE, ROOT, House, free_port

FOLDER = ROOT / "tests/lti/tool"
REGISTER = """
from lti.platform.addresses import ours
from tutorials.models import ExternalTool
base = f"http://localhost:{port}"
tool = ExternalTool.objects.create(
    name="Unelte Exemplu", login_url=f"{base}/login", launch_url=f"{base}/",
    redirect_uris=f"{base}/", keyset_url=f"{base}/keys", deep_link_url=f"{base}/",
)
answer = {"clientId": tool.client_id, "authorize": ours("authorize"), "token": ours("token")}
"""


@dataclass
class ExternalTool:
    """Registered in `house`, running at another host than ours, and what it printed."""

    house: House
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> "ExternalTool":
        _install()
        told = self.house.ask(REGISTER, port=self.port)
        ours = self.house.settings.get("PUBLIC_URL") or self.house.url
        told |= {"port": self.port, "url": ours, "keys": f"{ours}/lti/jwks.json"}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                ["node", "tool.mjs", json.dumps(told)],
                cwd=FOLDER,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self.printed("ready"):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        """Ends it with all below it: `node` may be a script that starts the real one."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(PATIENCE)

    def printed(self, name: str) -> list:
        """What it said of `name`, in order."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line[:1] == "{"]
        return [line[name] for line in lines if name in line]


def _environment() -> dict[str, str]:
    """Node as the Python environment brings it, if there is none."""
    beside = Path(sys.executable).parent
    return {"PATH": f"{beside}:{os.environ['PATH']}", "HOME": os.environ.get("HOME", "/tmp")}


def _install() -> None:
    """Its packages, as package-lock.json pins them, the first time."""
    with (FOLDER / "package.json").open() as lock:  # two workers may come at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / "node_modules/.package-lock.json").exists():  # npm writes it last
            command = ["npm", "ci", "--silent", "--ignore-scripts"]
            subprocess.run(
                command, cwd=FOLDER, env=os.environ | _environment(), check=True, timeout=600
            )
