"""The product as a person starts it: from a fresh clone, with `make run`, on a port of its own."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600


def free_port() -> int:
    """A port nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clone(folder: Path) -> Path:
    """What is committed, as somebody else gets it."""
    copy = folder / "product"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
    return copy


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, float, int]]:
    """The product until the block ends: its address, the seconds until it answered, and its first process."""
    port, began = free_port(), time.monotonic()
    environment = {name: value for name, value in os.environ.items() if not re.search("URL|KEY|DEMO|DJANGO|VIRTUAL_ENV", name)}
    kinds = ("REQUESTS", "WRITES", "TOKEN_REQUESTS", "UNKNOWN_REQUESTS")
    environment |= {f"API_{kind}_PER_MINUTE": "0" for kind in kinds}  # how quick it is, not how much one person may ask
    log = (folder / "bench.log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=folder,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while f":{port}" not in (folder / "bench.log").read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() - began > PATIENCE:
                raise SystemExit((folder / "bench.log").read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield address, time.monotonic() - began, process.pid
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
        log.close()


def memory(first: int) -> dict[str, float]:
    """Megabytes of memory of every process under ``first``, shared pages counted in parts, by program."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    waiting, found = [first], dict[str, float]()
    while waiting:
        number = waiting.pop()
        waiting += children.get(number, [])
        try:
            name = (Path("/proc") / str(number) / "comm").read_text(encoding="utf-8").strip()
            rollup = (Path("/proc") / str(number) / "smaps_rollup").read_text(encoding="utf-8")
        except OSError:
            continue
        if share := re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE):
            found[name] = found.get(name, 0.0) + int(share[1]) / 1024
    return found
