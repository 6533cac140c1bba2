"""The commands of the Makefile that start nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from boundaries.engines import bootstrap, ports, postgres
from boundaries.engines.bootstrap import ROOT, Unready
from boundaries.engines.errors import Trouble


def reset(data: Path, answer: str = "", **given: str) -> tuple[int, str]:
    """Run `make reset` on a folder; its exit code and what it says."""
    done = subprocess.run(
        [sys.executable, "boundaries/engines/reset.py"],
        cwd=ROOT,
        env=dict(os.environ) | {"DATA_FOLDER": str(data)} | given,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with something in it to lose."""
    folder = tmp_path / "data"
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "secret_key").write_text("precious", encoding="ascii")
    return folder


@pytest.mark.parametrize("answer", ["", "\n", "no\n", "y\n"])
def test_reset_changes_nothing_without_a_full_yes(data: Path, answer: str) -> None:
    code, said = reset(data, answer)
    assert (code, "Nothing was changed" in said) == (1, True)
    assert (data / "keys" / "secret_key").exists()


def test_reset_forgets_everything_after_a_yes(data: Path) -> None:
    assert reset(data, "yes\n")[0] == 0
    assert not data.exists()
    assert reset(data)[1] == "There is no data to forget.\n"


def test_reset_does_not_ask_when_told_so(data: Path) -> None:
    assert reset(data, CONFIRM="yes")[0] == 0
    assert not data.exists()


def test_reset_forgets_a_database_that_had_to_be_kept_elsewhere(data: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "boundaries-0123456789abcdef"
    (elsewhere / "data").mkdir(parents=True)
    (data / "postgres").symlink_to(elsewhere / "data")
    assert reset(data, CONFIRM="yes")[0] == 0
    assert not elsewhere.exists()


def test_every_target_is_listed_with_its_purpose() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # make itself may have started us
    listed = subprocess.run(["make", "help"], cwd=ROOT, env=plain, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test", "reset", "help"} <= targets
    assert {line.split()[1] for line in listed.splitlines()} == targets


def test_a_python_that_is_too_old_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(Unready, match=r"Python 3\.11 or newer is needed and this is Python 3\.9"):
        bootstrap.suitable_python()


def test_a_python_with_all_wheels_is_preferred_to_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/{name}")
    monkeypatch.setattr(bootstrap, "version_of", lambda python: (3, int(python.rpartition(".")[2])))
    assert bootstrap.suitable_python() == "/opt/python3.12"


def test_a_stamp_holds_until_what_it_stands_for_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "lock").write_text("one", encoding="ascii")
    stamp = tmp_path / "stamp"
    stamp.write_text(bootstrap.digest(tmp_path / "lock"), encoding="ascii")
    assert bootstrap.is_stamped(stamp, bootstrap.digest(tmp_path / "lock"))
    (tmp_path / "lock").write_text("two", encoding="ascii")
    assert not bootstrap.is_stamped(stamp, bootstrap.digest(tmp_path / "lock"))


@pytest.mark.parametrize("written", ["", "0", "65536", "-1", "8000.0", "८०००"])
def test_a_port_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(Trouble, match="PORT must be a number from 1 to 65535"):
        ports.claim(written)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2026-11-22 04:13:16.732 UTC [7] FATAL:  lock file is empty.\n", "lock file is empty"),
        ("2026 LOG:  starting\n2026 PANIC:  could not write\n2026 LOG:  down\n", "could not write"),
        ('initdb: error: directory "x" exists\n', 'directory "x" exists'),
        ("something else\n", "something else"),
        ("", "it said nothing"),
    ],
)
def test_what_the_database_says_is_said_without_its_date(tmp_path: Path, said: str, words: str) -> None:
    log = tmp_path / "log"
    log.write_text(said, encoding="utf-8")
    assert postgres._last_words(log, 0) == words


def test_the_locks_carry_hashes_and_no_address() -> None:
    for name in ("base", "dev", "node"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="ascii")
        assert lock.count("==") <= lock.count("--hash=sha256:")
        assert "://" not in lock
        assert "index-url" not in lock
