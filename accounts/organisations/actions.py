"""Making an organisation, setting it up and opening it for reports."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.appointments.actions import write_down as write_down_appointment
from accounts.appointments.choices import Role
from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.organisations import rules
from accounts.organisations.events import OrganisationEvent
from accounts.organisations.models import ClosedDay, Organisation, Site, monday_to_friday
from accounts.organisations.permissions import ACCESS, OrganisationPermission
from accounts.routing.queries import lock_tree, missing_for_activation
from accounts.staff.choices import StaffKind
from accounts.staff.events import StaffEvent
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append
from boundaries.sealing.actions import make_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@transaction.atomic
def create_organisation(
    *,
    actor: None = None,
    name: str,
    administrator_name: str,
    administrator_email: str,
    password: str | None = None,
    zone: str = "UTC",
    language: str = "en",
) -> Organisation:
    """Make an organisation and its first administrator. Only the system does this: nobody is there yet who could."""
    rules.check_settings(zone=zone, weekdays=monday_to_friday(), acknowledge_days=2, contact_days=5)
    organisation_id = uuid4()
    key = make_key(organisation_id=organisation_id)
    organisation = Organisation(id=organisation_id, name=name, zone=zone, language=language, data_key=key)
    _save_named(organisation, _("There is an organisation with this name already."))
    try:
        with transaction.atomic():
            user = User.objects.create_user(administrator_email, password)
    except IntegrityError as error:
        message = _("This address cannot be used here. Enter another one.")
        raise RuleViolation("email", message, field="administrator_email") from error
    person = StaffMember.objects.create(organisation=organisation, user=user, name=administrator_name, kind=StaffKind.EMPLOYEE)
    appointment = Appointment.objects.create(
        organisation=organisation,
        person=person,
        role=Role.ADMINISTRATOR,
        starts_on=now().astimezone(ZoneInfo(zone)).date(),
        confirmed_at=now(),
    )
    _write_down(OrganisationEvent.CREATED, organisation, None, administrator=str(person.id))
    append(
        StaffEvent.ADDED,
        about=("staff", person.id),
        organisation_id=organisation.id,
        actor_id=None,
        key=key,
        data={"kind": person.kind, "login": True},
    )
    write_down_appointment(AppointmentEvent.CONFIRMED, appointment, None)
    return organisation


@transaction.atomic
def change_settings(
    *,
    actor: StaffMember,
    name: str,
    zone: str,
    language: str,
    weekdays: Collection[int],
    acknowledge_days: int,
    contact_days: int,
    danger_signposts: str,
    gate: str,
) -> Organisation:
    """Change the settings. Clocks that run keep the time they were given; the new days hold for what comes."""
    organisation = _locked(actor)
    ACCESS.require(actor, OrganisationPermission.CHANGE_SETTINGS, organisation)
    rules.check_settings(zone=zone, weekdays=weekdays, acknowledge_days=acknowledge_days, contact_days=contact_days)
    after: dict[str, object] = {
        "name": name,
        "zone": zone,
        "language": language,
        "weekdays": sorted(set(weekdays)),
        "acknowledge_days": acknowledge_days,
        "contact_days": contact_days,
        "danger_signposts": danger_signposts,
        "gate": rules.gate_of(gate),
    }
    fields = sorted(field for field, value in after.items() if getattr(organisation, field) != value)
    if not fields:
        return organisation
    for field, value in after.items():
        setattr(organisation, field, value)
    _save_named(organisation, _("There is an organisation with this name already."))
    _write_down(OrganisationEvent.SETTINGS_CHANGED, organisation, actor, fields=fields)
    return organisation


@transaction.atomic
def add_site(*, actor: StaffMember, name: str) -> Site:
    """Add a place where the organisation works."""
    organisation = _locked(actor)
    ACCESS.require(actor, OrganisationPermission.ADD_SITE, organisation)
    site = Site(organisation=organisation, name=name)
    _save_named(site, _("There is a site with this name already."))
    _write_down(OrganisationEvent.SITE_ADDED, organisation, actor, site=str(site.id))
    return site


@transaction.atomic
def rename_site(*, actor: StaffMember, site_id: UUID, name: str) -> Site:
    """Give a site another name."""
    organisation = _locked(actor)
    site = Site.objects.filter(id=site_id, organisation=organisation).first()
    if site is None:
        raise NotVisible
    ACCESS.require(actor, OrganisationPermission.RENAME_SITE, organisation)
    if site.name != name:
        site.name = name
        _save_named(site, _("There is a site with this name already."))
        _write_down(OrganisationEvent.SITE_RENAMED, organisation, actor, site=str(site.id))
    return site


@transaction.atomic
def add_closed_day(*, actor: StaffMember, day: date, name: str) -> ClosedDay:
    """Add a day on which the organisation does not work: clocks that start later pass it over."""
    organisation = _locked(actor)
    ACCESS.require(actor, OrganisationPermission.ADD_CLOSED_DAY, organisation)
    try:
        with transaction.atomic():
            closed = ClosedDay.objects.create(organisation=organisation, day=day, name=name)
    except IntegrityError as error:
        raise RuleViolation("day", _("This day is a closed day already."), field="day") from error
    _write_down(OrganisationEvent.CLOSED_DAY_ADDED, organisation, actor, day=day.isoformat())
    return closed


@transaction.atomic
def remove_closed_day(*, actor: StaffMember, closed_day_id: int) -> None:
    """Make a closed day a usual day again."""
    organisation = _locked(actor)
    closed = ClosedDay.objects.filter(id=closed_day_id, organisation=organisation).first()
    if closed is None:
        raise NotVisible
    ACCESS.require(actor, OrganisationPermission.REMOVE_CLOSED_DAY, organisation)
    closed.delete()
    _write_down(OrganisationEvent.CLOSED_DAY_REMOVED, organisation, actor, day=closed.day.isoformat())


@transaction.atomic
def activate(*, actor: StaffMember) -> Organisation:
    """Open the organisation for reports. Refused, with what is missing, while there is no alternate route (AZ-06)."""
    lock_tree(actor.organisation_id, exclusive=True)
    organisation = _locked(actor)
    ACCESS.require(actor, OrganisationPermission.ACTIVATE, organisation)
    if organisation.activated_at:
        raise MoveRefused
    rules.check_activation([gap.label for gap in missing_for_activation(organisation)])
    organisation.activated_at = now()
    organisation.save(update_fields=["activated_at"])
    _write_down(OrganisationEvent.ACTIVATED, organisation, actor)
    return organisation


def _locked(actor: StaffMember) -> Organisation:
    """The actor's own organisation: there is no way to name another."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True).select_related("data_key")
    return rows.get(id=actor.organisation_id)


def _save_named(thing: Organisation | Site, words: StrOrPromise) -> None:
    """Save something whose name may be taken."""
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        raise RuleViolation("name", words, field="name") from error


def _write_down(event: OrganisationEvent, organisation: Organisation, actor: StaffMember | None, **data: object) -> None:
    append(
        event,
        about=("organisation", organisation.id),
        organisation_id=organisation.id,
        actor_id=actor.id if actor else None,
        key=organisation.data_key,
        data=data,
    )
