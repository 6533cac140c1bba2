"""What many tests of the moments that ask need. Imported by tests, after set-up."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.clients.actions import Details, add_client
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.clients.models import Client
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system
from policies.moments.actions import ask
from policies.moments.choices import AskingStatus, Moment
from policies.moments.models import Asking
from tests.seeing import every

DETAILS: Details = {
    "kind": ClientKind.DIRECT,
    "status": ClientStatus.CURRENT,
    "is_minor": False,
    "has_special_needs": False,
    "is_paid_participant": False,
    "is_applicant": False,
    "language": "",
    "needs_interpreter": False,
    "site_id": None,
}


def day(cast: Cast, days: int = 0) -> date:
    """A day of the organisation, counted from today."""
    return today(cast.organisation) + timedelta(days=days)


def morning(cast: Cast, on: date, hour: int = 9) -> datetime:
    """An hour of a day there."""
    return datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(cast.organisation.zone))


def asked(cast: Cast, person: StaffMember, moment: Moment = Moment.YEARLY, client: Client | None = None) -> Asking:
    """Somebody is asked, as the system does."""
    with as_system(Reason.OUTBOX, organisation_id=cast.organisation.pk):
        ask(organisation=cast.organisation, moment=moment, people=[person.pk], client_id=client.pk if client else None)
    return every(Asking).get(person=person, moment=moment, client=client, status=AskingStatus.ASKED)


def taken_on(cast: Cast, worker: StaffMember | None, reference: str = "C-7001") -> Client:
    """A client is added, with the key worker who takes them on."""
    key_worker_id = worker.pk if worker else None
    return add_client(actor=cast.noor, name="Selam Tekle", reference=reference, details=DETAILS, key_worker_id=key_worker_id)


def who(moment: Moment, client: Client | None = None) -> set[str]:
    """The first names of those whom a moment asked."""
    rows = every(Asking).filter(moment=moment, client=client)
    return {name.split()[0] for name in rows.values_list("person__name", flat=True)}
