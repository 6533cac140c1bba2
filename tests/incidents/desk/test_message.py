"""Writing to the reporter: the first message is the first contact."""

import re

from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.threads.models import Message, Side
from incidents.reports.choices import ClockKind
from incidents.reports.queries import thread_of
from tests.incidents.desk.pages import Desk, page_of
from tests.incidents.told import fresh, send
from tests.seeing import every


def test_the_first_message_is_the_first_contact(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("message", report, text="Thank you.\nI will call on <Monday>.")
    message = every(Message).get()
    assert (message.side, message.is_question) == (Side.HANDLER, False)
    assert fresh(report).contacted_at is not None
    assert report.clocks.get(kind=ClockKind.CONTACT).met_at is not None
    assert "I will call on &lt;Monday&gt;." in page_of(desk.open(report))


def test_a_double_click_without_script_writes_once(cast: Cast) -> None:
    report, browser = send(cast.amira, cast.ben), Desk(cast.elif_).browser
    address = reverse("desk:message", args=[report.pk])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).content.decode())
    assert token
    words = {"csrfmiddlewaretoken": token[1], "text": "Thank you for telling us."}
    assert [browser.post(address, words).status_code for _click in range(2)] == [302, 302]
    assert [each.body for each in thread_of(report)] == ["Thank you for telling us."]
