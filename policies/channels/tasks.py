"""What follows by itself: whoever is asked or waits is told, recovery contacts are checked on a clock, leavers' accounts close."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.appointments.events import AppointmentEvent
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.organisations.queries import today
from accounts.routing.tasks import follows_dates
from accounts.staff.events import StaffEvent
from boundaries.access.scope import Reason
from boundaries.notices.actions import tell, tell_many
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import fires, handles
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.queries import last_about
from boundaries.record.reactions import AtOnce, Later, later, once, register
from policies.channels.actions import ABOUT, RECHECK, close_of_leaver, follow_organisation, remind_again
from policies.channels.choices import AccountStatus, Closing
from policies.channels.events import AccountEvent
from policies.channels.models import WorkAccount
from policies.channels.permissions import custodians
from policies.channels.queries import still_told

ASKED, DECIDED, TO_HAND_OVER, IN_USE, CLOSED, LEFT = (
    f"work-account.{each}" for each in ("asked", "decided", "to-hand-over", "handed", "ended", "left")
)


@handles(ASKED)
def tell_the_approver(row: OutboxRow) -> None:
    """Whoever is asked to approve it is told, once each time it comes to them."""
    account = _account(row.ref)
    if account.approver_id and account.status == AccountStatus.REQUESTED:
        routed = last_about(account.pk, event=AccountEvent.ROUTED)
        _tell(account, account.approver_id, ASKED, once=str(routed))


@handles(DECIDED)
def tell_the_holder(row: OutboxRow) -> None:
    """Whoever asked for it is told that it was decided."""
    account = _account(row.ref)
    _tell(account, account.holder_id, DECIDED, once=str(row.entry_id))


@handles(TO_HAND_OVER)
def tell_the_custodians(row: OutboxRow) -> None:
    """The login is to be handed over."""
    _tell_custodians(_account(row.ref), TO_HAND_OVER, once=str(row.entry_id))


@handles(IN_USE)
def tell_that_it_is_in_use(row: OutboxRow) -> None:
    """The holder is told that the account is in use."""
    account = _account(row.ref)
    _tell(account, account.holder_id, IN_USE, once=str(row.entry_id))


@handles(CLOSED)
def tell_that_it_is_closed(row: OutboxRow) -> None:
    """The custodians are told: the login is changed, or the account deleted."""
    account = _account(row.ref)
    _tell_custodians(account, LEFT if account.closing == Closing.LEFT else CLOSED, once=str(row.entry_id))


@fires(RECHECK)
def remind_the_custodians(timer: Timer) -> None:
    """The recovery contact is due to be checked: told once for each day it is due, and again while it is late."""
    account = _account(timer.about_id)
    if account.status == AccountStatus.IN_USE and account.recheck_on and account.recheck_on <= today(account.organisation):
        _tell_custodians(account, RECHECK, once=str(timer.epoch))
        remind_again(account)


def _account(account_id: UUID) -> WorkAccount:
    return WorkAccount.objects.unscoped(Reason.OUTBOX).select_related("organisation__data_key").get(pk=account_id)


def _tell(account: WorkAccount, person_id: UUID, kind: str, *, once: str) -> None:
    about, organisation_id = (ABOUT, account.pk), account.organisation_id
    tell(person_id=person_id, kind=kind, about=about, organisation_id=organisation_id, key=account.data_key, once=once)


def _tell_custodians(account: WorkAccount, kind: str, *, once: str) -> None:
    tell_many(
        person_ids=custodians(account),
        kind=kind,
        about=(ABOUT, account.pk),
        organisation_id=account.organisation_id,
        key=account.data_key,
        once=once,
    )


def follow(entry: RecordEntry) -> None:
    """Who leads whom, or who can sign in, has changed."""
    follow_organisation(entry.organisation_id)


def let_go(entry: RecordEntry) -> None:
    """Somebody no longer works here."""
    close_of_leaver(entry.about_id, entry.organisation_id)


FOLLOW = once(follow)
REACTIONS: dict[Event, list[AtOnce | Later]] = {
    AccountEvent.ROUTED: [later(ASKED)],
    AccountEvent.APPROVED: [later(DECIDED)],
    AccountEvent.REFUSED: [later(DECIDED)],
    AccountEvent.ACKNOWLEDGED: [later(TO_HAND_OVER)],
    AccountEvent.HANDED_OVER: [later(IN_USE)],
    AccountEvent.CLOSED: [later(CLOSED)],
    InvitationEvent.ACCEPTED: [FOLLOW],
    LoginEvent.CONFIRMED: [FOLLOW],
    StaffEvent.CHANGED: [FOLLOW],
    StaffEvent.MANAGER_CHANGED: [FOLLOW],
    StaffEvent.DEACTIVATED: [let_go, FOLLOW],
    StaffEvent.REACTIVATED: [FOLLOW],
    AppointmentEvent.CONFIRMED: [FOLLOW],
    AppointmentEvent.ENDED: [FOLLOW],
}
follows_dates(follow_organisation)
declare_target(ABOUT, Target(visible=still_told, link=lambda _kind, id_: reverse("channels:account", args=[id_])))
declare_sentences(
    {
        ASKED: _("Somebody asks for a work account. It waits for your word."),
        DECIDED: _("Your work account was decided."),
        TO_HAND_OVER: _("The login of a work account is to be handed over."),
        IN_USE: _("The login of your work account was handed over."),
        RECHECK: _("The recovery contact of a work account is due to be checked."),
        CLOSED: _("A work account was closed. Change its login, or delete it."),
        LEFT: _("The holder of a work account no longer works here. Change its login, or delete it."),
    }
)
register(REACTIONS)
