"""The mails about another address: a link to the new one, a warning to the old one."""

from django.urls import reverse

from accounts.addresses.actions import CONFIRM, PURPOSE, WARN
from accounts.addresses.models import AddressChange
from accounts.signin.links import mail_link, mail_warning, token_of
from boundaries.outbox.drain import Suppressed
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow


@handles(CONFIRM)
def send_link(row: OutboxRow) -> None:
    """The link, to the new address, as long as its owner may sign in."""
    change = _change(row)
    if change.done_at or not change.user.is_active:
        raise Suppressed
    path = reverse("addresses:confirm", args=[token_of(PURPOSE, change.id)])
    mail_link(to=change.new_address, path=path, message_id=str(change.id))


@handles(WARN)
def warn(row: OutboxRow) -> None:
    """A few words to the old address: when another one was asked for, and when it took its place."""
    change = _change(row)
    mail_warning(to=change.old_address, message_id=f"{change.id}.{row.pk}")


def _change(row: OutboxRow) -> AddressChange:
    found = AddressChange.objects.select_related("data_key", "user").filter(id=row.ref).first()
    if found is None:
        raise Suppressed
    return found
