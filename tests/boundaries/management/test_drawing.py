"""The pages of docs/ that are drawn from the code say what the code says."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.appointments.workflow import WORKFLOW as APPOINTMENT
from boundaries.engines import grants
from boundaries.engines.bootstrap import ROOT
from boundaries.management.commands.draw_workflows import tables_of, workflow_modules
from incidents.reports.workflow import WORKFLOW as REPORT
from tests.scratch import PACKAGES

COMMANDS = {"draw_workflows": "workflows.md", "draw_grants": "grants.md"}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_in_docs_is_up_to_date(command: str) -> None:
    call_command(command, "--check")


@pytest.mark.parametrize(("command", "page"), COMMANDS.items())
def test_a_page_that_is_missing_or_old_is_told_and_drawn(
    tmp_path: Path, command: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boundaries.management.drawing.DrawCommand.path", lambda _self: tmp_path / "docs" / page)
    for old in (None, "something else"):
        if old:
            (tmp_path / "docs" / page).write_text(old, encoding="utf-8")
        with pytest.raises(CommandError, match=f"docs/{page} is not up to date: run manage.py {command}"):
            call_command(command, "--check")
        call_command(command)
        call_command(command, "--check")


@pytest.mark.parametrize("command", COMMANDS)
def test_it_can_be_shown_without_being_written(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("boundaries.management.drawing.DrawCommand.path", lambda _self: tmp_path / "docs" / "page.md")
    call_command(command, "--print")
    assert capsys.readouterr().out.startswith("# ")
    assert not (tmp_path / "docs").exists()


def test_every_table_of_every_slice_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    tables = [table for module in workflow_modules() for table in tables_of(module)]
    assert {APPOINTMENT.name, REPORT.name} <= {table.name for table in tables}
    call_command("draw_workflows", "--print")
    page = capsys.readouterr().out
    for table in tables:
        assert f"## {table.name.replace('_', ' ').capitalize()}\n" in page
        assert table.as_mermaid() in page
        assert table.as_text_table() in page


def test_every_file_that_could_hold_a_table_holds_one() -> None:
    files = {str(path.relative_to(ROOT)) for package in PACKAGES for path in Path(ROOT, package).glob("*/workflow.py")}
    assert {f"{module.__name__.replace('.', '/')}.py" for module in workflow_modules() if tables_of(module)} == files


def test_every_exception_among_the_grants_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("draw_grants", "--print")
    page = capsys.readouterr().out
    for table, rights in grants.EXCEPTIONS.items():
        (line,) = [line for line in page.splitlines() if f"| `{table}` |" in line]
        assert all(right in line for right in rights)
        assert not any(right in line.split("|")[2] for right in grants.EVERYDAY - rights)
