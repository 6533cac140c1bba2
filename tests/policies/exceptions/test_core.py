"""A request from the first word to the last, and who may do what with it on the way."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from accounts.organisations.queries import today
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from policies.exceptions import actions, queries
from policies.exceptions.choices import Answer, Seat
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionDecision, ExceptionRequest
from policies.library.choices import Office
from tests.policies.exceptions.asked import (
    NEVER,
    adopt_both,
    approve,
    approved,
    assess,
    before_directors,
    clause,
    data_of,
    drafted,
    events_of,
    fresh,
    sent,
    settle,
    wait_until,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def test_the_line_manager_assesses_and_decides_what_the_clause_gives_them(cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana)
    assert (exception.status, exception.handler, exception.office) == (S.REQUESTED, cast.elif_, Office.LINE_MANAGER)
    exception = assess(cast.elif_, exception)
    assert (exception.status, exception.residual, exception.second) == (S.ASSESSED, 2, False)
    decision = approve(cast.elif_, exception)
    assert decision.seat == Seat.FIRST
    settle()
    exception = fresh(exception)
    assert exception.status == S.APPROVED
    assert exception.for_team == "Amira takes Hana to the sea, with Lena."
    assert decision.as_it_was["clauses"][0]["code"] == "RC-B-9"
    assert events_of(exception) == ["submitted", "routed", "assessed", "approved"]
    told = every(Notice).filter(kind__startswith="team_exception").values_list("person_id", flat=True)
    assert set(told) <= {cast.ben.pk}


def test_a_director_decides_apart_where_a_clause_needs_an_exception(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    assert (exception.status, exception.office, exception.approvers) == (S.DIRECTOR_REVIEW, Office.DIRECTOR, ["director"])
    assert queries.waiting_for(cast.noor).get() == exception
    assert queries.waiting_for(cast.ingrid).get() == exception
    for person in (cast.elif_, cast.amira, cast.samuel, cast.ben, cast.chidi, cast.olga, cast.grace):
        assert not queries.waiting_for(person).exists(), person
    with pytest.raises(Forbidden):
        approve(cast.elif_, exception)
    for person in (cast.amira, cast.samuel, cast.ben, cast.chidi, cast.olga, cast.grace, cast.root):
        with pytest.raises(NotVisible):
            approve(person, exception)
    approve(cast.noor, exception)
    assert fresh(exception).status == S.APPROVED


def test_a_high_risk_needs_two_people_and_nobody_sits_twice(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana, after=(3, 4))
    assert exception.second
    approve(cast.noor, exception)
    settle()
    exception = fresh(exception)
    assert exception.status == S.DIRECTOR_REVIEW
    assert not queries.waiting_for(cast.noor).exists()
    with pytest.raises(Forbidden):
        approve(cast.noor, exception)
    approve(cast.ingrid, exception)
    assert fresh(exception).status == S.APPROVED


def test_an_absolute_clause_is_refused_from_the_first_word_to_the_database(cast: "Cast") -> None:
    never = clause(NEVER, cast.amira.organisation_id)
    with pytest.raises(RuleViolation) as refusal:
        drafted(cast.amira, cast.hana, NEVER)
    assert (refusal.value.code, refusal.value.field) == ("exception.absolute", "clauses")
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    with pytest.raises(DatabaseError), transaction.atomic():
        every(ExceptionRequest).filter(pk=exception.pk).update(clauses=[never.pk])
    draft = drafted(cast.amira, cast.hana)
    every(ExceptionRequest).filter(pk=draft.pk).update(clauses=[never.pk])
    with pytest.raises(RuleViolation):
        actions.submit_exception(actor=cast.amira, exception_id=draft.pk)


def test_the_database_holds_requester_and_approver_apart(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    assessment = exception.assessments.get()

    def spoken(requester_id: UUID, decided_by_id: UUID) -> None:
        with transaction.atomic():
            ExceptionDecision(
                exception=exception,
                assessment=assessment,
                requester_id=requester_id,
                decided_by_id=decided_by_id,
                seat=Seat.FIRST,
                answer=Answer.YES,
                decided_at=exception.begun_at,
            ).save(force_insert=True)

    with pytest.raises(DatabaseError, match="exception_decided_by_another"):
        spoken(cast.amira.pk, cast.amira.pk)
    with pytest.raises(DatabaseError, match="names whoever asked"):
        spoken(cast.ben.pk, cast.amira.pk)
    with pytest.raises(DatabaseError, match="without the word"), transaction.atomic():
        every(ExceptionRequest).filter(pk=exception.pk).update(status=S.APPROVED)


def test_a_colleague_who_takes_part_decides_nothing(cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana, companions=[cast.elif_.pk])
    assert exception.handler == cast.farid
    with pytest.raises(NotVisible):
        queries.exception_for(cast.elif_, exception.pk)


def test_its_days_come_and_go_by_themselves(cast: "Cast") -> None:
    on = today(cast.amira.organisation)
    with at(at_noon := now()):
        exception = approved(cast.elif_, cast.amira, cast.hana, starts_on=on, ends_on=on + timedelta(days=40))
    assert exception.status == S.ACTIVE
    wait_until(at_noon + timedelta(days=12))
    assert fresh(exception).status == S.EXPIRING
    wait_until(at_noon + timedelta(days=60))
    exception = fresh(exception)
    assert exception.status == S.EXPIRED
    assert [each for each in events_of(exception) if each in {"near-end", "expired", "outcome-due", "outcome-late"}] == [
        "near-end",
        "near-end",
        "near-end",
        "expired",
        "outcome-due",
        "outcome-late",
    ]
    actions.tell_outcome(
        actor=cast.amira, exception_id=exception.pk, went="well", learned="She laughed.", safeguards="They held."
    )
    assert fresh(exception).status == S.OUTCOME_TOLD


def test_it_is_paused_taken_up_again_and_revoked(cast: "Cast") -> None:
    on = today(cast.amira.organisation)
    exception = approved(cast.elif_, cast.amira, cast.hana, starts_on=on, ends_on=on + timedelta(days=40))
    life.suspend_exception(actor=cast.elif_, exception_id=exception.pk, reason="We look at it again.")
    assert fresh(exception).status == S.SUSPENDED
    life.resume_exception(actor=cast.noor, exception_id=exception.pk, reason="It can go on.")
    settle()
    assert fresh(exception).status == S.ACTIVE
    life.revoke_exception(actor=cast.elif_, exception_id=exception.pk, reason="It did not do her good.")
    assert fresh(exception).status == S.REVOKED
    with pytest.raises(MoveRefused):
        life.resume_exception(actor=cast.elif_, exception_id=exception.pk, reason="Again.")


def test_what_is_sent_back_can_be_changed_and_is_assessed_anew(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    deciding.return_exception(actor=cast.noor, exception_id=exception.pk, text="Who else is there?")
    actions.answer_exception(actor=cast.amira, exception_id=exception.pk, text="Lena is.")
    settle()
    assert fresh(exception).status == S.DIRECTOR_REVIEW
    deciding.return_exception(actor=cast.noor, exception_id=exception.pk, text="Could it be nearer?")
    actions.save_exception(actor=cast.amira, exception_id=exception.pk, facts={"place": "In the garden."})
    actions.answer_exception(actor=cast.amira, exception_id=exception.pk, text="In the garden, then.")
    exception = fresh(exception)
    assert exception.status == S.REQUESTED
    assert exception.askings.count() == 2
    assert data_of(exception, "exception.answered")["changed"] is True


def test_a_draft_is_its_workers_alone_and_the_worker_never_sees_the_way(cast: "Cast") -> None:
    draft = drafted(cast.amira, cast.hana)
    with speaking_for(cast.elif_):
        assert not every(ExceptionRequest).filter(pk=draft.pk).exists()
    actions.submit_exception(actor=cast.amira, exception_id=draft.pk)
    settle()
    with speaking_for(cast.amira):
        assert not fresh(draft).routes.exists()
    with speaking_for(cast.elif_):
        assert fresh(draft).routes.exists()


def test_it_is_asked_for_again_through_review_only(cast: "Cast") -> None:
    on = today(cast.amira.organisation)
    exception = approved(cast.elif_, cast.amira, cast.hana, starts_on=on, ends_on=on + timedelta(days=5))
    again = actions.renew_exception(actor=cast.amira, exception_id=exception.pk)
    assert (again.status, again.renews_id, again.starts_on) == (S.DRAFT, exception.pk, None)
    assert actions.renew_exception(actor=cast.amira, exception_id=exception.pk) == again
    days = {"starts_on": on + timedelta(days=6), "ends_on": on + timedelta(days=9)}
    actions.save_exception(actor=cast.amira, exception_id=again.pk, facts=days)
    actions.submit_exception(actor=cast.amira, exception_id=again.pk)
    settle()
    assert fresh(again).status == S.REQUESTED
