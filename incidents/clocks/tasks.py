"""What a report's clocks do by themselves: remind, escalate, follow the calendar. Each exactly once, never early."""

from accounts.organisations.events import OrganisationEvent
from boundaries.access.scope import Reason
from boundaries.clocks.queries import now
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.actions import append
from boundaries.record.reactions import later, register
from incidents.clocks.actions import DUE, REMIND, is_due, set_again
from incidents.reports.choices import ClockKind
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportClock
from incidents.routes.actions import escalate
from incidents.routes.tasks import locked_report


def _due_clock(timer: Timer, *, reminder: bool) -> tuple[Report, ReportClock] | None:
    """The report and clock a timer speaks of, if it still has something to say; set again where the calendar has moved it."""
    report = locked_report(timer.about_id, timer.organisation_id)
    clock = report.clocks.filter(kind=timer.kind.rpartition(".")[2], met_at=None).first()
    if clock is None or clock.running_since is None:
        return None
    if not is_due(report, clock, reminder=reminder):
        set_again(report)
        return None
    return report, clock


def remind(timer: Timer) -> None:
    """The time is running out: the handler is reminded."""
    found = _due_clock(timer, reminder=True)
    if found is None or found[1].reminded_at is not None:
        return
    report, clock = found
    clock.reminded_at = now()
    clock.save(update_fields=["reminded_at"])
    append(
        ReportEvent.REMINDED,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=None,
        key=report.data_key,
        data={"clock": str(clock.kind)},
    )


def run_out(timer: Timer) -> None:
    """The time ran out: the next person up is told."""
    found = _due_clock(timer, reminder=False)
    if found is not None and found[1].escalated_at is None:
        escalate(*found)


for _kind in ClockKind:
    fires(f"{REMIND}.{_kind}")(remind)
    fires(f"{DUE}.{_kind}")(run_out)


@handles("clocks.set-again")
def follow_calendar(row: OutboxRow) -> None:
    """The organisation's calendar changed: its running clocks are worked out anew."""
    running = ReportClock.objects.unscoped(Reason.OUTBOX).filter(
        running_since__isnull=False, report__organisation_id=row.organisation_id
    )
    for report_id in sorted(set(running.values_list("report_id", flat=True))):
        set_again(locked_report(report_id, row.organisation_id))


register(
    {
        event: [later("clocks.set-again")]
        for event in (
            OrganisationEvent.CLOSED_DAY_ADDED,
            OrganisationEvent.CLOSED_DAY_REMOVED,
            OrganisationEvent.SETTINGS_CHANGED,
        )
    }
)
