"""Reports that were sent at a moment of one's choosing, and given to their handlers; their clocks are then at that moment."""

from datetime import datetime

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.outbox.drain import drain
from incidents.reports.actions import save_draft, start_draft, submit_report
from incidents.reports.models import Report

ABOUT = {"danger": "no", "kind": "concern", "saw": "I saw it.", "categories": ["gifts"], "in_confidence": False}


def file_report(*, by: StaffMember, about: StaffMember, moment: datetime) -> Report:
    """One report, sent at that moment."""
    with at(moment):
        draft = start_draft(actor=by)
        save_draft(actor=by, draft_id=draft.pk, answers=ABOUT | {"subjects": [{"person": str(about.pk), "name": about.name}]})
        return submit_report(actor=by, draft_id=draft.pk)


def do_rows(moment: datetime) -> None:
    """Do what was open at that moment: no timer was due."""
    with at(moment):
        while drain():
            pass


def filed(cast: Cast, *, moment: datetime) -> Report:
    """A report of Amira's about Ben, which has come to Elif."""
    report = file_report(by=cast.amira, about=cast.ben, moment=moment)
    do_rows(moment)
    report.refresh_from_db()
    assert report.handler_id == cast.elif_.pk
    return report
