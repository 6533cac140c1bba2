"""Starting, pausing and stopping a report's clocks. Whoever calls holds the report's lock (NT-01, NT-06).

A clock is a row; its reminder and its end are timers (`boundaries.outbox`). What runs is always worked out from
``running_since`` and ``used_seconds`` by the organisation's calendar of today, so a holiday added later never makes it early.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from boundaries.access.scope import Reason, seeing_all
from boundaries.clocks.queries import now
from boundaries.clocks.rules import WorkingCalendar, elapsed
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.record.actions import append
from incidents.clocks.rules import Moments, moments
from incidents.reports.choices import ClockKind
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportClock

REMIND, DUE = "report.remind", "report.due"


def timer_kinds(kind: str) -> list[str]:
    """The timers of one clock: its reminder and its end."""
    return [f"{REMIND}.{kind}", f"{DUE}.{kind}"]


@seeing_all(Reason.CLOCKS)
def start_clocks(report: Report, since: datetime) -> None:
    """Start the clocks of a report that has somebody to handle it, anew where they were started before and are not met.

    A clock that waits for an answer goes on waiting, with its whole time before it.
    """
    organisation = report.organisation
    allowances = {ClockKind.ACKNOWLEDGE: organisation.acknowledge_days, ClockKind.CONTACT: organisation.contact_days}
    calendar = organisation.calendar()
    before = {clock.kind: clock for clock in report.clocks.all()}
    for kind, days in allowances.items():
        clock = before.get(kind) or ReportClock(report=report, kind=kind)
        if clock.met_at:
            continue
        clock.allowance_days, clock.used_seconds = days, 0
        clock.reminded_at = clock.escalated_at = None
        clock.running_since = None if clock.paused_at else since
        _run(report, clock, calendar)
        _write_down(ReportEvent.CLOCK_STARTED, report, clock, due_at=clock.due_at.isoformat() if clock.due_at else None)
    _sort(report)


@seeing_all(Reason.CLOCKS)
def pause_clocks(report: Report) -> None:
    """Let every running clock wait: the working time used so far is kept."""
    calendar, moment = report.organisation.calendar(), now()
    for clock in _running(report):
        assert clock.running_since is not None
        # A request that waited for a lock may have begun before the clock ran on: its moment then lies in the past.
        clock.used_seconds += max(int(elapsed(calendar, clock.running_since, moment).total_seconds()), 0)
        clock.paused_at = moment
        _stop(clock)
        _write_down(ReportEvent.CLOCK_PAUSED, report, clock)
    _sort(report)


@seeing_all(Reason.CLOCKS)
def resume_clocks(report: Report) -> None:
    """Let every waiting clock run on with what is left of its time."""
    calendar, moment = report.organisation.calendar(), now()
    for clock in report.clocks.all():
        if clock.paused_at is not None and clock.met_at is None:
            clock.paused_at, clock.running_since = None, moment
            _run(report, clock, calendar)
            _write_down(ReportEvent.CLOCK_RESUMED, report, clock, due_at=clock.due_at.isoformat() if clock.due_at else None)
    _sort(report)


@seeing_all(Reason.CLOCKS)
def meet_clock(report: Report, kind: ClockKind) -> None:
    """What the clock waited for was done; it says whether late. A clock is met once."""
    clock = report.clocks.filter(kind=kind, met_at=None).first()
    if clock is None:
        return
    moment = now()
    late = clock.due_at is not None and moment > clock.due_at
    clock.met_at, clock.paused_at = moment, None
    _stop(clock)
    _write_down(ReportEvent.CLOCK_MET, report, clock, late=late)
    _sort(report)


@seeing_all(Reason.CLOCKS)
def stop_clocks(report: Report) -> None:
    """Nobody is left who could meet them: the clocks stop, and start anew when somebody takes the report."""
    for clock in _running(report):
        clock.used_seconds = 0
        _stop(clock)
    _sort(report)


@seeing_all(Reason.CLOCKS)
def set_again(report: Report) -> None:
    """Work out anew when the running clocks are due: the organisation's calendar has changed."""
    calendar = report.organisation.calendar()
    for clock in _running(report):
        _run(report, clock, calendar)
    _sort(report)


def is_due(report: Report, clock: ReportClock, *, reminder: bool) -> bool:
    """Whether a clock has come to its reminder or its end by the calendar of today. Never early: set again where not."""
    if clock.running_since is None or clock.met_at is not None:
        return False
    planned = _moments(clock, report.organisation.calendar())
    return now() >= (planned.remind_at if reminder else planned.due_at)


def _running(report: Report) -> Iterable[ReportClock]:
    return [clock for clock in report.clocks.all() if clock.running_since is not None and clock.met_at is None]


def _moments(clock: ReportClock, calendar: WorkingCalendar) -> Moments:
    assert clock.running_since is not None
    used = timedelta(seconds=clock.used_seconds)
    return moments(calendar, running_since=clock.running_since, allowance_days=clock.allowance_days, used=used)


def _run(report: Report, clock: ReportClock, calendar: WorkingCalendar) -> None:
    """Save a clock and arm what it still has to say."""
    if clock.running_since is None:
        clock.due_at = None
        cancel_timers(about_id=report.pk, kinds=timer_kinds(clock.kind))
    else:
        planned = _moments(clock, calendar)
        clock.due_at = planned.due_at
        for kind, moment, done in zip(
            timer_kinds(clock.kind), (planned.remind_at, planned.due_at), (clock.reminded_at, clock.escalated_at), strict=True
        ):
            if done is None:
                arm_timer(kind=kind, organisation_id=report.organisation_id, about_id=report.pk, due_at=moment)
    clock.save()


def _stop(clock: ReportClock) -> None:
    clock.running_since = clock.due_at = None
    cancel_timers(about_id=clock.report_id, kinds=timer_kinds(clock.kind))
    clock.save()


def _sort(report: Report) -> None:
    """The earliest end says where the report stands in everybody's list."""
    ends = [clock.due_at for clock in report.clocks.all() if clock.due_at is not None]
    report.due_at = min(ends, default=None)
    report.save(update_fields=["due_at"])
    report.grants.update(sort_at=report.due_at)


def _write_down(event: ReportEvent, report: Report, clock: ReportClock, **data: object) -> None:
    append(
        event,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=None,
        key=report.data_key,
        data={"clock": str(clock.kind), **data},
    )
