"""The product's processes without its web: started with the launcher's own command lines, watched and killed from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from redis import Redis as Client

from boundaries.engines import processes, roles
from boundaries.engines.bootstrap import ROOT
from boundaries.engines.environment import Addresses
from boundaries.engines.launcher import Launcher
from boundaries.engines.ports import free_port
from boundaries.engines.redis import Redis
from tests.faults.watching import GLANCE, until
from tests.scratch import Copy

T = TypeVar("T")
HIDDEN = frozenset({"ADMIN_DATABASE_URL", "MIGRATE_DATABASE_URL"})


class Crew:
    """Worker, beat and relay over a Redis of their own and a mail server that keeps what it gets.

    Each process bears its name in PostgreSQL's list of connections, so that it can be caught in the middle of its work. One
    whose name ends in ``-deaf`` has a doorbell at a port where nobody answers.
    """

    def __init__(self, folder: Path, copy: Copy) -> None:
        self.folder, self.copy = folder, copy
        self.redis = Redis(log=folder / "redis.log", password="doorbell")
        self.deaf_at = 0
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.mail_port, self.mails, self.words = free_port(), folder / "mails", folder / "words"
        self.commands = self._commands() | {
            "sink": [sys.executable, "-m", "tests.faults.sink", str(self.mail_port), str(self.mails)],
            "writer": [sys.executable, "-m", "tests.faults.writer", str(self.words)],
        }
        self.watch = psycopg2.connect(roles.with_database(os.environ["ADMIN_DATABASE_URL"], copy.name))
        self.watch.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)

    def _commands(self) -> dict[str, list[str]]:
        """How the launcher starts them; beat remembers its last ring in our folder."""
        launcher = Launcher({})
        with socket.socket() as launcher.claimed:
            launcher.name_services({}, Addresses(application="", worker="", owner="", admin="", redis=""))
        named = {service.name: service.arguments for service in launcher.services}
        return named | {"beat": [*named["beat"], "--schedule", str(self.folder / "beat")]}

    def environment(self, name: str) -> dict[str, str]:
        """What a process is started with: the workers' login, our doorbell, our mail server."""
        given = {key: value for key, value in os.environ.items() if key not in HIDDEN}
        return given | {
            "DATABASE_URL": self.copy.application if name.startswith("writer") else self.copy.worker,
            "REDIS_URL": f"redis://127.0.0.1:{self.deaf_at}/0" if name.endswith("-deaf") else self.redis.url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "PGAPPNAME": name,
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, name: str) -> None:
        """Start one of them, listening to us. A second of a kind has a number behind its name."""
        command = self.commands[name.partition("-")[0]]
        with (self.folder / f"{name}.log").open("ab") as log:
            env = self.environment(name)
            self.children[name] = processes.start(command, log=log, env=env, cwd=ROOT, stdin=subprocess.PIPE)

    def tell(self, name: str, lines: list[str]) -> None:
        """Say something to one of them."""
        pipe = self.children[name].stdin
        assert pipe
        pipe.write("".join(f"{line}\n" for line in lines).encode())
        pipe.flush()

    def written(self) -> list[list[str]]:
        """What the writers said, line by line and word by word."""
        return [line.split() for line in self.words.read_text().splitlines()] if self.words.exists() else []

    def mail_sent(self) -> list[dict[str, Any]]:
        """Every mail that was delivered, also those delivered twice."""
        return [json.loads(line) for line in self.mails.read_text().splitlines()] if self.mails.exists() else []

    def kill(self, name: str) -> None:
        """SIGKILL, to it and to what it has started, and be sure that it is gone."""
        child = self.children.pop(name)
        processes.signal_group(child, signal.SIGKILL)
        child.wait()
        if child.stdin:
            child.stdin.close()

    def kill_at_work(self, name: str) -> None:
        """SIGKILL in the middle of a transaction that has already written something: it is stopped, looked at, and killed."""
        child = self.children[name]

        def caught() -> bool:
            processes.signal_group(child, signal.SIGSTOP)
            if self.is_writing(name):
                return True
            processes.signal_group(child, signal.SIGCONT)
            return False

        self.until(caught, f"{name} caught in the middle of a transaction", glance=0.003)
        self.kill(name)
        self.until(lambda: not self.ask(CONNECTED, name), f"PostgreSQL has seen that {name} is gone")

    def kill_redis(self) -> None:
        """SIGKILL; it comes back empty, at the same address."""
        assert self.redis.child
        self.redis.child.kill()
        self.redis.child.wait()
        self.redis.child = None

    def doorbell(self) -> Client:
        """A client of the doorbell."""
        return Client.from_url(self.redis.url())

    def is_writing(self, name: str) -> bool:
        """Whether this process has a transaction open in which it wrote or locked something, and the next word is its own."""
        return bool(self.ask(WRITING, name))

    def ask(self, question: str, *values: object) -> Any:
        """The first column of the first row, as the administrator of the database sees it."""
        with self.watch.cursor() as cursor:
            cursor.execute(question, values)
            row = cursor.fetchone()
        assert row
        return row[0]

    def until(self, look: Callable[[], T], what: str, *, glance: float = GLANCE) -> T:
        """Wait for it, as long as nobody has stopped by themselves."""

        def looked() -> T:
            gone = {
                name: (self.folder / f"{name}.log").read_text()[-800:] for name, child in self.children.items() if child.poll()
            }
            assert not gone, f"stopped by themselves: {gone}"
            return look()

        return until(looked, what, glance=glance)

    def close(self) -> None:
        """Leave nothing running."""
        for name in list(self.children):
            self.kill(name)
        self.redis.stop()
        self.watch.close()


CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
WRITING = f"{CONNECTED} AND state = 'idle in transaction' AND backend_xid IS NOT NULL"
