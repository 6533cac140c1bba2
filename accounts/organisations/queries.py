"""What is shown of an organisation, and its today."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from accounts.organisations.models import ClosedDay, Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible

REMEMBERED = "today_while_reading"


def today(organisation: Organisation) -> date:
    """The date on the organisation's wall."""
    remembered: date | None = organisation.__dict__.get(REMEMBERED)
    return remembered or now().astimezone(ZoneInfo(organisation.zone)).date()


def remember_today(organisation: Organisation) -> None:
    """Ask for the date once for the page that is read; whatever changes something asks anew."""
    organisation.__dict__[REMEMBERED] = today(organisation)


def sites_of(actor: StaffMember) -> QuerySet[Site]:
    """The sites of one's own organisation with how many people work there, by name."""
    here = Count("staffmember", filter=Q(staffmember__is_active=True))
    return Site.objects.filter(organisation_id=actor.organisation_id).annotate(people=here).order_by("name")


def site_for(actor: StaffMember, site_id: UUID) -> Site:
    """One site of one's own organisation."""
    found = Site.objects.filter(organisation_id=actor.organisation_id, id=site_id).first()
    if found is None:
        raise NotVisible
    return found


def closed_days_of(actor: StaffMember, on: date) -> QuerySet[ClosedDay]:
    """The closed days that are not yet over."""
    return ClosedDay.objects.filter(organisation_id=actor.organisation_id, day__gte=on).order_by("day")


def closed_day_for(actor: StaffMember, closed_day_id: int) -> ClosedDay:
    """One closed day of one's own organisation."""
    found = ClosedDay.objects.filter(organisation_id=actor.organisation_id, id=closed_day_id).first()
    if found is None:
        raise NotVisible
    return found
