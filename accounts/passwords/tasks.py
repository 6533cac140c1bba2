"""Sending the link, outside the request that asked for it: so the answer says and costs the same for every address."""

from django.urls import reverse

from accounts.passwords.actions import MAIL, PURPOSE, may_be_mailed
from accounts.passwords.models import PasswordReset
from accounts.signin.links import mail_link, token_of
from boundaries.outbox.drain import Suppressed
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow


@handles(MAIL)
def send_link(row: OutboxRow) -> None:
    """One mail to somebody who can sign in and has a second factor; to nobody else."""
    reset = PasswordReset.objects.select_related("user").filter(id=row.ref, used_at=None).first()
    if reset is None or reset.user is None or not may_be_mailed(reset.user):
        raise Suppressed
    path = reverse("passwords:open", args=[token_of(PURPOSE, reset.id)])
    mail_link(to=reset.user.email, path=path, message_id=str(reset.id))
