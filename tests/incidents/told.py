"""Reports as tests send them, and what follows from them. Imported by tests, after set-up."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.clients.models import Client
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.outbox.drain import drain
from boundaries.record.queries import entries_about
from incidents.reports import actions
from incidents.reports.models import Report, ReportGrant
from incidents.reports.queries import visible_to
from tests.seeing import every

MONDAY = datetime(2030, 1, 7, 10, tzinfo=ZoneInfo("UTC"))
"""A working Monday far from every holiday."""


def settle() -> None:
    """Let everything that follows by itself happen, and ask what the database asks at a commit."""
    while drain():
        pass
    ask_as_at_commit()


def ask_as_at_commit() -> None:
    """Constraints that wait for the commit are asked now: a test's own transaction is undone and never committed."""
    if connection.in_atomic_block:
        connection.check_constraints()


def send(
    reporter: StaffMember, *about: StaffMember | str, kind: str = "concern", clients: tuple[Client, ...] = (), **answers: Any
) -> Report:
    """A report sent and routed; about members of staff, or about names as somebody wrote them."""
    told = {
        "danger": "no",
        "kind": kind,
        "subjects": [
            {"person": None, "name": each} if isinstance(each, str) else {"person": str(each.pk), "name": ""} for each in about
        ],
        "subject_unknown": not about,
        "clients": [{"client": str(each.pk), "name": ""} for each in clients],
        "saw": "They met in the café by the harbour.",
        "categories": ["friendship"],
        "in_confidence": False,
        **answers,
    }
    draft = actions.start_draft(actor=reporter)
    actions.save_draft(actor=reporter, draft_id=draft.pk, answers=told)
    report = actions.submit_report(actor=reporter, draft_id=draft.pk)
    settle()
    return fresh(report)


def send_at(moment: datetime, reporter: StaffMember, *about: StaffMember | str, **answers: Any) -> Report:
    """The same at a given moment."""
    with at(moment):
        return send(reporter, *about, **answers)


def wait_until(moment: datetime) -> None:
    """Let time pass, and happen what is due by then."""
    with at(moment):
        settle()


def fresh(report: Report) -> Report:
    """The report as it is now."""
    return every(Report).select_related("data_key", "organisation__data_key", "handler").get(pk=report.pk)


def desk_of(person: StaffMember) -> set[UUID]:
    """What stands on somebody's desk."""
    return set(visible_to(person).values_list("pk", flat=True))


def relations(report: Report) -> dict[str, str]:
    """Who is let in now, by name, and in what relation."""
    rows = every(ReportGrant).filter(content_object=report, ends_at=None)
    return dict(rows.values_list("user__staff_member__name", "relation"))


def events_of(report: Report) -> list[str]:
    """What happened to a report, oldest first."""
    return [line.event for line in entries_about(report.pk)]


def data_of(report: Report, event: str) -> list[dict[str, Any]]:
    """What the entries of one kind of event say."""
    return [line.data or {} for line in entries_about(report.pk) if line.event == event]
