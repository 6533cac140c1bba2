"""People are asked at their moments, exactly once, reminded until they answer, and never asked for nothing (IN-21)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.appointments.actions import confirm, propose
from accounts.appointments.choices import Role
from accounts.assignments.actions import assign
from accounts.assignments.choices import AssignmentRole
from accounts.demo.cast import Cast
from accounts.staff.actions import add_person, change_person, deactivate_person, reactivate_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from boundaries.outbox.handlers import row_handlers
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from policies.adoption.actions import end_adoption
from policies.moments.actions import YEARLY, answer, await_the_year_everywhere, remind, set_month, talk
from policies.moments.choices import Answer, AskingStatus, Moment
from policies.moments.models import Asking, Attestation
from policies.moments.queries import asked_of, asked_of_those_led, asking_for, count_in_team, kinds_asked, waiting_for
from tests.accounts.kinds import last_written_about
from tests.incidents.told import settle
from tests.policies.adopting import AK, LK, PQ, RC, adopted
from tests.policies.moments.asking import asked, day, morning, taken_on, who
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NOTHING, SOMETHING = Answer.NOTHING, Answer.SOMETHING


def added(cast: Cast, **said: Any) -> StaffMember:
    facts = {"name": "Kari Nilsen", "kind": StaffKind.EMPLOYEE, "manager_id": cast.elif_.pk, "email": "kari@relief.example"}
    return add_person(actor=cast.olga, **{**facts, **said})


def changed(cast: Cast, person: StaffMember, **said: Any) -> None:
    before = {"name": person.name, "kind": StaffKind(person.kind), "partner": person.partner, "job_title": person.job_title}
    rest = {"reference": person.reference, "site_id": person.site_id, "team_id": person.team_id, "started_on": person.started_on}
    email = person.user.email if person.user else ""
    change_person(actor=cast.olga, person_id=person.pk, **{**before, **rest, "email": email, **said})
    settle()


# --- The moments --------------------------------------------------------------------------------------------------------------
def test_whoever_is_new_is_asked(cast: Cast) -> None:
    adopted(cast.noor, RC)
    kari = added(cast)
    settle()
    (asking,) = every(Asking).filter(person=kari)
    assert (asking.moment, asking.status, asking.client) == (Moment.STARTER, AskingStatus.ASKED, None)
    assert asking.due_on == cast.organisation.calendar().working_day_from(day(cast), 10)
    assert [item.link for item in items_for(kari.pk)] == ["/questions/"]


def test_whom_no_clause_in_force_binds_is_not_asked(cast: Cast) -> None:
    added(cast)
    settle()
    adopted(cast.noor, LK)
    assert kinds_asked(cast.organisation.pk) == {"employee"}
    added(cast, email="", kind=StaffKind.VOLUNTEER)
    settle()
    assert not every(Asking).exists(), "one was there before the policy, the other is a volunteer"
    adopted(cast.noor, RC)
    assert "volunteer" in kinds_asked(cast.organisation.pk)


def test_a_list_of_people_who_began_long_ago_asks_nobody(cast: Cast) -> None:
    adopted(cast.noor, RC)
    added(cast, started_on=day(cast, -31))
    settle()
    assert not every(Asking).exists()
    added(cast, started_on=day(cast, -30), email="", name="Liv Berg")
    settle()
    assert who(Moment.STARTER) == {"Liv"}


def test_whoever_works_here_again_is_asked(cast: Cast) -> None:
    adopted(cast.noor, RC)
    deactivate_person(actor=cast.olga, person_id=cast.ben.pk, last_day=day(cast))
    reactivate_person(actor=cast.olga, person_id=cast.ben.pk)
    settle()
    assert who(Moment.STARTER) == {"Ben"}


def test_another_role_post_or_team_asks_and_another_name_does_not(cast: Cast) -> None:
    adopted(cast.noor, RC)
    changed(cast, cast.amira, name="Amira Haddad-Lind")
    assert not every(Asking).exists()
    changed(cast, cast.amira, job_title="Night worker")
    changed(cast, cast.pavel, team_id=cast.amira.team_id)
    made = propose(actor=cast.olga, person_id=cast.tomas.pk, role=Role.CASE_MANAGER, starts_on=day(cast))
    settle()
    assert who(Moment.ROLE) == {"Amira"}, "Pavel is of a partner, whom no clause binds here; Tomas waits for a second person"
    confirm(actor=cast.wiremu, appointment_id=made.pk)
    settle()
    assert who(Moment.ROLE) == {"Amira", "Tomas"}


def test_nobody_is_asked_the_same_twice_at_once(cast: Cast) -> None:
    adopted(cast.noor, RC)
    changed(cast, cast.amira, job_title="Night worker")
    changed(cast, cast.amira, job_title="Day worker")
    assert every(Asking).count() == 1
    answer(actor=cast.amira, asking_id=every(Asking).get().pk, said=NOTHING)
    changed(cast, cast.amira, job_title="Team leader")
    assert every(Asking).count() == 2
    again = every(Asking).get(status=AskingStatus.ASKED)
    again.pk = again.batch
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_the_team_that_takes_a_client_on_is_asked_by_reference(cast: Cast) -> None:
    adopted(cast.noor, RC)
    client = taken_on(cast, cast.amira)
    settle()
    assert who(Moment.KEY_WORKER, client) == {"Amira"}
    assert who(Moment.INTAKE, client) == {"Ben", "Elif", "Lena"}
    assert {each.due_on for each in every(Asking).filter(moment=Moment.KEY_WORKER)} == {
        cast.organisation.calendar().working_day_from(day(cast), 3)
    }
    for entry in every(RecordEntry).filter(event="moment.asked"):
        assert b"Selam" not in bytes(entry.data)


def test_a_second_worker_of_the_team_asks_nobody_again_and_another_team_is_asked(cast: Cast) -> None:
    adopted(cast.noor, RC)
    client = taken_on(cast, cast.amira)
    settle()
    for asking in every(Asking).filter(client=client).select_related("person"):
        if asking.person.user_id:
            answer(actor=asking.person, asking_id=asking.pk, said=NOTHING)
    for worker in (cast.ben, cast.tomas):
        facts: dict[str, Any] = {"role": AssignmentRole.WORKER, "starts_on": day(cast)}
        assign(actor=cast.noor, client_id=client.pk, worker_id=worker.pk, **facts)
        settle()
    asked_again = (
        every(Asking).filter(client=client).values("person").distinct().count() - every(Asking).filter(client=client).count()
    )
    assert asked_again == 0
    assert {"Tomas", "Ben"} <= who(Moment.INTAKE, client)


def test_a_client_without_a_worker_asks_once_there_is_one(cast: Cast) -> None:
    adopted(cast.noor, RC)
    client = taken_on(cast, None)
    settle()
    assert not every(Asking).exists()
    assign(actor=cast.noor, client_id=client.pk, worker_id=cast.ben.pk, role=AssignmentRole.WORKER, starts_on=day(cast))
    settle()
    assert who(Moment.INTAKE, client) == {"Amira", "Ben", "Elif", "Lena"}


def test_what_began_long_ago_is_no_intake(cast: Cast) -> None:
    adopted(cast.noor, RC)
    assign(
        actor=cast.noor, client_id=cast.hana.pk, worker_id=cast.elif_.pk, role=AssignmentRole.WORKER, starts_on=date(2020, 1, 6)
    )
    settle()
    assert not every(Asking).exists()


# --- Once a year --------------------------------------------------------------------------------------------------------------
def year_comes(cast: Cast) -> date:
    running = Timer.objects.get(kind=YEARLY, about_id=cast.organisation.pk, fired_at=None, cancelled_at=None)
    with at(running.due_at):
        settle()
        return day(cast)


def test_once_a_year_everybody_is_asked(cast: Cast) -> None:
    adopted(cast.noor, RC)
    adopted(cast.noor, PQ)
    await_the_year_everywhere()
    assert Timer.objects.filter(kind=YEARLY, about_id=cast.organisation.pk).count() == 1
    first = year_comes(cast)
    assert (first.month, cast.organisation.calendar().is_working(first)) == (1, True)
    bound = StaffMember.objects.filter(organisation=cast.organisation, is_active=True).exclude(kind=StaffKind.OUTSIDE)
    assert every(Asking).filter(moment=Moment.YEARLY).count() == bound.count()
    assert not every(Asking).filter(person=cast.ivo).exists()
    second = year_comes(cast)
    assert second.year == first.year + 1
    assert every(Asking).count() == bound.count(), "they are still being asked"


def test_an_organisation_says_in_which_month(cast: Cast) -> None:
    adopted(cast.noor, RC)
    for stranger in (cast.amira, cast.olga):
        with pytest.raises(Forbidden):
            set_month(actor=stranger, month=9)
    with pytest.raises(RuleViolation):
        set_month(actor=cast.noor, month=13)
    set_month(actor=cast.noor, month=9)
    assert last_written_about(cast.organisation.pk) == ("moment.month-set", cast.noor.pk, {"month": 9})
    september = year_comes(cast)
    assert september.month == 9
    with at(morning(cast, september + timedelta(days=9))):
        set_month(actor=cast.noor, month=11)
    assert year_comes(cast).year == september.year + 1, "not within half a year"


def test_without_such_a_policy_the_year_asks_nobody(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    end_adoption(actor=cast.noor, adoption_id=adoption.pk)
    year_comes(cast)
    assert not every(Asking).exists()
    adopted(cast.noor, AK)
    assert Timer.objects.filter(kind=YEARLY, about_id=cast.organisation.pk, fired_at=None, cancelled_at=None).count() == 1


# --- Exactly once, and reminders ----------------------------------------------------------------------------------------------
def test_what_is_delivered_again_asks_and_tells_nobody_again(cast: Cast) -> None:
    adopted(cast.noor, RC)
    client = taken_on(cast, cast.amira)
    settle()
    before = every(Asking).count(), every(Notice).count()
    for row in OutboxRow.objects.filter(kind__startswith="moments.").order_by("id"):
        with as_system(Reason.OUTBOX, organisation_id=row.organisation_id):
            row_handlers[row.kind](row)
    settle()
    assert (every(Asking).count(), every(Notice).count()) == before
    assert every(Asking).filter(client=client).count() == 4


def told_on(cast: Cast, person: StaffMember, on: date) -> int:
    with at(morning(cast, on)):
        settle()
    return every(Notice).filter(person_id=person.pk, kind__startswith="moment.").count()


def test_one_is_reminded_by_the_clock_until_one_answers(cast: Cast) -> None:
    adopted(cast.noor, RC)
    calendar, first = cast.organisation.calendar(), day(cast)
    with at(morning(cast, calendar.working_day_from(first))):
        asking = asked(cast, cast.amira)
        settle()
    due_on = asking.due_on
    for each in range((due_on - first).days + 16):
        told_on(cast, cast.amira, first + timedelta(days=each))
    kinds = list(
        every(Notice)
        .filter(person_id=cast.amira.pk, kind__startswith="moment.")
        .order_by("made_at")
        .values_list("kind", flat=True)
    )
    assert kinds == ["moment.start", "moment.week", "moment.day", "moment.due", "moment.late", "moment.late"]
    with at(morning(cast, due_on + timedelta(days=16))):
        answer(actor=cast.amira, asking_id=asking.pk, said=NOTHING)
    assert told_on(cast, cast.amira, due_on + timedelta(days=60)) == len(kinds)
    assert items_for(cast.amira.pk) == []


def test_who_left_or_cannot_sign_in_is_not_told(cast: Cast) -> None:
    adopted(cast.noor, RC)
    for person in (cast.ben, cast.lena):
        asked(cast, person)
    StaffMember.objects.filter(pk=cast.ben.pk).update(is_active=False)
    settle()
    assert not every(Notice).filter(kind__startswith="moment.").exists()


# --- Answering ----------------------------------------------------------------------------------------------------------------
def test_nothing_to_tell_is_one_answer_written_down_once(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    for _tap in range(2):
        assert answer(actor=cast.amira, asking_id=asking.pk, said=NOTHING).status == AskingStatus.NOTHING
    (given,) = every(Attestation)
    assert (given.answer, given.given_by, given.person) == (NOTHING, cast.amira, cast.amira)
    assert last_written_about(asking.pk) == (
        "moment.answered",
        cast.amira.pk,
        {"person": str(cast.amira.pk), "answer": "nothing"},
    )
    assert waiting_for(cast.amira) == []
    settle()
    assert items_for(cast.elif_.pk) == []
    assert list(asked_of_those_led(cast.elif_)) == []


def test_what_there_is_to_tell_reaches_the_line_manager_as_a_name_and_a_moment(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    answer(actor=cast.amira, asking_id=asking.pk, said=SOMETHING)
    settle()
    (item,) = items_for(cast.elif_.pk)
    assert (item.label, item.link) == (cast.amira.name, "/questions/team/")
    (row,) = asked_of_those_led(cast.elif_)
    assert (row.pk, row.status) == (asking.pk, AskingStatus.TOLD)
    for nobody in (cast.farid, cast.noor, cast.ben, cast.olga, cast.chidi, cast.grace, cast.root, cast.ivo):
        with pytest.raises(NotVisible):
            talk(actor=nobody, asking_id=asking.pk)
    with pytest.raises(Forbidden):
        talk(actor=cast.amira, asking_id=asking.pk)
    talked = talk(actor=cast.elif_, asking_id=asking.pk)
    assert (talked.status, talked.talked_by) == (AskingStatus.TALKED, cast.elif_)
    assert items_for(cast.elif_.pk) == []
    assert list(asked_of_those_led(cast.elif_)) == []
    with pytest.raises(MoveRefused):
        talk(actor=cast.elif_, asking_id=asking.pk)


def test_nothing_is_put_right_by_something_and_neither_is_rewritten(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    answer(actor=cast.amira, asking_id=asking.pk, said=NOTHING)
    with pytest.raises(NotVisible):
        asking_for(cast.elif_, asking.pk)
    answer(actor=cast.amira, asking_id=asking.pk, said=SOMETHING)
    assert list(every(Attestation).order_by("given_at").values_list("answer", flat=True)) == [NOTHING, SOMETHING]
    with pytest.raises(MoveRefused):
        answer(actor=cast.amira, asking_id=asking.pk, said=NOTHING)
    for statement in ("UPDATE policies_attestation SET answer = 'nothing'", "DELETE FROM policies_attestation"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as run:
            run.execute(statement)


def test_nobody_answers_for_somebody_who_can(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    for nobody in (cast.elif_, cast.ben, cast.noor, cast.ivo, cast.miriam):
        with pytest.raises((NotVisible, Forbidden)):
            answer(actor=nobody, asking_id=asking.pk, said=NOTHING)
    with at(now() + timedelta(days=90)), pytest.raises(Forbidden):
        answer(actor=cast.elif_, asking_id=asking.pk, said=NOTHING)


def test_for_somebody_without_a_login_their_line_manager_asks_and_writes_it_down(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.lena)
    assert [each.pk for each in asked_of_those_led(cast.elif_)] == [asking.pk]
    with pytest.raises(NotVisible):
        answer(actor=cast.farid, asking_id=asking.pk, said=NOTHING)
    answer(actor=cast.elif_, asking_id=asking.pk, said=NOTHING)
    (given,) = every(Attestation)
    assert (given.person, given.given_by) == (cast.lena, cast.elif_)


def test_without_a_line_manager_it_is_said_whom_to_tell(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.yara)
    with pytest.raises(RuleViolation, match="no-manager"):
        answer(actor=cast.yara, asking_id=asking.pk, said=SOMETHING)
    answer(actor=cast.yara, asking_id=asking.pk, said=NOTHING)


def test_a_line_manager_sees_who_is_late_and_nothing_of_who_is_not(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    assert count_in_team(cast.elif_) == 0
    with at(morning(cast, asking.due_on + timedelta(days=1))):
        assert [each.person for each in asked_of_those_led(cast.elif_)] == [cast.amira]
        assert (count_in_team(cast.elif_), count_in_team(cast.farid)) == (1, 0)
        StaffMember.objects.filter(pk=cast.amira.pk).update(manager=cast.farid)
        assert (count_in_team(cast.elif_), count_in_team(cast.farid)) == (0, 1), "whoever is line manager now"
    assert list(asked_of(cast.amira).values_list("pk", flat=True)) == [asking.pk]


def test_reminding_a_batch_twice_tells_once(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    with as_system(Reason.OUTBOX, organisation_id=cast.organisation.pk):
        for _time in range(2):
            remind(batch=asking.batch, organisation_id=cast.organisation.pk)
    assert every(Notice).filter(person_id=cast.amira.pk).count() == 1
