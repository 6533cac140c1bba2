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
    monkeypatch.setattr(audit, "npm", lambda *_arguments: {})
    monkeypatch.setattr(subprocess, "run", answering(WEAK, SOUND, UNASKED))
    assert audit.main() == 1
    said = capsys.readouterr().out
    assert "paste 1.0: PYSEC-0000-1, mended in 1.1" in said
    assert "2 asked about, 1 could not be" in said


def test_a_part_nobody_knows_is_said_and_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "write_bill", lambda: 2)
    monkeypatch.setattr(audit, "npm", lambda *_arguments: {})
    monkeypatch.setattr(subprocess, "run", answering(SOUND, UNASKED))
    assert audit.main() == 0


def test_an_index_that_does_not_answer_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_arguments: Any, **_options: Any) -> Any:
        raise subprocess.TimeoutExpired("pip_audit", 1)

    monkeypatch.setattr(subprocess, "run", slow)
    assert audit.audit() == ([], -1)


def test_the_front_end_has_a_bill_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bill = {"components": [{"name": "govuk-frontend", "version": "6.6.0"}]}
    monkeypatch.setattr(audit, "FRONT_BILL", tmp_path / "sbom.json")
    monkeypatch.setattr(audit, "npm", lambda *_arguments: bill)
    assert audit.write_front_bill() == 1
    assert json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8")) == bill


@pytest.mark.parametrize(("severity", "code"), [("critical", 1), ("high", 1), ("moderate", 0)])
def test_a_grave_weakness_of_the_front_end_is_a_failure(monkeypatch: pytest.MonkeyPatch, severity: str, code: int) -> None:
    monkeypatch.setattr(audit, "write_bill", lambda: 1)
    monkeypatch.setattr(audit, "write_front_bill", lambda: 1)
    monkeypatch.setattr(audit, "audit", lambda: ([], 0))
    monkeypatch.setattr(audit, "npm", lambda *_arguments: {"vulnerabilities": {"paste": {"severity": severity}}})
    assert audit.main() == code


def test_npm_that_is_not_there_or_cannot_ask_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: Any, **_options: Any) -> Any:
        raise FileNotFoundError

    monkeypatch.setattr(audit, "node_environment", dict)
    monkeypatch.setattr(subprocess, "run", away)
    assert (audit.write_front_bill(), audit.front_audit()) == (0, None)
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: SimpleNamespace(stdout="no", returncode=1))
    assert (audit.write_front_bill(), audit.front_audit()) == (0, None)
