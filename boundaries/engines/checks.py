"""`make test` and `make lint`: everything a change must pass, the quick part first, one line per stage.

The tests that kill processes or drive a browser run alone, after the others.
"""

import base64
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from boundaries.engines.bootstrap import DATA, ROOT
from boundaries.engines.chromium import find_chromium
from boundaries.engines.errors import Trouble

PYTHON = sys.executable
LAST_WORDS = 4000  # characters of a quick check said again at the end, where they are not lost above the tests
WORKERS = str(min(max(os.cpu_count() or 2, 2), 8))  # each has a database of its own, and Redis has sixteen of them

STUCK = ["-n", "1", "--max-worker-restart", "3", "-o", "faulthandler_timeout=240", "--reruns", "1", "--only-rerun", "^$"]
"""A browser that no longer answers is ended with the process that waits for it, and its test is tried once more in a new one.

A test that fails is not tried again: `--only-rerun` fits no failure, only the end of a process passes it by.
"""


@dataclass(frozen=True)
class Check:
    """One tool, what it is for, and how it is called."""

    words: str
    arguments: Sequence[str]


LINT = (
    Check("Style", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    Check("Format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    Check("Types", [PYTHON, "-m", "mypy", "--no-error-summary"]),
    Check("Django's checks, as in production", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    Check("Migrations match the models", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Check("Parts and their known weaknesses", [PYTHON, "-m", "boundaries.engines.audit"]),
    Check("Imports run one way", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"]),
)
TESTS = (
    Check("Tests", ["-n", WORKERS, "--dist", "worksteal", "-m", "not fault and not browser"]),
    Check("Tests that stop and kill", ["-m", "fault"]),
    Check("Tests in the browser", ["-m", "browser", *STUCK]),
)


def production() -> dict[str, str]:
    """The environment of a careful production, with servers nobody asks."""
    key = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    given = {
        name: value for name, value in os.environ.items() if name not in {"DEMO", "DEBUG", "HTTPS", "DJANGO_SETTINGS_MODULE"}
    }
    return given | {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "KEY_ENCRYPTION_KEY": key,
        "INDEX_KEY": key,
        "DATABASE_URL": "postgresql://boundaries_app@127.0.0.1:9/boundaries",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "ALLOWED_HOSTS": "boundaries.invalid",
        "PUBLIC_ADDRESS": "https://boundaries.invalid",
        "PYTHONWARNINGS": "ignore:Got an error checking a consistent migration history:RuntimeWarning",
    }


def carry_out(check: Check, env: Mapping[str, str]) -> str:
    """Run one quick check; show what it says only when something is wrong. What is wrong, or nothing."""
    begun = time.monotonic()
    done = subprocess.run(
        check.arguments, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    print(f"  {check.words} ... {'right' if done.returncode == 0 else 'WRONG'} ({time.monotonic() - begun:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return f"{check.words}:\n{(done.stdout + done.stderr)[-LAST_WORDS:]}" if done.returncode else ""


def run_tests(check: Check, env: Mapping[str, str]) -> str:
    """Run one group of tests, before the person's eyes. Its name when something is wrong, or nothing."""
    print(f"\n{check.words}", flush=True)
    command = [PYTHON, "-m", "pytest", "-q", *check.arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
    return check.words if done.returncode else ""


def main(command: str) -> int:
    """Run the quick part and, for `test`, every test; everything is tried, so that one run tells all that is wrong."""
    quick = production()
    said = [carry_out(check, quick) for check in LINT]
    if command == "test":
        try:
            chromium = find_chromium()
        except Trouble as trouble:
            print(trouble, file=sys.stderr, flush=True)
            return 1
        env = {name: value for name, value in os.environ.items() if name not in {"DEMO", "DJANGO_SETTINGS_MODULE"}}
        said += [run_tests(check, env | {"CHROMIUM": str(chromium)}) for check in TESTS]
    wrong = [each for each in said if each]
    print("\nWrong:\n" + "\n".join(wrong) if wrong else "\nEverything passed.", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    shutil.rmtree(DATA / "test" / "browser", ignore_errors=True)
    sys.exit(main(sys.argv[1]))
