"""A test that never ends stops no run: its process is ended, and it is tried once more. One that fails is tried once."""

import subprocess
import sys
from pathlib import Path

import pytest

from boundaries.engines.checks import STUCK

pytestmark = pytest.mark.fault
A_FEW_SECONDS = ["-o", "faulthandler_timeout=3", "-o", "faulthandler_exit_on_timeout=true"]
TESTS = """
import time
from pathlib import Path

def test_waits_for_ever_once():
    if not Path("waited").exists():
        Path("waited").touch()
        time.sleep(600)

def test_fails():
    with Path("failed").open("a") as failed:
        failed.write("once ")
    assert False
"""


def test_what_is_stuck_is_ended_and_tried_again_and_a_failure_is_not(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_two.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", *STUCK, *A_FEW_SECONDS]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert "1 failed, 1 passed, 1 rerun" in done.stdout
    assert "in test_waits_for_ever_once" in done.stderr, "where it stood is said"
    assert (tmp_path / "failed").read_text() == "once "


def test_every_group_ends_what_is_stuck(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("faulthandler_exit_on_timeout")
    assert float(pytestconfig.getini("faulthandler_timeout")) > 0
