"""After sending: what happened, the talk with whoever handles it, adding, answering, asking to withdraw."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.notices.queries import count_new
from boundaries.threads.actions import open_thread, send_message
from boundaries.threads.models import Message, Side
from incidents.desk.actions import acknowledge
from incidents.reports.choices import ReportStatus
from incidents.reports.models import Addition, Report
from incidents.reports.wizard import standing_of
from tests.incidents.reports.pages import CONCERN, SELF_REPORT, Reporter, page_of
from tests.incidents.told import settle
from tests.seeing import every


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


def address(name: str, report: Report) -> str:
    return reverse(f"reports:{name}", args=[report.id])


def from_handler(report: Report, handler: Any, body: str, *, is_question: bool = False) -> None:
    thread = open_thread(organisation_id=report.organisation_id, about=("report", report.id), key=report.data_key)
    send_message(thread=thread, side=Side.HANDLER, author_id=handler.id, body=body, is_question=is_question)


def test_ones_own_report_shows_its_state_in_plain_words_and_what_was_told(amira: Reporter) -> None:
    report = amira.sent()
    page = page_of(amira.browser.get(address("report", report)))
    assert "Your report is on its way to the person who will handle it." in page
    assert report.reference in page
    assert "He gave her his number." in page
    assert "No messages yet." in page


@pytest.mark.parametrize("status", [each for each in ReportStatus if each != ReportStatus.DRAFT])
def test_every_state_has_plain_words(amira: Reporter, status: ReportStatus) -> None:
    report = amira.sent(SELF_REPORT)
    every(Report).filter(id=report.id).update(status=status)
    standing = standing_of(status)
    assert standing.words in page_of(amira.browser.get(address("report", report)))
    assert standing.label in page_of(amira.browser.get(reverse("reports:list")))


def test_the_two_sides_see_each_other_by_role(cast: Cast, amira: Reporter) -> None:
    report = amira.sent()
    from_handler(report, cast.farid, "Thank you.\nI will call on <Monday>.")
    page = page_of(amira.browser.get(address("report", report)))
    assert "The person handling this report" in page
    assert "I will call on &lt;Monday&gt;." in page
    assert "Farid" not in page.replace("Farid Rahimi (Area manager)", "")


def test_a_message_is_sent_and_shown_as_ones_own(amira: Reporter) -> None:
    report = amira.sent()
    sent = amira.browser.post(address("message", report), {"text": "When will I hear?"})
    assert sent["Location"].startswith(address("report", report))
    page = page_of(amira.browser.get(address("report", report)))
    assert "When will I hear?" in page
    assert "<strong>You</strong>" in page
    assert every(Message).get().side == Side.REPORTER


def test_an_addition_stands_beside_what_was_told_and_changes_nothing(amira: Reporter) -> None:
    report = amira.sent()
    assert amira.browser.post(address("add", report), {"text": "It was the 4th."})["Location"] == address("report", report)
    assert str(every(Addition).get().text) == "It was the 4th."
    assert "It was the 4th." in page_of(amira.browser.get(address("report", report)))
    assert every(Report).get(id=report.id).story == report.story


def asked(report: Report, handler: Any, question: str = "Which day was it?") -> None:
    from_handler(report, handler, question, is_question=True)
    every(Report).filter(id=report.id).update(status=ReportStatus.WAITING, handler=handler)


def test_a_question_stands_on_top_and_is_answered(cast: Cast, amira: Reporter) -> None:
    report = amira.sent(SELF_REPORT)
    asked(report, cast.elif_)
    page = page_of(amira.browser.get(address("report", report)))
    assert "You were asked something" in page
    assert address("answer", report) in page
    assert "Which day was it?" in page_of(amira.browser.get(address("answer", report)))
    assert amira.browser.post(address("answer", report), {"text": "Tuesday"})["Location"] == address("report", report)
    after = page_of(amira.browser.get(address("report", report)))
    assert "You were asked something" not in after
    assert "Tuesday" in after
    assert every(Report).get(id=report.id).status == ReportStatus.IN_TRIAGE


def test_without_a_question_there_is_nothing_to_answer(amira: Reporter) -> None:
    report = amira.sent(SELF_REPORT)
    assert amira.browser.get(address("answer", report))["Location"] == address("report", report)


def test_an_answer_that_nobody_waits_for_any_more_is_refused_and_kept(amira: Reporter) -> None:
    report = amira.sent(SELF_REPORT)
    answer = amira.browser.post(address("answer", report), {"text": "It was Tuesday"})
    assert answer.status_code == 422
    assert "It was Tuesday" in page_of(answer)
    assert "moved on" in page_of(answer)
    assert every(Message).count() == 0


def test_asking_to_withdraw_explains_that_the_enquiry_still_ends_in_a_finding(amira: Reporter) -> None:
    report = amira.sent()
    assert "until it ends in a finding" in page_of(amira.browser.get(address("withdraw", report)))
    assert amira.browser.post(address("withdraw", report), {"text": "I am afraid"})["Location"] == address("report", report)
    page = page_of(amira.browser.get(address("report", report)))
    assert "You asked to withdraw this report." in page
    assert address("withdraw", report) not in page
    assert amira.browser.get(address("withdraw", report))["Location"] == address("report", report)
    assert every(Report).get(id=report.id).withdrawal_asked_at is not None


@pytest.mark.parametrize("name", ["message", "add", "answer", "withdraw"])
@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write a few words"), (" \n ", "Write a few words"), ("x" * 20_001, "you have written 20001"), ("a\0b", "Null")],
)
def test_empty_or_too_long_words_are_refused_and_kept(cast: Cast, amira: Reporter, name: str, text: str, words: str) -> None:
    report = amira.sent(SELF_REPORT)
    asked(report, cast.elif_)
    before = every(Message).count()
    answer = amira.browser.post(address(name, report), {"text": text})
    assert answer.status_code == 422
    assert words in page_of(answer).split('id="id_text-error"')[1].split("</div>")[0]
    assert "\0" in text or text in page_of(answer)
    assert (every(Message).count(), every(Addition).count()) == (before, 0)


def test_the_list_shows_ones_own_reports_and_nobody_elses(cast: Cast, amira: Reporter) -> None:
    mine, theirs = amira.sent(), Reporter(cast.ben).sent(SELF_REPORT)
    page = page_of(amira.browser.get(reverse("reports:list")))
    assert mine.reference in page
    assert address("report", mine) in page
    assert theirs.reference not in page


def test_the_title_of_a_page_names_no_person_and_no_reference(amira: Reporter) -> None:
    report = amira.sent()
    for name in ("report", "receipt", "add", "withdraw", "files"):
        title = page_of(amira.browser.get(address(name, report))).split("<title>")[1].split("</title>")[0]
        assert report.reference not in title
        assert "Haddad" not in title


def test_news_about_ones_own_report_is_no_news_once_it_was_opened(cast: Cast, amira: Reporter) -> None:
    report = amira.sent({**CONCERN, "people": {"query": "Ben", "pick": str(cast.ben.id)}})
    settle()
    acknowledge(actor=cast.elif_, report_id=report.id)
    settle()
    assert count_new(cast.amira.id) == 1
    amira.browser.get(address("report", report))
    assert count_new(cast.amira.id) == 0
