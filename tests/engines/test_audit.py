"""The bill of materials and the audit of known weaknesses."""

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from boundaries.engines import audit

WEAK = {"name": "paste", "version": "1.0", "vulns": [{"id": "PYSEC-0000-1", "fix_versions": ["1.1"], "aliases": []}]}
SOUND = {"name": "glue", "version": "2.0", "vulns": []}
UNASKED = {"name": "tape", "skip_reason": "nobody knows"}


def answering(*parts: dict[str, Any]) -> Any:
    """The audit's tool, answering so."""
    said = json.dumps({"dependencies": list(parts), "fixes": []})
    return lambda *_arguments, **_options: SimpleNamespace(stdout=said, returncode=0)


def test_the_bill_names_every_part_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BILL", tmp_path / "sbom.json")
    named = re.findall(r"^([\w.-]+)==([\w.]+)", audit.REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert audit.write_bill() == len(named)
    bill = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert {(part["name"], part["version"]) for part in bill["components"]} == set(named)


def test_a_known_weakness_is_told_with_what_mends_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(audit, "write_bill", lambda: 3)
    monkeypatch.setattr(subprocess, "run", answering(WEAK, SOUND, UNASKED))
    assert audit.main() == 1
    said = capsys.readouterr().out
    assert "paste 1.0: PYSEC-0000-1, mended in 1.1" in said
    assert "2 asked about, 1 could not be" in said


def test_a_part_nobody_knows_is_said_and_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "write_bill", lambda: 2)
    monkeypatch.setattr(subprocess, "run", answering(SOUND, UNASKED))
    assert audit.main() == 0


def test_an_index_that_does_not_answer_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_arguments: Any, **_options: Any) -> Any:
        raise subprocess.TimeoutExpired("pip_audit", 1)

    monkeypatch.setattr(subprocess, "run", slow)
    assert audit.audit() == ([], -1)
