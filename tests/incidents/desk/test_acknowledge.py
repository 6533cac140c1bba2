"""Acknowledging: the reporter is told, and the first clock is met."""

from accounts.demo.cast import Cast
from incidents.reports.choices import ClockKind, ReportStatus
from incidents.reports.events import ReportEvent
from tests.incidents.desk.pages import Desk, said_after
from tests.incidents.told import events_of, fresh, send


def test_a_handler_acknowledges_and_the_first_clock_is_met(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    said = said_after(desk.browser, desk.do("acknowledge", report))
    assert "The report is acknowledged, and the reporter is told." in said
    assert fresh(report).status == ReportStatus.ACKNOWLEDGED
    assert report.clocks.get(kind=ClockKind.ACKNOWLEDGE).met_at is not None
    assert ReportEvent.ACKNOWLEDGED in events_of(report)


def test_two_clicks_acknowledge_once_and_the_second_is_told_so(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("acknowledge", report)
    second = desk.do("acknowledge", report)
    assert second.status_code == 302
    assert "This was not done: the report is now “Acknowledged”." in said_after(desk.browser, second)
    assert events_of(report).count(ReportEvent.ACKNOWLEDGED) == 1
