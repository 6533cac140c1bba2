"""Files to import, and an import from its upload to its end. Imported by tests, after set-up."""

from collections.abc import Sequence
from pathlib import Path

from accounts.imports import actions
from accounts.imports.choices import ImportStatus
from accounts.imports.models import ImportRun
from accounts.staff.models import StaffMember
from accounts.tables.choices import DateOrder
from boundaries.outbox.handlers import row_handlers
from boundaries.outbox.models import OutboxRow

SAMPLES = Path(actions.__file__).parent / "sample"


def csv_of(*rows: str) -> bytes:
    """A file of these lines."""
    return "".join(f"{row}\r\n" for row in rows).encode()


def sample(kind: str) -> bytes:
    """A file that ships with the product."""
    return (SAMPLES / f"{kind}.csv").read_bytes()


def work() -> None:
    """Do what was asked for in the background, as a worker does."""
    for row in OutboxRow.objects.filter(done_at=None, kind__startswith="imports.").order_by("id"):
        row_handlers[row.kind](row)
        OutboxRow.objects.filter(pk=row.pk).delete()


def checked(actor: StaffMember, content: bytes, order: DateOrder | None = None) -> ImportRun:
    """A file that was brought and checked."""
    run = actions.start_import(actor=actor, name="people.csv", content=content)
    work()
    if order:
        actions.check_again(actor=actor, run_id=run.id, order=order)
        work()
    return ImportRun.objects.get(id=run.id)


def applied(actor: StaffMember, content: bytes, order: DateOrder | None = None) -> ImportRun:
    """A file that was brought, checked and applied."""
    run = checked(actor, content, order)
    assert run.status == ImportStatus.READY, problems(run)
    actions.apply_import(actor=actor, run_id=run.id)
    work()
    run.refresh_from_db()
    assert run.status == ImportStatus.APPLIED, problems(run)
    return run


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    """What is wrong with it: row, heading and what stands there."""
    return [(row, column, value) for row, column, _message, value in run.file.shown["problems"]]


def said(run: ImportRun) -> list[str]:
    """What is wrong with it, in words."""
    return [message for _row, _column, message, _value in run.file.shown["problems"]]


def changes(run: ImportRun) -> list[tuple[int, str, str, list[list[str]]]]:
    """What it would do: row, act, about what, and what is different."""
    return [(row, act, about, told) for row, act, about, told in run.file.shown["changes"]]


def rows_of(content: bytes) -> Sequence[str]:
    """The lines of an exported file."""
    return content.decode("utf-8-sig").splitlines()
