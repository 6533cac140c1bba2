"""Adding people, changing what is said of them, and letting them go."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.appointments.actions import write_down as write_down_appointment
from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.appointments.rules import check_stays_whole
from accounts.organisations.models import Organisation, Site
from accounts.organisations.queries import today
from accounts.routing.queries import lock_tree, organisation_facts
from accounts.routing.rules import managers_of
from accounts.staff import rules
from accounts.staff.choices import StaffKind
from accounts.staff.events import StaffEvent
from accounts.staff.models import StaffMember, User
from accounts.staff.permissions import ACCESS, IN_GENERAL, StaffPermission
from accounts.teams.models import Team
from accounts.tokens.actions import end_tokens
from accounts.tokens.choices import Why
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append


@transaction.atomic
def add_person(
    *,
    actor: StaffMember,
    name: str,
    kind: StaffKind,
    partner: str = "",
    job_title: str = "",
    reference: str = "",
    site_id: UUID | None = None,
    team_id: UUID | None = None,
    manager_id: UUID | None = None,
    started_on: date | None = None,
    email: str = "",
) -> StaffMember:
    """Add a person; with an e-mail address they get a login, without one they cannot sign in."""
    lock_tree(actor.organisation_id, exclusive=True)
    organisation = Organisation.objects.select_related("data_key").get(id=actor.organisation_id)
    IN_GENERAL.require(actor, StaffPermission.ADD, organisation)
    rules.check_details(kind=kind, partner=partner)
    manager = _manager(organisation.id, manager_id)
    if manager:
        _check_manager(manager, loops=False)
    person = StaffMember(
        organisation=organisation,
        name=name,
        kind=kind,
        partner=partner,
        job_title=job_title,
        reference=reference,
        site_id=_own(Site, organisation.id, site_id),
        team_id=_own(Team, organisation.id, team_id),
        manager=manager,
        started_on=started_on,
        user=_login(email, actor) if email else None,
    )
    _save(person)
    _write_down(
        StaffEvent.ADDED,
        person,
        actor,
        kind=kind.value,
        manager=_text(person.manager_id),
        team=_text(team_id),
        site=_text(site_id),
        login=bool(email),
    )
    return person


@transaction.atomic
def change_person(
    *,
    actor: StaffMember,
    person_id: UUID,
    name: str,
    kind: StaffKind,
    partner: str = "",
    job_title: str = "",
    reference: str = "",
    site_id: UUID | None = None,
    team_id: UUID | None = None,
    started_on: date | None = None,
    email: str = "",
) -> StaffMember:
    """Change what is said of a person. The record says which details were changed, not what they say."""
    person = _locked(actor, person_id)
    ACCESS.require(actor, StaffPermission.CHANGE, person)
    before_email = person.user.email if person.user else ""
    email = email.strip().lower()
    rules.check_details(kind=kind, partner=partner)
    rules.check_login(before=before_email, after=email, opened=person.user is not None and person.user.has_usable_password())
    rules.check_kind_change(before=StaffKind(person.kind), after=kind, holds_roles=_open_appointments(person).exists())
    leads = kind == StaffKind.OUTSIDE and StaffMember.objects.filter(manager=person, is_active=True).exists()
    rules.check_leads_nobody(kind=kind, leads=leads)
    after: dict[str, object] = {
        "name": name,
        "kind": kind.value,
        "partner": partner,
        "job_title": job_title,
        "reference": reference,
        "site_id": _own(Site, person.organisation_id, site_id),
        "team_id": _own(Team, person.organisation_id, team_id),
        "started_on": started_on,
    }
    before: dict[str, object] = {field: getattr(person, field) for field in after}
    fields = rules.changed({**before, "email": before_email}, {**after, "email": email})
    if not fields:
        return person
    _apply(person, after)
    if "email" in fields:
        person.user = _change_login(person.user, email, actor)
    _save(person)
    _write_down(StaffEvent.CHANGED, person, actor, fields=[field.removesuffix("_id") for field in fields])
    return person


@transaction.atomic
def change_manager(*, actor: StaffMember, person_id: UUID, manager_id: UUID | None) -> StaffMember:
    """Give a person another line manager, or none. A loop is refused, here and by the database."""
    person = _locked(actor, person_id)
    ACCESS.require(actor, StaffPermission.CHANGE_MANAGER, person)
    manager = _manager(person.organisation_id, manager_id)
    if person.manager_id == manager_id:
        return person
    facts = organisation_facts(person.organisation_id, today(person.organisation))
    rules.check_own_line(taken_by_actor=manager_id == actor.id, activated=person.organisation.activated_at is not None)
    if manager:
        _check_manager(manager, loops=person.id in {manager.id, *managers_of(facts.people, manager.id)})
    after = facts.with_manager(person.id, manager_id)
    check_stays_whole(facts.standing, after.standing, activated=person.organisation.activated_at is not None)
    before, person.manager = person.manager_id, manager
    person.save(update_fields=["manager"])
    _write_down(StaffEvent.MANAGER_CHANGED, person, actor, before=_text(before), after=_text(manager_id))
    return person


@transaction.atomic
def deactivate_person(*, actor: StaffMember, person_id: UUID, last_day: date) -> StaffMember:
    """Let a person go: they cannot sign in any more, their sessions and their appointments end at once.

    - Nobody deactivates themselves.
    - Refused where the organisation would be left without an administrator or, once activated, an alternate route.
    """
    person = _locked(actor, person_id)
    ACCESS.require(actor, StaffPermission.DEACTIVATE, person)
    if not person.is_active:
        raise MoveRefused
    on = today(person.organisation)
    rules.check_last_day(last_day, today=on, started_on=person.started_on)
    facts = organisation_facts(person.organisation_id, on)
    after = facts.without(person.id)
    check_stays_whole(facts.standing, after.standing, activated=person.organisation.activated_at is not None)
    person.is_active, person.left_on = False, last_day
    person.save(update_fields=["is_active", "left_on"])
    shut_out([person.user] if person.user else [], actor=actor)
    _write_down(StaffEvent.DEACTIVATED, person, actor, last_day=last_day.isoformat())
    _end_appointments(person, actor, on)
    return person


def _end_appointments(person: StaffMember, actor: StaffMember, on: date) -> None:
    """Their roles end with them, so that coming back does not quietly give them again."""
    for appointment in _open_appointments(person).select_related("organisation__data_key"):
        appointment.ended_at = now()
        appointment.save(update_fields=["ended_at"])
        if appointment.confirmed_at:
            write_down_appointment(AppointmentEvent.ENDED, appointment, actor, last_day=on.isoformat())
        else:
            write_down_appointment(AppointmentEvent.DECLINED, appointment, actor)


@transaction.atomic
def reactivate_person(*, actor: StaffMember, person_id: UUID) -> StaffMember:
    """Take a person back: they can sign in again, and hold no role until they are appointed anew."""
    person = _locked(actor, person_id)
    ACCESS.require(actor, StaffPermission.REACTIVATE, person)
    if person.is_active:
        raise MoveRefused
    person.is_active, person.left_on = True, None
    person.save(update_fields=["is_active", "left_on"])
    if person.user:
        person.user.is_active = True
        person.user.save(update_fields=["is_active"])
    _write_down(StaffEvent.REACTIVATED, person, actor)
    return person


def _locked(actor: StaffMember, person_id: UUID) -> StaffMember:
    """The person under the tree's lock and their own; somebody of another organisation does not exist."""
    lock_tree(actor.organisation_id, exclusive=True)
    rows = StaffMember.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key", "user")
    found = rows.filter(id=person_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _manager(organisation_id: UUID, manager_id: UUID | None) -> StaffMember | None:
    if manager_id is None:
        return None
    found = StaffMember.objects.filter(id=manager_id, organisation_id=organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _check_manager(manager: StaffMember, *, loops: bool) -> None:
    outside = manager.kind == StaffKind.OUTSIDE
    rules.check_manager(loops=loops, manager_is_active=manager.is_active, manager_is_outside=outside)


def _own(model: type[Site] | type[Team], organisation_id: UUID, id_: UUID | None) -> UUID | None:
    """The id of a site or team, if it is the organisation's."""
    if id_ and not model.objects.filter(id=id_, organisation_id=organisation_id).exists():
        raise NotVisible
    return id_


def _open_appointments(person: StaffMember) -> Any:
    return Appointment.objects.confirmed(today(person.organisation)).filter(person=person) | (
        Appointment.objects.proposed().filter(person=person)
    )


def _login(email: str, actor: StaffMember) -> User:
    """A login with no password that can be used yet; one address is one login in the whole installation."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, given_by=actor)
    except IntegrityError as error:
        raise RuleViolation("email", _("This address cannot be used here. Enter another one."), field="email") from error


def _change_login(user: User | None, email: str, actor: StaffMember) -> User:
    """Another address for a login that was never opened: whoever confirmed the one before did not confirm this one."""
    if user is None:
        return _login(email, actor)
    user.email, user.given_by, user.confirmed_by, user.confirmed_at = email, actor, None, None
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "given_by", "confirmed_by", "confirmed_at"])
    except IntegrityError as error:
        raise RuleViolation("email", _("This address cannot be used here. Enter another one."), field="email") from error
    return user


def shut_out(users: Iterable[User], *, actor: StaffMember) -> None:
    """Switch logins off and end every session and token they have, in one go for however many leave."""
    leaving = list(users)
    ids = {str(user.pk) for user in leaving}
    if not ids:
        return
    User.objects.filter(pk__in=ids).update(is_active=False)
    open_ones = Session.objects.filter(expire_date__gt=now()).iterator()
    theirs = [each.session_key for each in open_ones if each.get_decoded().get(SESSION_KEY) in ids]
    Session.objects.filter(session_key__in=theirs).delete()
    end_tokens(users=leaving, why=Why.LEFT, actor=actor)


def _apply(person: StaffMember, values: Mapping[str, object]) -> None:
    for field, value in values.items():
        setattr(person, field, value)


def _save(person: StaffMember) -> None:
    """Save; what the rules above leave to the database to refuse is a staff number used twice."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        message = _("Somebody else has this staff number.")
        raise RuleViolation("reference", message, field="reference") from error


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None


def _write_down(event: StaffEvent, person: StaffMember, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("staff", person.id),
        organisation_id=person.organisation_id,
        actor_id=actor.id,
        key=person.organisation.data_key,
        data=data,
    )
