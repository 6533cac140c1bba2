"""Talk and decide in five working days, reminded, then escalated; reviews come near, fall due and lapse. Each once, never early."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from accounts.organisations.actions import add_closed_day
from accounts.organisations.models import Organisation
from boundaries.clocks.queries import at
from boundaries.notices.models import Notice
from boundaries.outbox.models import OutboxRow, Timer
from policies.disclosures import actions, queries
from policies.disclosures.choices import DisclosureStatus as S
from policies.disclosures.choices import Extent, Outcome
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure
from tests.policies.disclosures.told import (
    MONDAY,
    decide,
    events_of,
    fresh,
    let_in,
    sent,
    settle,
    talk,
    wait_until,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
DAY, SOON = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _in_utc(cast: "Cast") -> None:
    """The cast's organisation in UTC, so that the moments below can be read."""
    Organisation.objects.update(zone="UTC")
    for person in vars(cast).values():
        if hasattr(person, "organisation"):
            person.organisation.zone = "UTC"


def sent_on_monday(cast: "Cast") -> Disclosure:
    with at(MONDAY):
        return sent(cast.ben, cast.hana)


def again() -> None:
    """Everything that was done is delivered a second time."""
    OutboxRow.objects.update(done_at=None)
    Timer.objects.filter(fired_at__isnull=False).update(fired_at=None)


def times(disclosure: Disclosure, event: str) -> int:
    return events_of(disclosure).count(event)


def test_the_clock_to_talk_runs_in_working_days(cast: "Cast") -> None:
    disclosure = sent_on_monday(cast)
    assert disclosure.due_at == MONDAY + 7 * DAY
    assert disclosure.sort_at == disclosure.due_at
    assert set(disclosure.grants.values_list("sort_at", flat=True)) == {disclosure.due_at}


def test_a_reminder_and_an_escalation_come_once_and_never_early_however_often_they_are_delivered(cast: "Cast") -> None:
    disclosure = sent_on_monday(cast)
    wait_until(MONDAY + 4 * DAY - SOON)
    assert times(disclosure, "disclosure.reminded") == 0
    wait_until(MONDAY + 4 * DAY)
    assert times(disclosure, "disclosure.reminded") == 1
    wait_until(MONDAY + 7 * DAY - SOON)
    assert let_in(disclosure) == {(cast.elif_.pk, "handler")}
    wait_until(MONDAY + 7 * DAY)
    for _turn in range(3):
        again()
        with at(MONDAY + 7 * DAY):
            settle()
    assert times(disclosure, "disclosure.reminded") == times(disclosure, "disclosure.escalated") == 1
    assert times(disclosure, "disclosure.routed") == 1
    assert let_in(disclosure) == {(cast.elif_.pk, "handler"), (cast.farid.pk, "escalated")}
    told = every(Notice).filter(kind__startswith="disclosure.")
    assert sorted(told.values_list("kind", flat=True)) == [
        "disclosure.escalated",
        "disclosure.reminded",
        "disclosure.routed",
    ]
    with at(MONDAY + 8 * DAY):
        talk(cast.farid, disclosure)
    assert fresh(disclosure).status == S.UNDER_REVIEW


def test_a_holiday_added_later_never_makes_it_early(cast: "Cast") -> None:
    disclosure = sent_on_monday(cast)
    with at(MONDAY + SOON):
        add_closed_day(actor=cast.olga, day=date(2030, 1, 9), name="Storm")
        settle()
    assert fresh(disclosure).due_at == MONDAY + 8 * DAY
    wait_until(MONDAY + 7 * DAY)
    assert times(disclosure, "disclosure.escalated") == 0
    wait_until(MONDAY + 8 * DAY)
    assert times(disclosure, "disclosure.escalated") == 1


def test_it_waits_while_the_worker_is_asked_and_runs_anew_when_they_answer(cast: "Cast") -> None:
    disclosure = sent_on_monday(cast)
    with at(MONDAY + DAY):
        talk(cast.elif_, disclosure)
    assert fresh(disclosure).due_at == MONDAY + 8 * DAY, "so many days to decide"
    with at(MONDAY + 2 * DAY):
        deciding.return_disclosure(actor=cast.elif_, disclosure_id=disclosure.pk, text="How often?")
    wait_until(MONDAY + 30 * DAY)
    assert fresh(disclosure).status == S.RETURNED
    assert times(disclosure, "disclosure.reminded") == times(disclosure, "disclosure.escalated") == 0
    with at(MONDAY + 28 * DAY):
        actions.answer_disclosure(actor=cast.ben, disclosure_id=disclosure.pk, text="Once a week.")
    assert fresh(disclosure).due_at == MONDAY + 35 * DAY


def test_a_question_without_an_answer_is_called_to_mind_then_told_to_whoever_asked_each_once(cast: "Cast") -> None:
    disclosure = sent_on_monday(cast)
    with at(MONDAY):
        talk(cast.elif_, disclosure)
        deciding.return_disclosure(actor=cast.elif_, disclosure_id=disclosure.pk, text="How often?")
    counts = [("disclosure.answer-due", 7, cast.ben, "own_disclosure"), ("disclosure.unanswered", 14, cast.elif_, "disclosure")]
    for event, days, person, target in counts:
        wait_until(MONDAY + days * DAY - SOON)
        assert times(disclosure, event) == 0
        wait_until(MONDAY + days * DAY)
        for _turn in range(3):
            again()
            with at(MONDAY + days * DAY):
                settle()
        assert times(disclosure, event) == 1
        kind = f"{target}.{event.rpartition('.')[2].replace('-', '_')}"
        assert every(Notice).filter(person_id=person.pk, kind=kind).count() == 1
    with at(MONDAY + 15 * DAY):
        deciding.take_back(actor=cast.elif_, disclosure_id=disclosure.pk)
        settle()
    assert (fresh(disclosure).status, fresh(disclosure).due_at) == (S.UNDER_REVIEW, MONDAY + 22 * DAY)
    assert queries.whole(fresh(disclosure)).question is None
    with at(MONDAY + 16 * DAY):
        deciding.return_disclosure(actor=cast.elif_, disclosure_id=disclosure.pk, text="Then tell me this.")
    wait_until(MONDAY + 23 * DAY)
    assert times(disclosure, "disclosure.answer-due") == 2, "another question is another wait"
    with at(MONDAY + 24 * DAY):
        actions.answer_disclosure(actor=cast.ben, disclosure_id=disclosure.pk, text="Once a week.")
    wait_until(MONDAY + 60 * DAY)
    assert times(disclosure, "disclosure.unanswered") == 1


def test_a_holiday_added_later_never_makes_a_reminder_of_a_question_early(cast: "Cast") -> None:
    disclosure = sent_on_monday(cast)
    with at(MONDAY):
        talk(cast.elif_, disclosure)
        deciding.return_disclosure(actor=cast.elif_, disclosure_id=disclosure.pk, text="How often?")
        add_closed_day(actor=cast.olga, day=date(2030, 1, 9), name="Storm")
        settle()
    wait_until(MONDAY + 8 * DAY - SOON)
    assert times(disclosure, "disclosure.answer-due") == 0
    wait_until(MONDAY + 8 * DAY)
    assert times(disclosure, "disclosure.answer-due") == 1


def managed(cast: "Cast", review_on: date) -> Disclosure:
    disclosure = sent_on_monday(cast)
    with at(MONDAY):
        talk(cast.elif_, disclosure)
        decide(cast.elif_, disclosure, Outcome.MANAGED, review_on=review_on, extent=Extent.KEY_WORKER)
        settle()
    return fresh(disclosure)


def test_a_review_comes_near_falls_due_and_lapses_each_once_and_everything_stands(cast: "Cast") -> None:
    from accounts.assignments.models import AssignmentBlock

    review = date(2030, 4, 8)
    begins = datetime.combine(review, time(), MONDAY.tzinfo)
    disclosure = managed(cast, review)
    assert disclosure.due_at == begins
    for days, count in ((60, 1), (30, 2), (7, 3)):
        wait_until(begins - days * DAY - SOON)
        assert times(disclosure, "disclosure.review-near") == count - 1
        wait_until(begins - days * DAY)
        assert times(disclosure, "disclosure.review-near") == count
    wait_until(begins - SOON)
    assert fresh(disclosure).status == S.MANAGED
    wait_until(begins)
    assert fresh(disclosure).status == S.REVIEW_DUE
    wait_until(begins + 14 * DAY - SOON)
    assert fresh(disclosure).status == S.REVIEW_DUE
    wait_until(begins + 14 * DAY)
    assert fresh(disclosure).status == S.LAPSED
    for _turn in range(3):
        again()
        with at(begins + 15 * DAY):
            settle()
    assert times(disclosure, "disclosure.review-near") == 3
    assert times(disclosure, "disclosure.review-due") == times(disclosure, "disclosure.lapsed") == 1
    assert AssignmentBlock.objects.filter(ended_at=None).count() == 1
    assert every(Notice).filter(person_id=cast.ben.pk, kind="own_disclosure.lapsed").count() == 1
    with at(begins + 16 * DAY):
        decide(cast.elif_, disclosure, Outcome.MANAGED, review_on=review + 60 * DAY)
    assert fresh(disclosure).status == S.MANAGED
    assert AssignmentBlock.objects.filter(ended_at=None).count() == 0


def test_another_decision_and_a_change_stop_the_review_that_was_to_come(cast: "Cast") -> None:
    disclosure = managed(cast, date(2030, 3, 4))
    with at(MONDAY + DAY):
        actions.update_disclosure(actor=cast.ben, disclosure_id=disclosure.pk, words="We are friends now.")
    assert (fresh(disclosure).status, fresh(disclosure).review_on) == (S.UNDER_REVIEW, None)
    wait_until(MONDAY + 90 * DAY)
    assert times(disclosure, "disclosure.review-due") == times(disclosure, "disclosure.review-near") == 0


def test_the_desk_stands_by_time_left(cast: "Cast") -> None:
    late = sent_on_monday(cast)
    with at(MONDAY + DAY):
        soon = sent(cast.amira, cast.hana)
        done = sent(cast.amira)
        deciding.link_client(actor=cast.elif_, disclosure_id=done.pk, client_id=None)
        talk(cast.elif_, done)
        decide(cast.elif_, done, Outcome.CLEARED)
    rows = queries.open_on_desk(cast.elif_).order_by("sort_at", "pk")
    assert list(rows) == [late, soon, done]
