"""What moves disclosures by itself: one was sent, the organisation changed, an appointment begins or lapses."""

from uuid import UUID

from accounts.appointments.events import AppointmentEvent
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.routing.queries import lock_tree
from accounts.routing.tasks import follows_dates
from accounts.staff.events import StaffEvent
from boundaries.access.scope import Reason
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import later, once, register
from policies.disclosures.choices import DisclosureCause, DisclosureStatus
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import Disclosure
from policies.disclosures.routes.actions import reroute_alarms, reroute_organisation, route_disclosure


def locked_disclosure(disclosure_id: UUID, organisation_id: UUID) -> Disclosure:
    """A disclosure under its lock and the tree's, in this order."""
    lock_tree(organisation_id, exclusive=False)
    rows = Disclosure.objects.unscoped(Reason.OUTBOX).select_for_update(of=("self",), no_key=True)
    return rows.select_related("data_key", "organisation__data_key").get(pk=disclosure_id)


@handles("disclosures.route")
def route_submitted(row: OutboxRow) -> None:
    """A disclosure was sent: find who takes it, once."""
    disclosure = locked_disclosure(row.ref, row.organisation_id)
    if disclosure.status == DisclosureStatus.SUBMITTED and disclosure.alarm_at is None:
        route_disclosure(disclosure, DisclosureCause.SUBMITTED)


def follow_organisation(entry: RecordEntry) -> None:
    """The tree or the appointments changed: every disclosure is looked at again in the same transaction."""
    reroute_organisation(entry.organisation_id)


def follow_opened_login(entry: RecordEntry) -> None:
    """Somebody's login was opened or confirmed: those that nobody has are looked at again."""
    reroute_alarms(entry.organisation_id)


follow = once(follow_organisation)


follows_dates(reroute_organisation)
register(
    {
        DisclosureEvent.SUBMITTED: [later("disclosures.route")],
        InvitationEvent.ACCEPTED: [follow_opened_login],
        LoginEvent.CONFIRMED: [once(follow_opened_login)],
        StaffEvent.CHANGED: [follow],
        StaffEvent.MANAGER_CHANGED: [follow],
        StaffEvent.DEACTIVATED: [follow],
        StaffEvent.REACTIVATED: [follow],
        AppointmentEvent.CONFIRMED: [follow],
        AppointmentEvent.ENDED: [follow],
    }
)
