"""Everything that is written down about a person, from all the slices that write about people."""

from django.utils.functional import Promise

from accounts.addresses.events import AddressEvent
from accounts.invitations.events import InvitationEvent
from accounts.logins.events import LoginEvent
from accounts.passwords.events import PasswordEvent
from accounts.secondfactor.events import FactorEvent
from accounts.sessions.events import SessionEvent
from accounts.staff.events import StaffEvent
from accounts.tokens.events import TokenEvent
from boundaries.record.events import Event

KINDS: tuple[type[Event], ...] = (
    StaffEvent,
    InvitationEvent,
    LoginEvent,
    FactorEvent,
    PasswordEvent,
    AddressEvent,
    SessionEvent,
    TokenEvent,
)
SENTENCES: dict[str, Promise | str] = {str(event): event.sentence for kind in KINDS for event in kind}
"""What each entry about a person says."""
