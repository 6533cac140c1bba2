"""What the tests of emergency access share: a report, who may ask and who may confirm. Imported by tests, after set-up."""

from datetime import timedelta
from typing import Any

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from incidents.emergency.actions import ask, confirm
from incidents.emergency.models import EmergencyRequest
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from tests.incidents.told import data_of, send, settle

SAW, WHY = "quayside lantern", "She is alone with him tonight, and nobody else can be reached."
NEVER = "BR-2222-2222"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def told(cast: Cast, **answers: Any) -> Report:
    """Amira tells about Ben; Elif handles it, Noor and Ingrid read it as directors."""
    report = send(cast.amira, cast.ben, saw=SAW, **answers)
    assert report.handler_id == cast.elif_.pk
    return report


def asked(actor: StaffMember, report: Report) -> EmergencyRequest:
    """Somebody asks, and whoever may confirm it is told."""
    request = ask(actor=actor, reference=report.reference, reason=WHY)
    settle()
    return request


def let_in(actor: StaffMember, report: Report, by: StaffMember) -> EmergencyRequest:
    """Somebody asks, and somebody else confirms it."""
    request = confirm(actor=by, request_id=asked(actor, report).pk)
    settle()
    return request


def readings(report: Report, person: StaffMember) -> int:
    """How many readings of the report in an emergency stand in the record."""
    return len([data for data in data_of(report, ReportEvent.OPENED) if data.get("relation") == "emergency"])


__all__ = ["HOUR", "MINUTE", "NEVER", "SAW", "WHY", "asked", "let_in", "now", "readings", "told"]
