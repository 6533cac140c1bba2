"""Taking a report into triage, also without waiting for an answer any longer."""

import pytest

from accounts.demo.cast import Cast
from incidents.desk import actions
from incidents.reports.choices import ReportStatus
from tests.incidents.desk.pages import Desk
from tests.incidents.told import fresh, send


@pytest.mark.parametrize("asked", [False, True])
def test_a_report_is_taken_up_and_a_waiting_clock_runs_on(cast: Cast, asked: bool) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    if asked:
        actions.ask(actor=cast.elif_, report_id=report.pk, text="Which day was it?")
    desk.do("take_up", report)
    assert fresh(report).status == ReportStatus.IN_TRIAGE
    assert fresh(report).due_at is not None
