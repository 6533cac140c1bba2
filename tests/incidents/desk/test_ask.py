"""Asking for more: the reporter reads the question, and the clock waits."""

from accounts.demo.cast import Cast
from boundaries.threads.models import Message, Side
from incidents.desk import actions
from incidents.reports.choices import ReportStatus
from tests.incidents.desk.pages import Desk, page_of
from tests.incidents.told import fresh, send
from tests.seeing import every


def test_a_question_is_sent_and_the_clock_waits(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    desk.do("ask", report, text="Which day was it?")
    message = every(Message).get()
    assert (message.body, message.side, message.is_question) == ("Which day was it?", Side.HANDLER, True)
    assert (fresh(report).status, fresh(report).due_at) == (ReportStatus.WAITING, None)
    assert "Waiting for the reporter" in page_of(desk.open(report))


def test_a_question_that_came_too_late_is_given_back(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    desk.do("ask", report, text="Which day was it?")
    answer = desk.do("ask", report, text="And where was it?")
    assert answer.status_code == 409
    assert "the report is now “Waiting for information”" in page_of(answer)
    assert "And where was it?" in page_of(answer)
    assert every(Message).count() == 1
