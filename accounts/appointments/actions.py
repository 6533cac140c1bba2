"""Appointing people to roles: one proposes, another confirms, either is written down."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.appointments import rules
from accounts.appointments.choices import Role
from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import ACCESS, IN_GENERAL, AppointmentPermission
from accounts.appointments.workflow import WORKFLOW, AppointmentMove
from accounts.organisations.models import Organisation, Site
from accounts.organisations.queries import today
from accounts.routing.queries import lock_tree, organisation_facts
from accounts.secondfactor.queries import missing_for
from accounts.secondfactor.rules import Missing
from accounts.sessions.actions import end_all
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible
from boundaries.record.actions import append


@transaction.atomic
def propose(
    *,
    actor: StaffMember,
    person_id: UUID,
    role: Role,
    starts_on: date,
    ends_on: date | None = None,
    team_ids: Collection[UUID] = (),
    area_id: UUID | None = None,
) -> Appointment:
    """Propose somebody for a role. It counts once a second person confirms it.

    An organisation that is not activated yet may have no second person: there a proposal counts at once.
    """
    lock_tree(actor.organisation_id, exclusive=True)
    organisation = Organisation.objects.select_related("data_key").get(id=actor.organisation_id)
    IN_GENERAL.require(actor, AppointmentPermission.PROPOSE, organisation)
    person = StaffMember.objects.select_related("user").filter(organisation=organisation, id=person_id).first()
    teams = list(Team.objects.filter(organisation=organisation, id__in=team_ids))
    area = Site.objects.filter(organisation=organisation, id=area_id).first() if area_id else None
    if person is None or len(teams) != len(set(team_ids)) or (area_id and area is None):
        raise NotVisible
    rules.check_appointee(role, _appointee(person, actor, today(organisation)))
    rules.check_term(role, starts_on=starts_on, ends_on=ends_on, teams=len(teams), today=today(organisation))
    appointment = Appointment.objects.create(
        organisation=organisation,
        person=person,
        role=role,
        area=area if role == Role.DIRECTOR else None,
        starts_on=starts_on,
        ends_on=ends_on,
        proposed_by=actor,
        confirmed_at=None if organisation.activated_at else now(),
    )
    appointment.teams.set(teams)
    data = {
        "teams": sorted(str(team.id) for team in teams),
        "area": str(appointment.area_id) if appointment.area_id else None,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else None,
    }
    write_down(AppointmentEvent.PROPOSED, appointment, actor, **data)
    if appointment.confirmed_at:
        write_down(AppointmentEvent.CONFIRMED, appointment, None)
        sign_in_anew(person)
    return appointment


def _appointee(person: StaffMember, actor: StaffMember, on: date) -> rules.Appointee:
    open_ones = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), person=person, ended_at=None)
    return rules.Appointee(
        kind=StaffKind(person.kind),
        works_here=person.is_active,
        has_login=bool(person.user and person.user.is_active),
        is_actor=person.id == actor.id,
        holds={Role(role) for role in open_ones.values_list("role", flat=True)},
    )


@transaction.atomic
def confirm(*, actor: StaffMember, appointment_id: UUID) -> Appointment:
    """Confirm, as the second person, what another proposed: from now on it counts between its dates."""
    appointment = _locked(actor, appointment_id)
    ACCESS.require(actor, AppointmentPermission.CONFIRM, appointment)
    WORKFLOW.move(appointment.status, AppointmentMove.CONFIRM)
    role, on = Role(appointment.role), today(appointment.organisation)
    rules.check_appointee(role, _appointee(appointment.person, actor, on)._replace(holds=()))
    rules.check_term(
        role,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        teams=appointment.teams.count(),
        today=on,
    )
    appointment.confirmed_by, appointment.confirmed_at = actor, now()
    appointment.save(update_fields=["confirmed_by", "confirmed_at"])
    write_down(AppointmentEvent.CONFIRMED, appointment, actor)
    sign_in_anew(appointment.person)
    return appointment


@transaction.atomic
def decline(*, actor: StaffMember, appointment_id: UUID) -> Appointment:
    """Decline a proposal, or take one's own back. It stays written down."""
    appointment = _locked(actor, appointment_id)
    ACCESS.require(actor, AppointmentPermission.DECLINE, appointment)
    WORKFLOW.move(appointment.status, AppointmentMove.DECLINE)
    appointment.ended_at = now()
    appointment.save(update_fields=["ended_at"])
    write_down(AppointmentEvent.DECLINED, appointment, actor)
    return appointment


@transaction.atomic
def end(*, actor: StaffMember, appointment_id: UUID, last_day: date | None = None) -> Appointment:
    """End an appointment: at once, or with the last day given.

    Refused where the organisation would be left without an administrator or, once activated, without an alternate route.
    """
    appointment = _locked(actor, appointment_id)
    ACCESS.require(actor, AppointmentPermission.END, appointment)
    WORKFLOW.move(appointment.status, AppointmentMove.END)
    on = today(appointment.organisation)
    if last_day:
        rules.check_last_day(last_day, today=on, starts_on=appointment.starts_on, ends_on=appointment.ends_on)
    _check_can_go(actor, appointment, max(last_day or on, on))
    if last_day:
        appointment.ends_on = last_day
    else:
        appointment.ended_at = now()
    appointment.save(update_fields=["ends_on", "ended_at"])
    write_down(AppointmentEvent.ENDED, appointment, actor, last_day=(last_day or on).isoformat())
    return appointment


def _check_can_go(actor: StaffMember, appointment: Appointment, on: date) -> None:
    """Compare the organisation with and without the appointment, on the day from which it is missed."""
    organisation = appointment.organisation
    before = organisation_facts(organisation.id, on)
    after = organisation_facts(organisation.id, on, leaving_out=[appointment.id])
    others = [each for each in after.holders(Role(appointment.role)) if each != actor.id]
    rules.check_own_end(is_own=appointment.person_id == actor.id, others=len(others))
    rules.check_stays_whole(before.standing, after.standing, activated=organisation.activated_at is not None)


def _locked(actor: StaffMember, appointment_id: UUID) -> Appointment:
    """The appointment under the tree's lock and its own; one of another organisation does not exist."""
    lock_tree(actor.organisation_id, exclusive=True)
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related(
        "organisation__data_key", "person__user"
    )
    found = rows.filter(id=appointment_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def sign_in_anew(person: StaffMember) -> None:
    """Sign somebody out whose role asks for a passkey that they have not made: what they showed before is not enough (SI-01).

    Signing in again leads them to making one, and opens nothing before.
    """
    if person.user and missing_for(person.user.pk) == Missing.PASSKEY:
        end_all(user=person.user)


def write_down(event: AppointmentEvent, appointment: Appointment, actor: StaffMember | None, **data: object) -> None:
    """Append one entry about an appointment."""
    append(
        event,
        about=("appointment", appointment.id),
        organisation_id=appointment.organisation_id,
        actor_id=actor.id if actor else None,
        key=appointment.organisation.data_key,
        data={"person": str(appointment.person_id), "role": str(appointment.role), **data},
    )
