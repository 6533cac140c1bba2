"""When people become clear, step aside or move, the report follows in the same transaction."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from accounts.appointments.actions import confirm, end, propose
from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.grants.choices import Relation
from accounts.invitations.actions import PURPOSE, accept, invite_person
from accounts.organisations.queries import today
from accounts.signin.links import token_of
from accounts.staff.actions import change_manager, deactivate_person
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from incidents.desk import actions as desk
from incidents.reports.choices import PartyRole, PartyState, RouteCause
from tests.incidents.told import MONDAY, data_of, desk_of, events_of, fresh, relations, send, send_at, settle, wait_until

if TYPE_CHECKING:
    from accounts.demo.cast import Cast


def test_a_name_made_clear_goes_to_the_line_at_once(cast: "Cast") -> None:
    report = send(cast.amira, "Benny")
    (party,) = report.parties.all()
    desk.resolve_party(actor=cast.tomas, report_id=report.pk, party_id=party.pk, state=PartyState.LINKED, person_id=cast.ben.pk)
    assert (fresh(report).handler, fresh(report).held) == (cast.elif_, False)
    assert desk_of(cast.tomas) == set()
    assert relations(report) == {"Elif Demir": Relation.HANDLER}


def test_a_name_of_somebody_from_elsewhere_stays_with_triage_and_is_held_no_more(cast: "Cast") -> None:
    report = send(cast.amira, "The driver of the taxi")
    (party,) = report.parties.all()
    desk.resolve_party(actor=cast.tomas, report_id=report.pk, party_id=party.pk, state=PartyState.EXTERNAL)
    assert (fresh(report).handler, fresh(report).held) == (cast.tomas, False)


def test_what_is_clear_already_cannot_be_made_clear_again(cast: "Cast") -> None:
    report = send(cast.amira, "Benny", "Somebody else")
    party = report.parties.order_by("added_at")[0]
    desk.resolve_party(actor=cast.tomas, report_id=report.pk, party_id=party.pk, state=PartyState.EXTERNAL)
    with pytest.raises(MoveRefused):
        desk.resolve_party(actor=cast.tomas, report_id=report.pk, party_id=party.pk, state=PartyState.EXTERNAL)


def test_a_subject_found_later_takes_it_from_the_manager_it_concerns(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.pavel.pk)
    assert fresh(report).handler == cast.farid
    assert desk_of(cast.elif_) == set()


def test_a_witness_above_is_kept_out_and_the_handler_stays(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.farid.pk)
    assert fresh(report).handler == cast.elif_
    with pytest.raises(RuleViolation):
        desk.reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="Please take it.")


def test_nobody_names_themselves(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(RuleViolation) as refusal:
        desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.elif_.pk)
    assert refusal.value.field == "person"


def test_somebody_of_another_organisation_cannot_be_named(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(RuleViolation):
        desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.ivo.pk)


def test_stepping_aside_hands_it_on_at_once_and_closes_it_to_oneself(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    desk.recuse(actor=cast.elif_, report_id=report.pk, reason="We are cousins.")
    assert fresh(report).handler == cast.farid
    assert desk_of(cast.elif_) == set()
    with pytest.raises(NotVisible):
        desk.acknowledge(actor=cast.elif_, report_id=report.pk)
    kept = [each.path.get("reason") for each in report.routes.filter(cause=RouteCause.RECUSED)]
    assert "We are cousins." in kept


def test_when_the_alerted_one_steps_aside_the_next_is_told(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben, categories=["abuse"])
    desk.recuse(actor=cast.chidi, report_id=report.pk, reason="I know the family.")
    settle()
    assert relations(report) == {"Elif Demir": Relation.HANDLER, cast.samuel.name: Relation.ALERTED}
    assert fresh(report).handler == cast.elif_


def test_a_reason_is_needed_to_step_aside(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(RuleViolation) as refusal:
        desk.recuse(actor=cast.elif_, report_id=report.pk, reason="  ")
    assert refusal.value.field == "reason"
    assert fresh(report).handler == cast.elif_


def test_handing_over_moves_it_and_whoever_was_chosen_keeps_it_when_others_move(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    desk.reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.chidi.pk, reason="She knows this field.")
    assert fresh(report).handler == cast.chidi
    assert desk_of(cast.elif_) == set()
    change_manager(actor=cast.olga, person_id=cast.ben.pk, manager_id=cast.farid.pk)
    assert fresh(report).handler == cast.chidi


@pytest.mark.parametrize("who", ["ben", "amira", "lena", "ivo", "root"])
def test_it_is_handed_only_to_those_who_may_have_it(cast: "Cast", who: str) -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(RuleViolation) as refusal:
        desk.reassign(actor=cast.elif_, report_id=report.pk, to_id=getattr(cast, who).pk, reason="Take it, please.")
    assert refusal.value.field == "to"


def test_a_new_manager_of_the_subject_takes_it(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    change_manager(actor=cast.olga, person_id=cast.ben.pk, manager_id=cast.pavel.pk)
    assert fresh(report).handler == cast.pavel
    assert desk_of(cast.elif_) == set()


def test_a_handler_who_comes_to_work_under_the_subject_loses_it(cast: "Cast") -> None:
    report = send(cast.amira, cast.pavel)
    assert report.handler == cast.farid
    desk.reassign(actor=cast.farid, report_id=report.pk, to_id=cast.elif_.pk, reason="She has time.")
    change_manager(actor=cast.olga, person_id=cast.elif_.pk, manager_id=cast.pavel.pk)
    assert fresh(report).handler == cast.farid


def test_a_handler_who_leaves_is_replaced_in_the_same_transaction(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with transaction.atomic():
        deactivate_person(actor=cast.olga, person_id=cast.elif_.pk, last_day=today(cast.organisation))
        assert fresh(report).handler == cast.farid
        transaction.set_rollback(True)
    assert fresh(report).handler == cast.elif_


def test_an_alarm_ends_when_somebody_can_take_it(cast: "Cast") -> None:
    above = [cast.elif_, cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.miriam]
    report = send(cast.amira, cast.ben, not_to_receive=[str(each.pk) for each in above])
    assert report.alarm_at is not None
    first = propose(actor=cast.olga, person_id=cast.dana.pk, role=Role.SAFEGUARDING_LEAD, starts_on=today(cast.organisation))
    confirm(actor=cast.wiremu, appointment_id=first.pk)
    settle()
    assert (fresh(report).handler, fresh(report).alarm_at) == (cast.dana, None)
    assert "report.routed" in events_of(report)
    assert report.clocks.count() == 2


def test_an_appointment_that_lapses_takes_its_reports_with_it(cast: "Cast") -> None:
    friday = date(2030, 1, 11)
    with at(MONDAY - timedelta(days=1)):
        Appointment.objects.filter(role=Role.TRIAGE_OFFICER).update(ends_on=date(2029, 1, 1))
        proposed = propose(
            actor=cast.olga,
            person_id=cast.dana.pk,
            role=Role.TRIAGE_OFFICER,
            starts_on=date(2030, 1, 1),
            ends_on=friday,
        )
        confirm(actor=cast.wiremu, appointment_id=proposed.pk)
    report = send_at(MONDAY, cast.amira, "Somebody")
    assert report.handler == cast.dana
    wait_until(MONDAY + timedelta(days=3))
    assert fresh(report).handler == cast.dana
    wait_until(MONDAY + timedelta(days=6))
    assert fresh(report).handler == cast.chidi


def test_the_way_is_written_down_each_time(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    desk.recuse(actor=cast.elif_, report_id=report.pk, reason="We are cousins.")
    first, second = data_of(report, "report.routed")
    assert (first["handler"], second["handler"]) == (str(cast.elif_.pk), str(cast.farid.pk))
    assert second["route"][0]["reasons"] == ["recused"]


def test_who_was_told_in_an_office_loses_it_with_the_office_and_the_next_is_told(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben, categories=["abuse"])
    held = Appointment.objects.get(role=Role.SAFEGUARDING_LEAD)
    end(actor=cast.olga, appointment_id=held.pk)
    assert relations(report) == {"Elif Demir": Relation.HANDLER, cast.samuel.name: Relation.ALERTED}
    assert desk_of(cast.chidi) == set()


def never_opened(person: "StaffMember") -> None:
    """As a login is that was made, and that its owner has not opened."""
    assert person.user is not None
    person.user.set_unusable_password()
    person.user.save()


def test_a_manager_who_never_signed_in_is_passed_over(cast: "Cast") -> None:
    never_opened(cast.elif_)
    report = send(cast.amira, cast.ben)
    assert report.handler == cast.farid
    (routed,) = data_of(report, "report.routed")
    (elif_,) = [step for step in routed["route"] if step["person"] == str(cast.elif_.pk)]
    assert elif_["reasons"] == ["no_login"]


def test_an_alarm_ends_when_somebody_opens_their_login(cast: "Cast") -> None:
    for person in StaffMember.objects.filter(organisation=cast.organisation).exclude(pk__in=[cast.amira.pk, cast.olga.pk]):
        if person.user:
            never_opened(person)
    report = send(cast.amira, cast.ben)
    assert report.alarm_at is not None
    told = invite_person(actor=cast.olga, person_id=cast.farid.pk)
    assert accept(token=token_of(PURPOSE, told.invitation.pk), code=told.code, password="four words no bird")
    assert (fresh(report).handler, fresh(report).alarm_at) == (cast.farid, None)


def test_a_report_in_alarm_is_closed_to_those_who_come_into_conflict(cast: "Cast") -> None:
    others = [cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.miriam]
    report = send_at(MONDAY, cast.amira, cast.ben, not_to_receive=[str(each.pk) for each in others[1:]])
    wait_until(MONDAY + timedelta(days=2))
    assert relations(report) == {"Elif Demir": Relation.HANDLER, "Farid Rahimi": Relation.ESCALATED}
    deactivate_person(actor=cast.olga, person_id=cast.farid.pk, last_day=today(cast.organisation))
    desk.recuse(actor=cast.elif_, report_id=report.pk, reason="We are cousins.")
    assert fresh(report).alarm_at is not None
    assert relations(report) == {}


def test_who_was_told_because_it_was_late_stays_so_when_a_subject_is_added(cast: "Cast") -> None:
    report = send_at(MONDAY, cast.amira, cast.farid, categories=["abuse"], not_to_receive=[str(cast.samuel.pk)])
    assert report.handler == cast.noor
    wait_until(MONDAY + timedelta(days=2))
    told = relations(report)
    desk.add_party(actor=cast.noor, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.pavel.pk)
    assert {name: relation for name, relation in relations(report).items() if relation == Relation.ESCALATED} == {
        name: relation for name, relation in told.items() if relation == Relation.ESCALATED
    }


def test_nobody_changes_their_own_line(cast: "Cast") -> None:
    with pytest.raises(Forbidden):
        change_manager(actor=cast.olga, person_id=cast.olga.pk, manager_id=cast.farid.pk)
