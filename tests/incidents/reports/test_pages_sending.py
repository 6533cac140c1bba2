"""Sending once and for all: one report, one receipt, nothing changed afterwards."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from boundaries.clocks import queries as clock
from incidents.reports.models import Draft, Report
from tests.incidents.reports.pages import CONCERN, GUIDANCE, SELF_REPORT, Reporter, page_of
from tests.seeing import every


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


def test_pressing_twice_makes_one_report_and_shows_the_same_receipt(amira: Reporter) -> None:
    draft_id = amira.ready()
    first, second = (amira.post(draft_id, "check", "send") for _time in range(2))
    assert first["Location"] == second["Location"] == reverse("reports:receipt", args=[draft_id])
    assert every(Report).count() == 1
    assert every(Draft).count() == 0


def test_pressing_at_the_same_moment_on_two_devices_makes_one_report(committed_db: None) -> None:
    cast = small_world()
    draft_id = Reporter(cast.amira).ready()
    devices = [Reporter(cast.amira) for _device in range(4)]
    ready, answers = Barrier(len(devices)), []

    def press(device: Reporter) -> None:
        ready.wait()
        try:
            answers.append(device.post(draft_id, "check", "send"))
        finally:
            connection.close()

    threads = [Thread(target=press, args=[device]) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    receipt = reverse("reports:receipt", args=[draft_id])
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, receipt)] * len(devices)
    assert every(Report).filter(id=draft_id).count() == 1


@pytest.mark.parametrize("step", [*CONCERN, "check"])
def test_going_back_after_sending_leads_to_the_receipt(amira: Reporter, step: str) -> None:
    sent = amira.sent()
    assert amira.get(sent.id, step)["Location"] == reverse("reports:receipt", args=[sent.id])
    assert amira.browser.get(reverse("reports:discard", args=[sent.id]))["Location"] == reverse("reports:receipt", args=[sent.id])


@pytest.mark.parametrize("step", list(CONCERN))
def test_nothing_can_be_changed_after_sending(amira: Reporter, step: str) -> None:
    sent = amira.sent()
    before = sent.story
    answer = amira.post(sent.id, step, **CONCERN[step])
    assert answer["Location"] == reverse("reports:receipt", args=[sent.id]) or answer.status_code == 409
    amira.browser.post(reverse("reports:autosave", args=[sent.id, step]), CONCERN[step])
    amira.browser.post(reverse("reports:discard", args=[sent.id]))
    assert every(Report).get(id=sent.id).story == before


def test_words_that_come_after_sending_are_given_back_not_swallowed(amira: Reporter) -> None:
    sent = amira.sent()
    answer = amira.post(sent.id, "what", saw="One more thing", told="She told me he calls.")
    assert answer.status_code == 409
    assert "One more thing" in page_of(answer)
    assert reverse("reports:add", args=[sent.id]) in page_of(answer)
    assert "One more thing" not in str(every(Report).get(id=sent.id).story)


def test_saving_by_itself_after_sending_is_refused(amira: Reporter) -> None:
    sent = amira.sent()
    assert amira.browser.post(reverse("reports:autosave", args=[sent.id, "what"]), {"saw": "x"}).status_code == 409


def test_the_receipt_says_what_happens_next_and_by_when(amira: Reporter) -> None:
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    with clock.at(friday):
        draft_id = amira.ready()
        page = page_of(amira.browser.get(amira.post(draft_id, "check", "send")["Location"]))
    report = every(Report).get(id=draft_id)
    for words in (
        report.reference,
        "6 March 2026, 15:00",
        "Within 2 working days, by Tuesday 10 March 2026",
        "Within 5 working days, by Friday 13 March 2026",
        "It goes to a triage officer",
        reverse("reports:report", args=[report.id]),
        reverse("reports:add", args=[report.id]),
        reverse("reports:receipt_text", args=[report.id]),
    ):
        assert words in page, words


RECEIVERS: list[tuple[dict[str, dict[str, Any]], str]] = [
    (SELF_REPORT, "It goes to the shift leader on duty, or else to your line manager."),
    ({**SELF_REPORT, "more": {"categories": ["unsure"]}}, "It goes to your line manager."),
    ({**GUIDANCE, "more": {"categories": ["unsure"]}}, "It goes to your line manager."),
    ({**CONCERN, "people": {"subject_unknown": "on"}}, "It goes to a triage officer"),
    ({**CONCERN, "categories": {"categories": ["abuse"]}}, "The safeguarding lead is told at once as well."),
    ({**CONCERN, "danger": {"danger": "yes"}}, "The safeguarding lead is told at once as well."),
]


@pytest.mark.parametrize(("pages", "words"), RECEIVERS)
def test_who_receives_it_is_said_by_role_before_and_after_sending(
    cast: Cast, amira: Reporter, pages: dict[str, Any], words: str
) -> None:
    draft_id = amira.ready(pages)
    check = amira.get(draft_id, "check")
    receipt = amira.browser.get(amira.post(draft_id, "check", "send")["Location"])
    for page in (check, receipt):
        assert words in page_of(page)
        assert not [person.name for person in (cast.elif_, cast.farid, cast.tomas, cast.chidi) if person.name in page_of(page)]


def test_for_a_linked_person_it_is_said_that_their_line_manager_receives_it(cast: Cast, amira: Reporter) -> None:
    people = {"query": "Ben", "pick": str(cast.ben.id)}
    page = page_of(amira.get(amira.ready({**CONCERN, "people": people}), "check"))
    assert "It goes to the line manager of the person it is about." in page


def test_the_copy_to_keep_is_a_text_with_everything_told(amira: Reporter) -> None:
    report = amira.sent()
    copy = amira.browser.get(reverse("reports:receipt_text", args=[report.id]))
    assert copy["Content-Type"] == "text/plain; charset=utf-8"
    assert copy["Content-Disposition"] == f'attachment; filename="receipt-{report.reference}.txt"'
    for words in (report.reference, "He gave her his number.", "She told me he calls.", "I am worried.", "Somebody new", "by "):
        assert words in page_of(copy)
    assert "&#x27;" not in page_of(copy)
