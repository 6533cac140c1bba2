"""Compile the requirements: exact versions for every Python from 3.11 and every machine, with hashes and no address."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADER = "# Compiled from {name}.in by `make lock`: exact versions, each with its hashes.\n"


def compile_lock(name: str, extra: list[str]) -> int:
    """Compile one file; what it holds already stays at its version unless the person asks to upgrade."""
    folder = ROOT / "requirements"
    lock = folder / f"{name}.txt"
    arguments = [
        "--universal",
        "--python-version=3.11",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
    ]
    code = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *arguments, *extra, f"{name}.in", "-o", lock.name],
        cwd=folder,
        check=False,
        stdout=subprocess.DEVNULL,
    ).returncode
    if code == 0:
        lock.write_text(
            HEADER.format(name=name) + lock.read_text(encoding="ascii").removeprefix(HEADER.format(name=name)), encoding="ascii"
        )
    return code


if __name__ == "__main__":
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    sys.exit(max(compile_lock(name, upgrade) for name in ("base", "dev", "node")))
