"""What many tests of campaigns need: a Monday, a campaign, days that go by, and who was told what."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.notices.models import Notice
from boundaries.outbox.actions import cancel_timers
from policies.acknowledgements.actions import acknowledge
from policies.adoption.models import Adoption
from policies.campaigns.actions import start_campaign
from policies.campaigns.choices import AUDIENCE
from policies.campaigns.models import Campaign
from policies.moments.actions import YEARLY
from tests.incidents.told import settle
from tests.policies.adopting import RC
from tests.seeing import every

LISBON = ZoneInfo("Europe/Lisbon")
MONDAY = date(2030, 1, 7)
LAST_DAY = date(2030, 1, 31)


def moment(day: date, hour: int = 9) -> datetime:
    """A time of day by the clock on the wall of the relief society."""
    return datetime.combine(day, time(hour), LISBON)


def january(day: int) -> date:
    """A day of January 2030."""
    return date(2030, 1, day)


def started(actor: StaffMember, *keys: str, on: date = MONDAY, **told: Any) -> Campaign:
    """A campaign that asks for these policies, or for the Red Cross one, and what follows from it at once."""
    facts: dict[str, Any] = {"policies": keys or (RC,), "due_on": LAST_DAY, "kinds": [kind.value for kind in AUDIENCE]} | told
    cancel_timers(about_id=actor.organisation_id, kinds=[YEARLY])  # what everybody is asked once a year is another matter
    with at(moment(on)):
        campaign = start_campaign(actor=actor, **facts)
        settle()
    return campaign


def go_on(first: date, last: date) -> None:
    """Let every morning come, from one day to another, and what is due happen."""
    for days in range((last - first).days + 1):
        with at(moment(first + timedelta(days=days))):
            settle()


def told(person: StaffMember) -> list[tuple[date, str]]:
    """On which days a campaign told somebody which of its reminders."""
    rows = every(Notice).filter(person_id=person.pk, kind__startswith="campaign.").order_by("made_at", "kind")
    return [(made_at.astimezone(LISBON).date(), kind.partition(".")[2]) for made_at, kind in rows.values_list("made_at", "kind")]


def say(person: StaffMember, adoption: Adoption) -> None:
    """Somebody acknowledges it as it reads now."""
    adoption.refresh_from_db()
    acknowledge(actor=person, adoption_id=adoption.pk, digest=adoption.digest)


def staff_of(cast: Cast) -> QuerySet[StaffMember]:
    """Everybody at the relief society who may be asked."""
    return StaffMember.objects.filter(organisation=cast.organisation, is_active=True).exclude(kind="outside")
