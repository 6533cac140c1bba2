"""The real product, started as `make run` starts it, in a folder of its own, and watched from outside."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from boundaries.engines.bootstrap import ROOT
from boundaries.engines.ports import free_port

OURS = ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT", "DEMO", "HTTPS", "ALLOWED_HOSTS", "MAKELEVEL", "PYTEST", "_FILE")
LONG = 90.0


def environment(data: Path, **given: str) -> dict[str, str]:
    """A person's environment: nothing of the tests' own servers is in it."""
    plain = {name: value for name, value in os.environ.items() if not any(part in name for part in OURS)}
    return plain | {"DATA_FOLDER": str(data), "HTTPS": "0"} | given


def refusal(data: Path, **given: str) -> tuple[int, list[str]]:
    """Start it where it cannot start: the exit code and what it says beside its stages."""
    done = subprocess.run(
        [sys.executable, "-m", "boundaries.engines.launcher", "run"],
        cwd=ROOT,
        env=environment(data, **given),
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and " ... " not in line]
    return done.returncode, said


class Product:
    """The product as a person at the terminal has it."""

    def __init__(self, data: Path, **given: str) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "boundaries.engines.launcher", "run"],
            cwd=ROOT,
            env=environment(data, PORT=str(self.port), **given),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []

    def wait_for(self, words: str) -> str:
        """Read on until these words are said."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if words in line:
                return str(line)
        raise AssertionError(f"It never said “{words}”, but:\n" + "\n".join(self.said))

    def processes(self) -> dict[int, str]:
        """Every process it has started, and those they have started, with their command lines."""
        found: dict[int, str] = {}
        known = {self.process.pid}
        for number, parent, command in sorted(every_process()):
            if parent in known or number in known:
                known.add(number)
                found[number] = command
        return found

    def one(self, part: str) -> int:
        """The process it started itself whose command line has this part."""
        return next(n for n, parent, command in every_process() if parent == self.process.pid and part in command)

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LONG)

    def close(self) -> None:
        """Be sure that it is gone, however the test went."""
        if self.process.poll() is None:
            self.interrupt()
        if self.process.stdout:
            self.process.stdout.close()


def every_process() -> Iterator[tuple[int, int, str]]:
    """Number, parent and command line of every process on this machine."""
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            yield int(entry.name), int(after_name[1]), command


def gone(numbers: list[int]) -> bool:
    """Wait for these processes to end; whether all of them did."""
    for number in numbers:
        with contextlib.suppress(ProcessLookupError):
            watched = os.pidfd_open(number)
            try:
                ended, _, _ = select.select([watched], [], [], LONG)
            finally:
                os.close(watched)
            if not ended:
                return False
    return True
