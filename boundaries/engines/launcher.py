"""`make run`: the whole product from one command, and nothing left of it afterwards.

It starts PostgreSQL and Redis (or uses those that are named), prepares the database, starts web, worker, beat and relay,
says where the product is, starts again what stops by itself, and on Ctrl-C stops everything, the engines last.
"""

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from boundaries.engines import processes
from boundaries.engines.addresses import check_postgres, check_redis, from_admin, from_environment
from boundaries.engines.bootstrap import DATA, ROOT, stage
from boundaries.engines.environment import Addresses, RunningNote, keys_of
from boundaries.engines.errors import Trouble
from boundaries.engines.ports import LOOPBACK, claim
from boundaries.engines.postgres import ADMIN, Postgres
from boundaries.engines.redis import Redis, last_line

LOGS = DATA / "logs"
KEPT_LOGS = 3
LEAST_ROOM = 150 * 1024 * 1024
ANSWER_SECONDS = 60.0
PATIENCE_SECONDS = 5.0
STOP_SECONDS = 8.0
FIRST_DELAY, LONGEST_DELAY, STEADY_SECONDS = 1.0, 30.0, 60.0


class Stopped(BaseException):
    """The person, or the machine, asks us to stop."""


@dataclass
class Service:
    """One long-running process of the product: how it is started, and how it has fared."""

    name: str
    arguments: list[str]
    env: Mapping[str, str]
    inherit: tuple[int, ...] = ()
    child: "subprocess.Popen[bytes] | None" = None
    delay: float = 0.0
    began: float = 0.0
    due: float = 0.0

    @property
    def log(self) -> Path:
        """Where its words go."""
        return LOGS / f"{self.name}.log"

    def start(self) -> None:
        """Start it, now."""
        with self.log.open("ab") as log:
            self.child = processes.start(self.arguments, log=log, env=self.env, cwd=ROOT, inherit=self.inherit)
        self.began = time.monotonic()

    def tend(self, now: float) -> str:
        """Start it again if it has stopped by itself, later each time; the sentence to say, if there is one."""
        if self.child is None:
            if now < self.due:
                return ""
            self.start()
            return f"The {self.name} process runs again."
        if self.child.poll() is None:
            return ""
        processes.signal_group(self.child, signal.SIGKILL)  # what it may have left behind
        steady = now - self.began > STEADY_SECONDS
        self.delay = FIRST_DELAY if steady or not self.delay else min(self.delay * 2, LONGEST_DELAY)
        self.due, self.child = now + self.delay, None
        return f"The {self.name} process stopped by itself (see {self.log}); it is started again in {self.delay:.0f} s."


@dataclass
class Launcher:
    """The product while it runs from this folder."""

    given: Mapping[str, str]
    make: int | None = None
    postgres: Postgres | None = None
    redis: Redis | None = None
    claimed: socket.socket | None = None
    lock: IO[str] | None = None
    preparing: "subprocess.Popen[bytes] | None" = None
    services: list[Service] = field(default_factory=list)

    def run(self) -> None:
        """Start everything, say so, and watch over it until asked to stop."""
        begun = time.monotonic()
        self.take_folder()
        self.claimed = claim(self.given.get("PORT") or "8000")
        with stage("Starting PostgreSQL and Redis" if self.starts_engines() else "Finding PostgreSQL and Redis"):
            addresses = self.engines()
        RunningNote(DATA).write(addresses)
        env = self.environment(addresses)
        self.prepare(env | addresses.variables())
        with stage("Starting web, worker, beat and relay"):
            self.name_services(env, addresses)
            self.services[0].start()
            self.wait_for_answer()  # the other three would only slow it down; what they do can wait those seconds
            for service in self.services[1:]:
                service.start()
        self.welcome(time.monotonic() - begun)
        self.watch()

    # --- before anything runs ---------------------------------------------------------------------------------------

    def take_folder(self) -> None:
        """Make sure that `.data` can be written, has room, and is nobody else's just now."""
        try:
            DATA.mkdir(mode=0o700, exist_ok=True)
            LOGS.mkdir(mode=0o700, exist_ok=True)
            self.lock = (DATA / "running.lock").open("a+")
            probe = DATA / ".probe"
            probe.write_bytes(b"room" * 1024)
            probe.unlink()
        except OSError as error:
            raise Trouble(f"The folder {DATA}, where the data is kept, cannot be written: {error.strerror}.") from error
        if (room := shutil.disk_usage(DATA).free) < LEAST_ROOM:
            need = LEAST_ROOM // 1024**2
            raise Trouble(f"The disk is full: {DATA} has {room // 1024**2} MB left and needs at least {need} MB.")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.lock.seek(0)
            said = self.lock.read().strip() or "another terminal"
            self.lock = None
            raise Trouble(
                f"The product is running from this folder already ({said}): stop it there first with Ctrl-C."
            ) from error
        self.lock.truncate(0)
        self.lock.write(f"process {os.getpid()}, port {self.given.get('PORT') or '8000'}")
        self.lock.flush()
        for name in ("postgres", "redis", "prepare", "web", "worker", "beat", "relay"):
            rotate(LOGS / f"{name}.log")

    def starts_engines(self) -> bool:
        """Whether at least one of the two engines is ours."""
        return not (self.given.get("DATABASE_URL") and self.given.get("REDIS_URL"))

    def engines(self) -> Addresses:
        """Start the engines that are ours, look at those that are not, and say where they are."""
        keys = keys_of(DATA)
        redis = self.given.get("REDIS_URL", "")
        if redis:
            check_redis(redis)
        else:
            self.redis = Redis(log=LOGS / "redis.log", password=keys.password("redis"))
            self.redis.start(self.pause)
            redis = self.redis.url()
        if self.given.get("DATABASE_URL"):
            addresses = from_environment(self.given, keys, redis=redis)
            check_postgres(addresses)
            return addresses
        self.postgres = Postgres(DATA / "postgres", log=LOGS / "postgres.log", password=keys.password(ADMIN))
        self.postgres.start(self.pause)
        return from_admin(self.postgres.url(), keys, redis=redis)

    def environment(self, addresses: Addresses) -> dict[str, str]:
        """What every process of the product is started with; the logins that could change the schema are not in it."""
        port = self.given.get("PORT") or "8000"
        kept = {name: value for name, value in self.given.items() if name not in addresses.variables()}
        return (
            {"PUBLIC_ADDRESS": f"http://localhost:{port}", "STATIC_ROOT": str(DATA / "static"), "LOG_FORMAT": "plain"}
            | {name: value for name, value in kept.items() if not name.endswith("DATABASE_URL")}
            | keys_of(DATA).settings(dict(self.given))
            | {"DATABASE_URL": addresses.application, "REDIS_URL": addresses.redis, "PYTHONUNBUFFERED": "1"}
        )

    def prepare(self, env: Mapping[str, str]) -> None:
        """Roles, migrations, grants, static files, demo: in a process that ends before the product starts."""
        with (LOGS / "prepare.log").open("ab") as log:
            self.preparing = processes.start(
                [sys.executable, "-m", "boundaries.engines.prepare"], log=log, env=env, cwd=ROOT, shown=True
            )
        while self.preparing.poll() is None:
            self.pause(0.2)
        if self.preparing.returncode:
            raise SystemExit(1)  # it has said why
        self.preparing = None

    # --- while it runs ----------------------------------------------------------------------------------------------

    def name_services(self, env: Mapping[str, str], addresses: Addresses) -> None:
        """Say what the four processes of the product are; the web server comes first."""
        assert self.claimed is not None
        python, number = sys.executable, self.claimed.fileno()
        behind = dict(env) | {"DATABASE_URL": addresses.worker}
        gunicorn = ["--bind", f"fd://{number}", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload"]
        gunicorn += ["--graceful-timeout", "5", "--timeout", "60", "--keep-alive", "5", "--no-control-socket"]
        celery = [python, "-m", "celery", "--quiet", "-A", "boundaries.celery"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
        self.services = [
            Service("web", [python, "-m", "gunicorn", "boundaries.wsgi:application", *gunicorn], env, inherit=(number,)),
            Service("worker", [*celery, "worker", "--concurrency", "2", *quiet], behind),
            Service("beat", [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(DATA / "beat"), "--pidfile="], behind),
            Service("relay", [python, str(ROOT / "manage.py"), "relay"], behind),
        ]

    def wait_for_answer(self) -> None:
        """Wait until the product answers; if its web server cannot start, say what it said last."""
        web = self.services[0]
        deadline = time.monotonic() + ANSWER_SECONDS
        while (status := self.status()) != http.HTTPStatus.OK:
            if status:  # it answers, and not well: that does not get better by waiting long
                deadline = min(deadline, time.monotonic() + PATIENCE_SECONDS)
            if web.child is None or web.child.poll() is not None or time.monotonic() > deadline:
                raise Trouble(f"The web server does not start: {last_line(web.log)} (the whole story is in {web.log}).")
            self.pause(0.1)

    def status(self) -> int:
        """What /healthz answers with; 0 while nobody answers."""
        host = self.given.get("ALLOWED_HOSTS", "").split(",")[0].strip("*. ") or "localhost"
        connection = http.client.HTTPConnection(LOOPBACK, int(self.given.get("PORT") or "8000"), timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": host})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def welcome(self, seconds: float) -> None:
        """Say where the product is and who may sign in."""
        say(
            f"\nBoundaries runs at http://localhost:{self.given.get('PORT') or '8000'} (started in {seconds:.0f} s). Ctrl-C stops it."
        )
        with contextlib.suppress(OSError):
            say(f"\n{(DATA / 'sign-ins.txt').read_text(encoding='utf-8').rstrip()}\n")

    def watch(self) -> None:
        """Start again whatever stops by itself, until asked to stop."""
        while True:
            self.pause(1.0)
            for engine in (self.postgres, self.redis):
                if engine and engine.child and engine.child.poll() is not None:
                    say(f"{type(engine).__name__} stopped by itself; it is started again now.")
                    engine.start(self.pause)
            for service in self.services:
                if sentence := service.tend(time.monotonic()):
                    say(sentence)

    def pause(self, seconds: float) -> None:
        """Wait a while, or until a child stops; a request to stop ends everything from here."""
        received = signal.sigtimedwait(processes.STOP_SIGNALS | {signal.SIGCHLD}, seconds)
        if received is not None and received.si_signo in processes.STOP_SIGNALS:
            raise Stopped
        if self.make and processes.is_interrupted(self.make):
            raise Stopped

    # --- afterwards -------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop the processes of the product together, then the engines, and leave nothing behind."""
        children = [child for child in (self.preparing, *(service.child for service in self.services)) if child]
        for child in children:
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
            processes.signal_group(child, signal.SIGKILL)
            child.wait()
        for engine in (self.redis, self.postgres):
            if engine:
                engine.stop()
        if self.claimed:
            self.claimed.close()
        if self.lock:
            RunningNote(DATA).remove()
            self.lock.truncate(0)
            self.lock.close()


def say(words: str) -> None:
    """Say it, if there is still somebody to hear."""
    with contextlib.suppress(OSError):
        print(words, flush=True)


def rotate(log: Path) -> None:
    """Put the log of the last start aside and begin a new one that only its owner can read."""
    for number in range(KEPT_LOGS, 0, -1):
        older, newer = log.with_suffix(f".log.{number}"), log.with_suffix(f".log.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
    log.touch(mode=0o600)


def main() -> int:
    """Run until stopped; the exit code says whether that was wanted."""
    make = os.getppid() if "MAKELEVEL" in os.environ else None
    if make:  # it may be killed without a chance to tell us
        processes.follow_parent(make, signal.SIGTERM)
    with processes.held_signals(processes.STOP_SIGNALS | {signal.SIGCHLD}):
        launcher = Launcher(dict(os.environ), make=make)
        try:
            launcher.run()
        except Stopped:
            say("\nStopping ...")
        except Trouble as trouble:
            sys.stdout.flush()
            print(trouble, file=sys.stderr, flush=True)
            return 1
        except OSError as error:
            print(f"The product cannot go on: {error}.", file=sys.stderr, flush=True)
            return 1
        finally:
            launcher.stop()
        say(f"Stopped. The data is kept in {DATA}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
